import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ToPanel } from '../../src/protocol/messages.ts';
import { panelPage } from '../../src/vscode/views/panel/panelPage.ts';
import { createPanelPage } from '../../src/vscode/views/panel/panelOpening.ts';
import { createPanelSession } from '../../src/vscode/views/panel/panelSession.ts';
import { createVsCodeSettings } from '../../src/vscode/host/vscodeSettings.ts';
import { createTestLog } from './support/testLog.ts';
import { withSetting } from './support/workspace.ts';

const script = 'start("</script><b>")';
const opening: readonly ToPanel[] = [{ type: 'announce', text: '</script><b>\u2028' }];
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

const drawPage = (webview: vscode.Webview, place: 'view' | 'editor'): string =>
  panelPage({ webview, place, script, opening });
const loadPage = () => Promise.resolve(drawPage);
const pageOf = (): string => drawPage(createFakeWebview().webview, 'view');

function policyOf(page: string): Map<string, string> {
  const content = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
  return new Map(
    content.split('; ').map((directive) => {
      const [name = '', ...values] = directive.split(' ');
      return [name, values.join(' ')];
    }),
  );
}

const { log } = createTestLog();

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

  test('carries one script, its own, and loads no file', () => {
    const page = pageOf();
    const scripts = [...page.matchAll(/<script nonce="[\w-]+">(.*?)<\/script>/gs)];
    assert.deepEqual(
      scripts.map(([, text]) => text),
      ['start("<\\/script><b>")'],
      'a text in it cannot close it',
    );
    assert.doesNotMatch(page, /\ssrc=|\son\w+=|style=|<style|<a\s|<img|<link|<form|javascript:/i);
  });

  test('has the script that was built, which cannot end its tag', async () => {
    const extension = vscode.extensions.getExtension('fluxklein.image-generator');
    assert.ok(extension);
    for (const name of ['pages.js', 'panel.js', 'history.js']) {
      const path = vscode.Uri.joinPath(extension.extensionUri, 'dist', name);
      const built = new TextDecoder().decode(await vscode.workspace.fs.readFile(path));
      assert.ok(built.length > 10_000);
      assert.doesNotMatch(built, /<\/script|<!--/i);
    }
  });

  test('carries what the panel hears first as data, which cannot end its tag either', () => {
    const blocks = [
      ...pageOf().matchAll(/<script type="application\/json"[^>]*>(.*?)<\/script>/gs),
    ];
    assert.equal(blocks.length, 1);
    const [, text = ''] = blocks[0] ?? [];
    assert.doesNotMatch(text, /</);
    assert.deepEqual(JSON.parse(text), opening);
  });

  test('starts from the settings where they are one of the choices, and has no other text of theirs', async () => {
    const settings = createVsCodeSettings();
    const draw = createPanelPage({ settings, readScript: () => script });
    const defaultsNow = (): unknown => {
      const page = draw(createFakeWebview().webview, 'view');
      const [, text = '[]'] = /id="opening">(.*?)<\/script>/s.exec(page) ?? [];
      const messages = JSON.parse(text) as ToPanel[];
      assert.deepEqual(
        messages.map(({ type }) => type),
        ['setUp', 'defaults'],
      );
      return messages.find((message) => message.type === 'defaults')?.defaults;
    };
    const before = defaultsNow();
    await withSetting('fluxKlein.aspectRatio', '4:5', async () => {
      assert.deepEqual(defaultsNow(), { ...(before as object), aspectRatio: '4:5' });
    });
    await withSetting('fluxKlein.aspectRatio', '</script><b>', async () => {
      await withSetting('fluxKlein.inferenceSteps', 99, async () => {
        assert.deepEqual(defaultsNow(), before);
      });
    });
    settings.dispose();
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
    const session = createPanelSession({ webview, place: 'view', loadPage, loadListener, log });
    await session.drawn;
    assert.equal(pages.length, 1);
    assert.deepEqual(webview.options, { enableScripts: true, localResourceRoots: [] });
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
    const session = createPanelSession({ webview, place: 'editor', loadPage, loadListener, log });
    session.post({ type: 'focusPrompt' });
    say({ type: 'ready' });
    loaded.resolve();
    await new Promise(setImmediate);
    session.dispose();
    session.post({ type: 'submit' });
    say('too late');
    await new Promise(setImmediate);
    assert.deepEqual(
      [posted, heard, removed],
      [[{ type: 'focusPrompt' }], [{ type: 'ready' }], [session]],
    );
  });

  test('loads its host with its first word and not sooner, so that its page comes first', async () => {
    const { webview, say } = createFakeWebview();
    let loads = 0;
    const loadListener = async () => {
      loads++;
      return { receive: () => undefined, remove: () => undefined };
    };
    const session = createPanelSession({ webview, place: 'view', loadPage, loadListener, log });
    await new Promise(setImmediate);
    assert.equal(loads, 0);
    say({ type: 'ready' });
    say({ type: 'cancelAll' });
    assert.equal(loads, 1);
    session.dispose();
  });
});
