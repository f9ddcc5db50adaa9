import assert from 'node:assert/strict';
import { mkdtemp, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { generate, type GeneratedImage } from './support/generate.ts';
import { detailsOf, putForeignImage, rejectionOf, run } from './support/images.ts';
import { pixelsOf } from '../support/pixelsOf.ts';
import { standIn } from './support/standIn.ts';
import { paidBodies } from '../support/paidBodies.ts';
import {
  filesBelow,
  freshFolder,
  inWorkspace,
  removeFolder,
  withSetting,
} from './support/workspace.ts';

const formats = ['webp', 'jpg', 'png'] as const;

suite('What made an image', () => {
  let folder: string;
  setup(async () => {
    await standIn.reset();
    folder = freshFolder();
  });
  teardown(() => removeFolder(folder));

  for (const format of formats) {
    test(`is in every ${format} and reads back as it was asked for`, async () => {
      const asked = {
        prompt: 'Ein Fuchs im „Schnee“ <&> 雪 🦊\n]]> zweite Zeile',
        model: 'black-forest-labs/flux-2-klein-9b',
        aspectRatio: '4:5',
        outputFormat: format,
        outputQuality: 31,
        inferenceSteps: 2,
        goFast: false,
        megapixels: '0.25',
        disableSafetyChecker: true,
        seed: 4294967295,
      };
      const [image] = await generate({ ...asked, insert: false, folder });
      assert.ok(image);
      const { version } = vscode.extensions.getExtension('fluxklein.image-generator')!.packageJSON;
      const { createdAt, ...provenance } = (await detailsOf(image.uri))!;
      assert.deepEqual(provenance, {
        ...asked,
        recordId: image.recordId,
        tool: `Flux Klein Image Generator ${version}`,
        digitalSourceType: 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia',
      });
      assert.match(createdAt, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      assert.equal(image.bytes, (await stat(vscode.Uri.parse(image.uri).fsPath)).size);
    });
  }

  test('stays out of the file where the setting says so', async () => {
    const image = await withSetting('fluxKlein.embedProvenance', false, async () => {
      const [made] = await generate({ prompt: 'A fox', insert: false, folder });
      return made!;
    });
    assert.equal(await detailsOf(image.uri), undefined);
    const text = await readFile(vscode.Uri.parse(image.uri).fsPath, 'latin1');
    assert.ok(!text.includes('A fox') && !text.includes('fluxKlein'));
  });

  for (const target of [
    vscode.ConfigurationTarget.Workspace,
    vscode.ConfigurationTarget.WorkspaceFolder,
  ]) {
    const level = vscode.ConfigurationTarget[target];
    test(`stays out of it where the person says so, whatever the ${level} says`, async () => {
      const configuration = vscode.workspace.getConfiguration('fluxKlein', inWorkspace(folder));
      await configuration.update('embedProvenance', true, target);
      try {
        await withSetting('fluxKlein.embedProvenance', false, async () => {
          const [made] = await generate({ prompt: 'A fox', insert: false, folder });
          assert.equal(await detailsOf(made!.uri), undefined);
        });
        const [made] = await generate({ prompt: 'A fox', insert: false, folder });
        assert.equal((await detailsOf(made!.uri))?.prompt, 'A fox');
      } finally {
        await configuration.update('embedProvenance', undefined, target);
      }
    });
  }

  test('goes into an image of another format than asked for, too', async () => {
    await standIn.addFault({ fault: 'otherFormat', format: 'png' });
    const [image] = await generate({
      prompt: 'A fox',
      outputFormat: 'webp',
      insert: false,
      folder,
    });
    assert.ok(image);
    assert.match(image.uri, /\.png$/);
    assert.equal((await detailsOf(image.uri))?.prompt, 'A fox');
  });

  test('is nothing for an image of somebody else, and a bad request for what is no image', async () => {
    const foreign = await putForeignImage(`${folder}/foreign.png`);
    assert.equal(await detailsOf(foreign), undefined);
    const text = inWorkspace(`${folder}/text.png`);
    await writeFile(text.fsPath, 'no image');
    for (const args of [
      { uri: text },
      { uri: inWorkspace(`${folder}/absent.png`) },
      { uri: inWorkspace(folder) },
      { uri: 7 },
      {},
      { uri: foreign, other: 1 },
    ]) {
      const { code } = await rejectionOf(run('showImageDetails', args));
      assert.equal(code, 'badRequest', JSON.stringify(args));
    }
  });

  test('can be stripped, and every pixel stays', async () => {
    for (const format of formats) {
      const [image] = await generate({
        prompt: `A fox as ${format}`,
        outputFormat: format,
        insert: false,
        folder,
      });
      const before = await pixelsOf(image!.uri);
      assert.equal(await run('stripMetadata', { uri: image!.uri }), undefined);
      assert.equal(await detailsOf(image!.uri), undefined);
      assert.deepEqual(await pixelsOf(image!.uri), before);
    }
    assert.deepEqual(
      await filesBelow(folder),
      formats.map((format) => `a-fox-as-${format}.${format}`).toSorted(),
    );
  });

  test('is not stripped through a link that leads out of the workspace', async () => {
    const [image] = await generate({ prompt: 'A fox', insert: false, folder });
    const { fsPath } = vscode.Uri.parse(image!.uri, true);
    const elsewhere = join(await mkdtemp(join(tmpdir(), 'flux-klein-strip-')), 'fox.webp');
    await rename(fsPath, elsewhere);
    await symlink(elsewhere, fsPath);
    const before = await readFile(elsewhere);
    const { code } = await rejectionOf(run('stripMetadata', { uri: image!.uri }));
    assert.equal(code, 'badRequest');
    assert.deepEqual(await readFile(elsewhere), before);
    await rm(dirname(elsewhere), { recursive: true });
  });

  test('stays where stripping would have to touch a damaged file', async () => {
    const [image] = await generate({
      prompt: 'A fox',
      outputFormat: 'png',
      insert: false,
      folder,
    });
    const path = vscode.Uri.parse(image!.uri).fsPath;
    const half = (await readFile(path)).subarray(0, 3000);
    await writeFile(path, half);
    const { code } = await rejectionOf(run('stripMetadata', { uri: image!.uri }));
    assert.equal(code, 'badRequest');
    assert.deepEqual(await readFile(path), half);
  });
});

suite('Variations of an image', () => {
  let folder: string;
  setup(async () => {
    await standIn.reset();
    folder = freshFolder();
  });
  teardown(() => removeFolder(folder));

  test('are four like it with new seeds, beside it, and name it', async () => {
    const [image] = await generate({
      prompt: 'A fox',
      aspectRatio: '16:9',
      outputFormat: 'png',
      megapixels: '0.25',
      seed: 7,
      insert: false,
      folder,
    });
    await standIn.reset();
    const made = await run<GeneratedImage[]>('createVariations', { uri: image!.uri });
    assert.equal(made.length, 4);
    assert.ok(made.every(({ inserted, seed }) => !inserted && seed !== 7));
    assert.equal(new Set(made.map(({ seed }) => seed)).size, 4);
    assert.deepEqual(
      made.map(({ link }) => link),
      [1, 2, 3, 4].map((number) => image!.link.replace('a-fox.', `a-fox-${number}.`)),
    );
    const names = ['a-fox-1.png', 'a-fox-2.png', 'a-fox-3.png', 'a-fox-4.png'];
    assert.deepEqual(await filesBelow(folder), [...names, 'a-fox.png']);
    assert.equal((await detailsOf(made[0]!.uri))?.sourceImage, 'a-fox.png');
    for (const body of paidBodies(await standIn.received())) {
      assert.equal(body['aspect_ratio'], '16:9');
      assert.equal(body['megapixels'], '0.25');
    }
  });

  test('need an image that says what made it, and a count in range', async () => {
    const foreign = await putForeignImage(`${folder}/foreign.png`);
    for (const args of [{ uri: foreign }, { uri: foreign, count: 9 }, { count: 2 }]) {
      assert.equal((await rejectionOf(run('createVariations', args))).code, 'badRequest');
    }
    assert.equal((await standIn.received()).counts.paidRequests, 0);
  });
});
