import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { generate, rejection } from './support/generate.ts';
import { addresses, standIn } from './support/standIn.ts';
import { closeEditors, filesBelow, inWorkspace, showDocument } from './support/workspace.ts';

const prompt = 'A harbour';

/** Wrong values of each argument, and the words that say what is allowed. */
const wrong: Record<string, { readonly values: readonly unknown[]; readonly allowed: RegExp }> = {
  prompt: {
    values: ['', '   ', '\n\t', 7, true, null, ['A fox'], { text: 'A fox' }, 'x'.repeat(10_001)],
    allowed: /text of 1 to 10,000 characters/,
  },
  model: {
    values: ['', 'flux-2-klein-4b', 'black-forest-labs/flux-2-pro', 4, null, ['x']],
    allowed: /"black-forest-labs\/flux-2-klein-4b", "black-forest-labs\/flux-2-klein-9b"/,
  },
  aspectRatio: {
    values: ['', '16x9', '16:10', '1:1 ', 1, null, true],
    allowed: /"1:1", "16:9", "9:16", "3:2", "2:3", "4:5", "5:4"/,
  },
  outputFormat: {
    values: ['', 'jpeg', 'WEBP', 'gif', null, 3],
    allowed: /"webp", "jpg", "png"/,
  },
  outputQuality: {
    values: [-1, 101, 50.5, NaN, Infinity, '80', null, true, [80]],
    allowed: /whole number from 0 to 100/,
  },
  inferenceSteps: {
    values: [0, 5, 2.5, NaN, -Infinity, '4', null, false],
    allowed: /whole number from 1 to 4/,
  },
  goFast: { values: ['true', 1, 0, null, {}], allowed: /true or false/ },
  megapixels: { values: [1, 0.25, '0.5', '1.0', '', null, true], allowed: /"0\.25", "1"/ },
  disableSafetyChecker: { values: ['false', 0, 1, null, []], allowed: /true or false/ },
  confirmed: { values: ['true', 0, 1, null, []], allowed: /true or false/ },
  seed: {
    values: [0, -1, 4294967296, 1.5, NaN, Infinity, '7', null, true, 7n],
    allowed: /whole number from 1 to 4294967295/,
  },
  count: { values: [0, 9, -1, 1.5, NaN, '2', null, true], allowed: /whole number from 1 to 8/ },
  insert: { values: ['yes', 0, 1, null], allowed: /true or false/ },
  folder: { values: ['', '   ', 3, null, ['assets'], true], allowed: /text that is not empty/ },
  fileName: { values: ['', '  ', 3, null, {}], allowed: /text that is not empty/ },
  altText: { values: [3, null, true, ['alt']], allowed: /a text/ },
  document: {
    values: [3, '', 'page.md', './page.md', null, true, {}],
    allowed: /a URI or an absolute path, such as file:/,
  },
};

