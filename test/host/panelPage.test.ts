import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ToPanel } from '../../src/protocol/messages.ts';
import { panelOptions, panelPage } from '../../src/vscode/panel/panelPage.ts';
import { createPanelSession } from '../../src/vscode/panel/panelSession.ts';

const extensionUri = vscode.Uri.file('/extensions/klein "><script>');
const cspSource = "'self' https://*.vscode-cdn.net";

function createFakeWebview() {
  const received = new vscode.EventEmitter<unknown>();
  const pages: string[] = [];
  const posted: ToPanel[] = [];
  const webview = {
    cspSource,
    options: {} as vscode.WebviewOptions,
    onDidReceiveMessage: received.event,
    asWebviewUri: (uri: vscode.Uri) =>
      uri.with({ scheme: 'https', authority: 'file.vscode-cdn.net' }),
    postMessage: async (message: ToPanel) => posted.push(message) > 0,
    get html() {
      return pages.at(-1) ?? '';
    },
    set html(page: string) {
      pages.push(page);
    },
  } satisfies vscode.Webview;
  return { webview, pages, posted, say: (message: unknown) => received.fire(message) };
}

const pageOf = (): string => panelPage(createFakeWebview().webview, extensionUri, 'view');

function policyOf(page: string): Map<string, string> {
  const content = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
  return new Map(
    content.split('; ').map((directive) => {
      const [name = '', ...values] = directive.split(' ');
      return [name, values.join(' ')];
    }),
  );
}

suite('The page of the panel', () => {
  test('forbids everything but its own script and style, and pictures from bytes', () => {
    const page = pageOf();
    const policy = policyOf(page);
    const nonce = /<script nonce="([\w-]+)"/.exec(page)?.[1];
    assert.ok(nonce);
    assert.deepEqual(Object.fromEntries(policy), {
      'default-src': "'none'",
      'img-src': 'blob:',
      'style-src': cspSource,
      'script-src': `'nonce-${nonce}'`,
      'base-uri': "'none'",
      'form-action': "'none'",
    });
    assert.equal([...policy.keys()][0], 'default-src');
    for (const [name, value] of policy) {
      assert.doesNotMatch(value, /unsafe-|data:|\*(?!\.vscode-cdn)/, name);
      // What VS Code itself serves is the only exception, and for styles only.
      if (name !== 'style-src') assert.doesNotMatch(value, /https?:/, name);
    }
  });

  test('has a new nonce of 128 bits or more each time', () => {
    const nonces = Array.from({ length: 200 }, () => /nonce="([\w-]+)"/.exec(pageOf())?.[1] ?? '');
    assert.equal(new Set(nonces).size, 200);
    assert.ok(nonces.every((nonce) => Buffer.from(nonce, 'base64url').length >= 16));
  });

  test('loads one script, from dist, and no other file; nothing is written inline', () => {
    const page = pageOf();
    const scripts = [...page.matchAll(/<script[^>]*src="([^"]*)"[^>]*>(.*?)<\/script>/gs)];
    assert.equal(scripts.length, 1);
    assert.match(scripts[0]?.[1] ?? '', /\/dist\/panel\.js$/);
    assert.equal(scripts[0]?.[2], '');
    assert.equal((page.match(/<script/g) ?? []).length, 1, 'a path cannot open a tag');
    assert.doesNotMatch(page, /\son\w+=|style=|<style|<a\s|<img|<link|<form|javascript:/i);
  });

  test('is the same whatever is in the window: texts and pictures come by message', async () => {
    const withoutNonce = (page: string): string => page.replaceAll(/nonce[-=]"?[\w-]+"?/g, 'nonce');
    const before = withoutNonce(pageOf());
    const words = [...before.replaceAll(/<[^>]*>/g, ' ').matchAll(/\w+/g)];
    assert.deepEqual(words, [], 'no text is in it');
    await vscode.workspace.openTextDocument({ content: '<b>open</b>' });
    assert.equal(withoutNonce(pageOf()), before);
  });

  test('may read nothing but dist, and no command runs by a link', () => {
    const options = panelOptions(extensionUri);
    assert.deepEqual(options.localResourceRoots?.map(String), [
      vscode.Uri.joinPath(extensionUri, 'dist').toString(),
    ]);
    assert.deepEqual(Object.keys(options).sort(), ['enableScripts', 'localResourceRoots']);
  });
});

suite('A panel that opens', () => {
  const listening = () => {
    const heard: unknown[] = [];
    const removed: unknown[] = [];
    const loaded = Promise.withResolvers<void>();
    const loadListener = async () => {
      await loaded.promise;
      return {
        receive: (message: unknown) => void heard.push(message),
        remove: (session: unknown) => void removed.push(session),
      };
    };
    return { heard, removed, loaded, loadListener };
  };

  test('gets its page once, and misses nothing that is said while its host is loaded', async () => {
    const { webview, pages, say } = createFakeWebview();
    const { heard, loaded, loadListener } = listening();
    const session = createPanelSession({ webview, place: 'view', extensionUri, loadListener });
    assert.equal(pages.length, 1);
    assert.equal(webview.options.enableScripts, true);
    say({ type: 'ready' });
    say('second');
    assert.deepEqual(heard, []);
    loaded.resolve();
    await new Promise(setImmediate);
    assert.deepEqual(heard, [{ type: 'ready' }, 'second']);
    session.dispose();
    assert.equal(pages.length, 1);
  });

  test('that is closed is told nothing more, and its host forgets it', async () => {
    const { webview, posted, say } = createFakeWebview();
    const { heard, removed, loaded, loadListener } = listening();
    const session = createPanelSession({ webview, place: 'editor', extensionUri, loadListener });
    session.post({ type: 'focusPrompt' });
    session.dispose();
    session.post({ type: 'submit' });
    say({ type: 'ready' });
    loaded.resolve();
    await new Promise(setImmediate);
    assert.deepEqual([posted, heard, removed], [[{ type: 'focusPrompt' }], [], [session]]);
  });
});
