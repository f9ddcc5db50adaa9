import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { createImageReplacing } from '../../src/app/images/imageReplacing.ts';
import { generate, type GeneratedImage } from './support/generate.ts';
import { detailsOf, putForeignImage, rejectionOf, run } from './support/images.ts';
import { pixelsOf } from '../support/pixelsOf.ts';
import { createTestLog } from './support/testLog.ts';
import { createMemoryFiles } from './support/memoryFiles.ts';
import { standIn } from './support/standIn.ts';
import { paidBodies } from '../support/paidBodies.ts';
import { filesBelow, freshFolder, inWorkspace, removeFolder } from './support/workspace.ts';
import { createWindowImages } from '../../src/extension/windowFiles.ts';

const bytesOf = (uri: string | vscode.Uri): Promise<Buffer> =>
  readFile(vscode.Uri.parse(uri.toString(), true).fsPath);

/** The fox is of a model that is not the one of the settings. */
const regenerate = (args: object): Thenable<GeneratedImage> =>
  run('regenerateImage', { confirmed: true, ...args });

suite('Regenerating an image', () => {
  let folder: string;
  setup(async () => {
    await standIn.reset();
    folder = freshFolder();
  });
  teardown(() => removeFolder(folder));

  async function makeFox(): Promise<GeneratedImage> {
    const [image] = await generate({
      prompt: 'A fox',
      model: 'black-forest-labs/flux-2-klein-9b',
      aspectRatio: '3:2',
      outputFormat: 'jpg',
      outputQuality: 40,
      inferenceSteps: 1,
      goFast: false,
      megapixels: '0.25',
      seed: 12,
      insert: false,
      folder,
    });
    return image!;
  }

  test('sends exactly the same request, takes the path, and keeps the old image', async () => {
    const fox = await makeFox();
    const old = await bytesOf(fox.uri);
    const [before] = paidBodies(await standIn.received());
    await standIn.reset();
    const made = await regenerate({ uri: fox.uri });
    const received = await standIn.received();
    assert.deepEqual(paidBodies(received), [before]);
    assert.equal(made.uri, fox.uri);
    assert.equal(made.link, fox.link);
    assert.deepEqual(await filesBelow(folder), ['a-fox-1.jpg', 'a-fox.jpg']);
    assert.deepEqual(await bytesOf(inWorkspace(`${folder}/a-fox-1.jpg`)), old);
    assert.deepEqual(await pixelsOf(made.uri), await pixelsOf(`${fox.uri}`));
    assert.equal((await detailsOf(made.uri))?.recordId, made.recordId);
    assert.equal(made.bytes, (await bytesOf(made.uri)).length);
  });

  test('takes a new seed and other words where they are given', async () => {
    const fox = await makeFox();
    await standIn.reset();
    const made = await regenerate({ uri: fox.uri, seed: 'new', prompt: ' An owl ' });
    const [body] = paidBodies(await standIn.received());
    assert.equal(body?.['prompt'], 'An owl');
    assert.notEqual(body?.['seed'], 12);
    assert.equal(body?.['num_inference_steps'], 1);
    assert.equal((await detailsOf(made.uri))?.prompt, 'An owl');
    assert.equal(made.uri, fox.uri);
  });

  test('never overwrites what has the number already', async () => {
    const fox = await makeFox();
    await writeFile(inWorkspace(`${folder}/a-fox-1.jpg`).fsPath, 'mine');
    await regenerate({ uri: fox.uri });
    assert.deepEqual(await filesBelow(folder), ['a-fox-1.jpg', 'a-fox-2.jpg', 'a-fox.jpg']);
    assert.equal(String(await bytesOf(inWorkspace(`${folder}/a-fox-1.jpg`))), 'mine');
  });

  test('twice at once keeps every image', async () => {
    const fox = await makeFox();
    const both = await Promise.all([
      regenerate({ uri: fox.uri, seed: 'new' }),
      regenerate({ uri: fox.uri, seed: 'new' }),
    ]);
    const names = await filesBelow(folder);
    assert.deepEqual(names, ['a-fox-1.jpg', 'a-fox-2.jpg', 'a-fox.jpg']);
    const ids = await Promise.all(
      names.map(
        async (name) => (await detailsOf(inWorkspace(`${folder}/${name}`)))?.recordId ?? '',
      ),
    );
    assert.deepEqual(
      ids.toSorted(),
      [fox.recordId, ...both.map(({ recordId }) => recordId)].toSorted(),
    );
  });

  test('that fails leaves the old image as it was', async () => {
    const fox = await makeFox();
    const old = await bytesOf(fox.uri);
    await standIn.addFault({ fault: 'safetyRefusal' });
    await rejectionOf(regenerate({ uri: fox.uri, old: 'trash' }));
    assert.deepEqual(await filesBelow(folder), ['a-fox.jpg']);
    assert.deepEqual(await bytesOf(fox.uri), old);
  });

  test('of an image that says nothing needs a prompt, and then uses the settings', async () => {
    const uri = await putForeignImage(`${folder}/foreign.png`);
    assert.equal((await rejectionOf(regenerate({ uri }))).code, 'badRequest');
    assert.equal((await standIn.received()).counts.paidRequests, 0);
    const made = await regenerate({ uri, prompt: 'An owl' });
    const [body] = paidBodies(await standIn.received());
    assert.equal(body?.['output_format'], 'png');
    assert.equal(body?.['aspect_ratio'], '1:1');
    assert.equal(made.uri, uri.toString());
    assert.deepEqual(await filesBelow(folder), ['foreign-1.png', 'foreign.png']);
  });

  test('names what is wrong with its arguments before anything is sent', async () => {
    const uri = await putForeignImage(`${folder}/foreign.png`);
    for (const args of [
      { uri, prompt: '' },
      { uri, prompt: 'An owl', seed: 7 },
      { uri, prompt: 'An owl', old: 'delete' },
      { uri, prompt: 'An owl', count: 2 },
      { prompt: 'An owl' },
      { uri: inWorkspace(`${folder}/absent.png`), prompt: 'An owl' },
    ]) {
      const { code } = await rejectionOf(regenerate(args));
      assert.equal(code, 'badRequest', JSON.stringify(args));
    }
    assert.equal((await standIn.received()).counts.paidRequests, 0);
  });
});

