import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { addresses, standIn } from './support/standIn.ts';
import { closeEditors, freshFolder, removeFolder, showDocument } from './support/workspace.ts';

const copyRequest = (args: object): Thenable<string> =>
  vscode.commands.executeCommand('fluxKlein.copyRequest', args);

const prompt = `It's "dawn" at the $HOME of terns`;

suite('Copy Request as Code, with arguments', () => {
  let folder: string;
  setup(async () => {
    await standIn.reset();
    await closeEditors();
    folder = freshFolder();
  });
  teardown(async () => {
    await closeEditors();
    await removeFolder(folder);
  });

  const languages = {
    curl: /^curl /,
    javascript: /fetch\(/,
    python: /^import /m,
  };
  for (const [language, shape] of Object.entries(languages)) {
    test(`in ${language} gives the text, and the same on the clipboard; nothing is sent, no key is in it`, async () => {
      const code = await copyRequest({ language, prompt, seed: 4711, aspectRatio: '3:2' });
      assert.match(code, shape);
      assert.match(code, /<api-key>/);
      assert.ok(code.includes(`${addresses.apiOrigin}/api/features`));
      assert.ok(!code.includes(addresses.apiKey));
      for (const part of ['4711', '3:2', 'flux-2-klein-4b', 'terns']) {
        assert.ok(code.includes(part), part);
      }
      assert.equal(await vscode.env.clipboard.readText(), code);
      assert.deepEqual((await standIn.received()).requests, []);
    });
  }

  test('without a prompt takes the selection', async () => {
    await showDocument(`${folder}/page.md`, 'Gulls over a pier\n', [0, 0, 0, 17]);
    assert.match(await copyRequest({ language: 'curl' }), /Gulls over a pier/);
  });

  const wrong: Record<string, [object, RegExp]> = {
    'no language': [{ prompt }, /language must be one of "curl", "javascript", "python"/],
    'an unknown language': [{ language: 'perl', prompt }, /language/],
    'a language that is no text': [{ language: ['curl'], prompt }, /language/],
    'an unknown field': [{ language: 'curl', prompt, colour: 'red' }, /colour/],
    'a value out of range': [{ language: 'curl', prompt, outputQuality: 101 }, /outputQuality/],
    'no prompt and no selection': [{ language: 'curl' }, /prompt/i],
    'no arguments but an object': [{}, /language/],
  };
  for (const [what, [args, message]] of Object.entries(wrong)) {
    test(`with ${what} rejects with badRequest and leaves the clipboard alone`, async () => {
      await vscode.env.clipboard.writeText('mine');
      await assert.rejects(
        Promise.resolve(copyRequest(args)),
        (error: Error & { code: string }) => {
          assert.equal(error.code, 'badRequest');
          assert.match(error.message, message);
          return true;
        },
      );
      assert.equal(await vscode.env.clipboard.readText(), 'mine');
    });
  }
});
