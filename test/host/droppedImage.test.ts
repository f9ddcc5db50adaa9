import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ToPanel } from '../../src/protocol/messages.ts';
import { generate } from './support/generate.ts';
import { putForeignImage } from './support/images.ts';
import { createPanelInTest, withReplaced } from './support/panel.ts';
import { standIn } from './support/standIn.ts';
import { freshFolder, removeFolder } from './support/workspace.ts';

suite('An image dropped on the panel', () => {
  let folder: string;
  setup(async () => {
    await standIn.reset();
    folder = freshFolder();
  });
  teardown(() => removeFolder(folder));

  const isTold = (posts: readonly ToPanel[]): boolean =>
    posts.some(({ type }) => type === 'announce');

  /** Drops, answers the question, and says what was asked and what the panel got. */
  async function dropping(
    message: object,
    answer: string | undefined,
  ): Promise<{ asked: string[]; fills: ToPanel[] }> {
    const panel = createPanelInTest();
    const asked: string[] = [];
    let settle = (): void => undefined;
    const answered = new Promise<void>((resolve) => (settle = resolve));
    const ask = async (question: string, { modal }: vscode.MessageOptions): Promise<unknown> => {
      assert.equal(modal, true);
      asked.push(question);
      // After what follows the answer.
      setImmediate(settle);
      return answer;
    };
    await withReplaced(vscode.window, 'showInformationMessage', ask, async () => {
      panel.receive(message);
      await Promise.race([answered, panel.until(isTold)]);
    });
    const fills = panel.posts.filter(({ type }) => type === 'fill');
    panel.dispose();
    return { asked, fills };
  }

  async function makeFox(): Promise<vscode.Uri> {
    const [image] = await generate({
      prompt: 'A fox',
      seed: 12,
      outputFormat: 'png',
      disableSafetyChecker: true,
      insert: false,
      folder,
      fileName: 'fox',
    });
    return vscode.Uri.parse(image!.uri, true);
  }

  test('offers its settings, and fills the form after a yes', async () => {
    const uri = await makeFox();
    const bytes = new Uint8Array(await readFile(uri.fsPath)).buffer;
    for (const message of [
      { type: 'dropBytes', name: 'fox.png', bytes },
      { type: 'dropFile', uri: uri.toString() },
    ]) {
      const { asked, fills } = await dropping(message, 'Use Settings');
      assert.deepEqual(asked, ['Use the settings of fox.png?']);
      const [fill] = fills as Extract<ToPanel, { type: 'fill' }>[];
      assert.equal(fill?.values.prompt, 'A fox');
      assert.equal(fill.values.seed, 12);
      assert.ok(!('disableSafetyChecker' in fill.values));
    }
  });

  test('changes nothing after a no', async () => {
    const uri = await makeFox();
    const { asked, fills } = await dropping({ type: 'dropFile', uri: uri.toString() }, undefined);
    assert.equal(asked.length, 1);
    assert.deepEqual(fills, []);
  });

  test('is read from no place that steps lead to out of the workspace', async () => {
    const uri = await makeFox();
    const outside = await mkdtemp(join(tmpdir(), 'flux-klein-dropped-'));
    await copyFile(uri.fsPath, join(outside, 'fox.png'));
    const root = vscode.workspace.workspaceFolders![0]!.uri.toString();
    const up = root.split('/').slice(3);
    const rest = vscode.Uri.file(join(outside, 'fox.png')).path;
    try {
      for (const step of ['..', '%2e%2e', '.%2E', '%2E.']) {
        for (const slash of ['/', '%2F', '%2f']) {
          const climb = up.map(() => step).join(slash);
          const message = { type: 'dropFile', uri: `${root}/${climb}${rest}` };
          assert.deepEqual(await dropping(message, 'Use Settings'), { asked: [], fills: [] });
        }
      }
    } finally {
      await rm(outside, { recursive: true });
    }
  });

  test('asks nothing where it says nothing, lies outside of the workspace or is no image', async () => {
    const foreign = await putForeignImage(`${folder}/foreign.png`);
    const outside = vscode.Uri.joinPath(vscode.Uri.file(tmpdir()), 'absent.png');
    for (const message of [
      { type: 'dropFile', uri: foreign.toString() },
      { type: 'dropFile', uri: outside.toString() },
      { type: 'dropBytes', name: 'a.png', bytes: new ArrayBuffer(0) },
      { type: 'dropBytes', name: 'a.png', bytes: new Uint8Array([0x89, 0x50, 0x4e]).buffer },
    ]) {
      const { asked, fills } = await dropping(message, 'Use Settings');
      assert.deepEqual({ asked, fills }, { asked: [], fills: [] });
    }
  });
});
