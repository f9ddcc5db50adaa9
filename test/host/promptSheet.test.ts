import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { GeneratedImage, Rejection } from './support/generate.ts';
import { standIn } from './support/standIn.ts';
import { postCount } from './support/traffic.ts';
import { filesBelow, inWorkspace, removeFolder, withSetting } from './support/workspace.ts';

async function write(path: string, text: string): Promise<vscode.Uri> {
  const uri = inWorkspace(path);
  await mkdir(dirname(uri.fsPath), { recursive: true });
  await writeFile(uri.fsPath, text);
  return uri;
}

function run(args: object): Thenable<GeneratedImage[]> {
  return vscode.commands.executeCommand('fluxKlein.runPromptSheet', args);
}

suite('Prompt sheets', () => {
  setup(async () => {
    await standIn.reset();
    await removeFolder('sheets');
    await removeFolder('assets');
  });

  test('images lie in a folder of the sheet’s name, with a contact sheet in the order of the sheet', async () => {
    const uri = await write(
      'sheets/my pets.csv',
      'prompt,aspectRatio,seed,megapixels,fileName\na {red|blue} cat,16:9,5-6,0.25,\nan owl,,9,0.25,bird-${seed}\n',
    );
    const images = await run({ uri });
    assert.deepEqual(
      images.map(({ prompt, seed }) => `${prompt} ${seed}`),
      ['a red cat 5', 'a red cat 6', 'a blue cat 5', 'a blue cat 6', 'an owl 9'],
    );
    assert.deepEqual(await filesBelow('assets'), [
      'my pets/a-blue-cat-1.webp',
      'my pets/a-blue-cat.webp',
      'my pets/a-red-cat-1.webp',
      'my pets/a-red-cat.webp',
      'my pets/bird-9.webp',
      'my pets/my pets.md',
    ]);
    const page = await readFile(inWorkspace('assets/my pets/my pets.md').fsPath, 'utf8');
    assert.deepEqual(page.match(/\(.*?\)/g), [
      '(a-red-cat.webp)',
      '(a-red-cat-1.webp)',
      '(a-blue-cat.webp)',
      '(a-blue-cat-1.webp)',
      '(bird-9.webp)',
    ]);
  });

  test('the contact sheet lies in the folder of the sheet’s name, wherever names put the images', async () => {
    const uri = await write(
      'sheets/nested.csv',
      'prompt,megapixels,fileName\na fox,0.25,a/b/fox\n',
    );
    await run({ uri });
    assert.deepEqual(await filesBelow('assets'), ['nested/a/b/fox.webp', 'nested/nested.md']);
    const page = await readFile(inWorkspace('assets/nested/nested.md').fsPath, 'utf8');
    assert.match(page, /\(a\/b\/fox\.webp\)/);
  });

  test('each link has the alt text of its row, else its prompt', async () => {
    const uri = await write(
      'sheets/alt.jsonl',
      '{"prompt":"a fox","altText":"Reynard","megapixels":"0.25"}\n' +
        '{"prompt":"an owl","altText":"","megapixels":"0.25"}\n' +
        '{"prompt":"a cat","megapixels":"0.25"}\n',
    );
    const links = (await run({ uri })).map(({ link }) => link);
    assert.deepEqual(links, [
      '![Reynard](assets/alt/a-fox.webp)',
      '![](assets/alt/an-owl.webp)',
      '![a cat](assets/alt/a-cat.webp)',
    ]);
  });

  test('malformed rows are named by line, and the rest is made', async () => {
    const uri = await write(
      'sheets/rows.jsonl',
      '{"prompt":"one","megapixels":"0.25"}\n{oops\n{"prompt":"three","seed":0}\n{"prompt":"four","megapixels":"0.25"}\n',
    );
    const error = (await run({ uri }).then(
      () => assert.fail('it did not reject'),
      (reason: unknown) => reason,
    )) as Omit<Rejection, 'failures'> & { failures: { line?: number }[] };
    assert.equal(error.code, 'badRequest');
    assert.deepEqual(
      error.images?.map(({ prompt }) => prompt),
      ['one', 'four'],
    );
    assert.deepEqual(
      error.failures.map(({ line }) => line),
      [2, 3],
    );
  });

  test('a second run overwrites nothing', async () => {
    const uri = await write('sheets/again.md', '- a fox "draft seed=3"\n');
    await run({ uri });
    await run({ uri });
    assert.deepEqual(await filesBelow('assets'), [
      'again/a-fox-1.webp',
      'again/a-fox.webp',
      'again/again-1.md',
      'again/again.md',
    ]);
  });

  test('many images have to be confirmed, and nothing is sent before', async () => {
    const uri = await write(
      'sheets/many.yaml',
      '- {prompt: a fox, seed: 1-3, megapixels: "0.25"}\n',
    );
    await withSetting('fluxKlein.confirmImagesAbove', 2, async () => {
      await assert.rejects(async () => run({ uri }), { code: 'badRequest' });
      assert.equal(postCount(await standIn.received()), 0);
      assert.equal((await run({ uri, confirmed: true })).length, 3);
    });
  });

  test('a wrong limit does not matter where the images are confirmed', async () => {
    const uri = await write('sheets/one.csv', 'prompt,megapixels\na fox,0.25\n');
    await withSetting('fluxKlein.confirmImagesAbove', -1, async () => {
      await assert.rejects(async () => run({ uri }), {
        code: 'badRequest',
        field: 'fluxKlein.confirmImagesAbove',
      });
      assert.equal((await run({ uri, confirmed: true })).length, 1);
    });
  });

  test('a file of another kind, or none, is a bad request', async () => {
    const text = await write('sheets/notes.txt', 'a fox');
    for (const uri of [text, inWorkspace('sheets/absent.csv'), 'nothing']) {
      await assert.rejects(async () => run({ uri }), { code: 'badRequest' });
    }
  });
});