suite('An image that takes the place of another', () => {
  test('leaves the old one beside it where that was to go to a trash and there is none', async () => {
    const memory = createMemoryFiles();
    const { log, logged } = createTestLog();
    const files = createWindowImages();
    const filesInWork = async () => new Set<string>();
    const trash = (uri: vscode.Uri) => vscode.workspace.fs.delete(uri, { useTrash: true });
    const replacing = createImageReplacing({ files, filesInWork, trash, log });
    const uri = memory.uri('/a/fox.webp');
    memory.put('/a/fox.webp', new Uint8Array([1]));
    const room = await replacing.reserve(uri);
    assert.equal(room.file.path, '/a/fox-new.webp');
    const other = await replacing.reserve(uri);
    assert.equal(other.file.path, '/a/fox-new-1.webp');
    memory.put('/a/fox-new.webp', new Uint8Array([2]));
    const kept = await replacing.replace(uri, room.file, 'trash');
    assert.equal(kept?.path, '/a/fox-1.webp');
    assert.deepEqual(memory.paths(), ['/a/fox-1.webp', '/a/fox.webp']);
    assert.deepEqual(memory.read('/a/fox-1.webp'), new Uint8Array([1]));
    assert.match(logged.join(), /no trash/);
    memory.dispose();
  });

  test('gets its name on a file system in memory, and the old one a number', async () => {
    const memory = createMemoryFiles();
    const files = createWindowImages();
    memory.put('/a/fox.webp', new Uint8Array([1]));
    memory.put('/a/fox-1.webp', new Uint8Array([2]));
    memory.put('/a/fox-new.webp', new Uint8Array([3]));
    const kept = await files.takePlace(memory.uri('/a/fox-new.webp'), memory.uri('/a/fox.webp'));
    assert.equal(kept?.path, '/a/fox-2.webp');
    assert.deepEqual(memory.paths(), ['/a/fox-1.webp', '/a/fox-2.webp', '/a/fox.webp']);
    assert.deepEqual(memory.read('/a/fox.webp'), new Uint8Array([3]));
    assert.deepEqual(memory.read('/a/fox-2.webp'), new Uint8Array([1]));
    memory.dispose();
  });

  test('leaves the old one in its place where it cannot have it', async () => {
    const folder = freshFolder();
    const files = createWindowImages();
    const uri = await putForeignImage(`${folder}/fox.png`);
    const absent = inWorkspace(`${folder}/fox-new.png`);
    await assert.rejects(files.takePlace(absent, uri), { code: 'cannotWrite' });
    assert.deepEqual(await filesBelow(folder), ['fox.png']);
    await removeFolder(folder);
  });
});