/** Folders that are no place in the workspace, and what of the field's rules the message tells. */
const wrongFolders: readonly [string, RegExp][] = [
  ['..', /must name a place in the folder that is open/],
  ['../elsewhere', /must name a place in the folder that is open/],
  ['assets/../../elsewhere', /must name a place in the folder that is open/],
  ['assets\\..\\..\\elsewhere', /must name a place in the folder that is open/],
  ['/../elsewhere', /must name a place in the folder that is open/],
  ['./../../elsewhere', /must name a place in the folder that is open/],
  ['${documentWorkspaceFolder}/../elsewhere', /must name a place in the folder that is open/],
  ['${documentDirName}/../../elsewhere', /must name a place in the folder that is open/],
  ['C:\\pictures', /drive letter.*relative to the workspace folder/],
  ['c:/pictures', /drive letter.*relative to the workspace folder/],
  ['/c:/pictures', /drive letter.*relative to the workspace folder/],
  ['\\\\server\\share', /network path.*relative to the workspace folder/],
  ['//server/share', /network path.*relative to the workspace folder/],
  ['file:///etc', /URI.*relative to the workspace folder/],
  ['a\u0000b', /control characters.*relative to the workspace folder/],
  ['a'.repeat(1025), /longer than 1024 characters/],
  ['${slug}', /no variable \$\{slug\}\. Allowed are \$\{documentDirName\}/],
  ['pictures/${fileName}', /no variable \$\{fileName\}\. Allowed are/],
  ['${documentDirName', /no variable \$\{documentDirName\. Allowed are/],
];

const wrongNames: readonly [string, RegExp][] = [
  ['${fileName}', /no variable \$\{fileName\}\. Allowed are \$\{slug\}/],
  ['${Slug}', /no variable \$\{Slug\}\. Allowed are \$\{slug\}/],
  ['picture-${', /no variable \$\{\. Allowed are \$\{slug\}/],
  ['${}', /no variable \$\{\}\. Allowed are \$\{slug\}/],
];

const shown = (value: unknown): string => {
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
};

suite('Bad arguments', () => {
  let filesBefore: string[];

  setup(async () => {
    await standIn.reset();
    await showDocument('bad/page.md', '');
    filesBefore = await filesBelow('.');
  });
  teardown(closeEditors);

  async function assertRefused(args: object, field: string, allowed: RegExp): Promise<void> {
    const error = (await rejection(args)) as unknown as Record<string, unknown>;
    assert.ok(error instanceof Error);
    assert.equal(error['code'], 'badRequest', error.message);
    assert.equal(error['field'], field);
    assert.ok(error.message.startsWith(field), `"${error.message}" begins with ${field}`);
    assert.match(error.message, allowed);
    assert.equal(error['mayHaveBeenCharged'], false);
    assert.deepEqual((await standIn.received()).requests, []);
    assert.deepEqual(await filesBelow('.'), filesBefore);
  }

  for (const [field, { values, allowed }] of Object.entries(wrong)) {
    for (const value of values) {
      test(`${field}: ${shown(value)} is named with what is allowed, and nothing is sent`, () =>
        assertRefused({ prompt, [field]: value }, field, allowed));
    }
  }

  for (const [folder, allowed] of wrongFolders) {
    test(`folder: ${shown(folder)} is refused, and nothing is sent`, () =>
      assertRefused({ prompt, folder }, 'folder', allowed));
  }

  for (const [fileName, allowed] of wrongNames) {
    test(`fileName: ${shown(fileName)} is refused, and nothing is sent`, () =>
      assertRefused({ prompt, fileName }, 'fileName', allowed));
  }

  for (const name of ['size', 'n', 'Prompt', 'aspect_ratio', 'apiKey', '__proto__']) {
    test(`${name} is no argument: those that are get named, and nothing is sent`, () => {
      const args = JSON.parse(`{"prompt": "${prompt}", "${name}": 1}`) as object;
      return assertRefused(args, name, /is not an argument\. Allowed are prompt, model, .*altText/);
    });
  }

  test('the list of arguments that a message gives is whole', async () => {
    const { message } = await rejection({ prompt, size: 1 });
    for (const name of Object.keys(wrong)) assert.match(message, new RegExp(`\\b${name}\\b`));
  });

  test('a document that cannot be opened is named, and nothing is sent', () =>
    assertRefused(
      { prompt, document: inWorkspace('missing.md').toString() },
      'document',
      /text document that can be opened/,
    ));

  for (const value of ['a lake', 7, true]) {
    test(`an argument that is no object, ${shown(value)}, is refused`, async () => {
      const error = await rejection(value as unknown as object);
      assert.equal(error.code, 'badRequest');
      assert.deepEqual((await standIn.received()).requests, []);
    });
  }

  test('a list is refused', async () => {
    assert.equal((await rejection([{ prompt }])).code, 'badRequest');
    assert.deepEqual((await standIn.received()).requests, []);
  });

  test('no prompt and nothing selected: the prompt is named, and nothing is sent', () =>
    assertRefused({}, 'prompt', /text of 1 to 10,000 characters/));

  test('the first of several wrong arguments is enough to stop it', () =>
    assertRefused({ prompt, seed: 0, count: 9 }, 'seed', /4294967295/));

  test('several images are refused before the first is sent', () =>
    assertRefused({ prompt, count: 8, folder: '..' }, 'folder', /in the folder that is open/));

  suite('through a link that leads out of the workspace', () => {
    let outsidePath: string;
    const linkPath = () => inWorkspace('bad/way-out').fsPath;

    setup(async () => {
      outsidePath = await mkdtemp(join(tmpdir(), 'flux-klein-outside-'));
      await mkdir(inWorkspace('bad').fsPath, { recursive: true });
      await symlink(outsidePath, linkPath(), 'junction');
      filesBefore = await filesBelow('.');
    });
    teardown(async () => {
      await rm(linkPath(), { recursive: true, force: true });
      await rm(outsidePath, { recursive: true, force: true });
    });

    for (const folder of ['bad/way-out', 'bad/way-out/deeper', './way-out']) {
      test(`folder: ${folder} is refused, and nothing is written`, async () => {
        await assertRefused({ prompt, folder }, 'folder', /in the folder that is open/);
        assert.deepEqual(await readdir(outsidePath), []);
      });
    }

    test('fileName: a folder in the name is refused, and nothing is written', async () => {
      const args = { prompt, folder: 'bad', fileName: 'way-out/${slug}' };
      const error = await rejection(args);
      assert.equal(error.code, 'badRequest');
      assert.deepEqual(await readdir(outsidePath), []);
      assert.deepEqual((await standIn.received()).requests, []);
    });
  });

  suite('What looks wrong and is right', () => {
    const small = { megapixels: '0.25', insert: false } as const;

    test('the ends of every range', async () => {
      await generate({
        ...small,
        prompt: 'x'.repeat(10_000),
        folder: 'bad/ends',
        seed: 4294967295,
        outputQuality: 0,
        inferenceSteps: 1,
        count: 1,
        altText: '',
      });
      await generate({ prompt, ...small, seed: 1, outputQuality: 100, inferenceSteps: 4 });
      assert.equal((await standIn.received()).counts.paidRequests, 2);
    });

    test('arguments that are undefined count as absent', async () => {
      const [image] = await generate({ prompt, ...small, seed: undefined, folder: undefined });
      assert.ok(image);
    });

    test('10,000 characters count after trimming', async () => {
      const [image] = await generate({ prompt: `  ${'y'.repeat(10_000)}\n`, ...small });
      assert.equal(image?.prompt.length, 10_000);
    });

    test('a folder that begins with a slash lies in the workspace', async () => {
      const [image] = await generate({ prompt, ...small, folder: '/bad/rooted' });
      const uri = vscode.Uri.parse(image?.uri ?? '');
      assert.equal(vscode.Uri.joinPath(uri, '..').fsPath, inWorkspace('bad/rooted').fsPath);
    });

    test('dots in a file name do not climb', async () => {
      const [image] = await generate({ prompt, ...small, folder: 'bad', fileName: '../../../x' });
      assert.ok(vscode.Uri.parse(image?.uri ?? '').path.startsWith(inWorkspace('bad').path));
    });

    test('the key is in no result', async () => {
      const images = await generate({ prompt, ...small });
      assert.ok(!JSON.stringify(images).includes(addresses.apiKey));
    });
  });
});
