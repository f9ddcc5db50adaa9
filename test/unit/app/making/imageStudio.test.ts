import '../../../support/inBareNode.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ImageError } from '../../../../src/core/errors.ts';
import type { GeneratedAsset } from '../../../../src/core/generator.ts';
import type { Batch } from '../../../../src/app/making/batch.ts';
import type { ImageStudioOptions } from '../../../../src/app/making/imageStudio.ts';
import { URI } from 'vscode-uri';
import { request } from '../../oneMinAi/clientSetup.ts';

const { createImageStudio } = await import('../../../../src/app/making/imageStudio.ts');
const { createGenerateForPerson } =
  await import('../../../../src/vscode/commands/generateForPerson.ts');
const { Uri, window } = await import('../../../support/bareVsCode.ts');

const asset: GeneratedAsset = {
  uri: 'file:///site/a.webp',
  byteCount: 3,
  recordId: 'r-1',
  image: { bytes: new Uint8Array(3), format: 'webp', width: 1, height: 1 },
  cleared: Promise.resolve(),
};
const badSetting = new ImageError('badRequest', 'fluxKlein.siteRoot must be a text.', {
  field: 'fluxKlein.siteRoot',
});

function setUp(links: Partial<ImageStudioOptions['links']>) {
  const logged: string[] = [];
  let runs = 0;
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (line: string) => void logged.push(line),
    error: (line: string) => void logged.push(line),
  };
  const place = {
    uri: asset.uri,
    note: { folder: 'file:///site', namePath: 'a', attempt: 0, field: 'folder' },
    release: () => undefined,
  };
  const studio = createImageStudio({
    settings: {
      checkLimits: () => undefined,
      isFromWorkspace: () => false,
      flag: () => true,
      value: () => undefined,
    } as never,
    languages: {} as never,
    links: {
      prepare: async () => undefined,
      linksOf: async () => ['![a](a.webp)'],
      ...links,
    } as never,
    store: { reserve: async () => [place] } as never,
    generator: { run: async () => (runs++, asset) },
    folders: { all: () => [], of: () => undefined },
    uris: URI,
    onWorkspaceModel: () => undefined,
    drawSeed: () => 1,
    now: () => 0,
    log: log as never,
  });
  const batch: Batch = {
    items: [
      { index: 0, request, destination: { file: Uri.parse('file:///site/a.webp') as never } },
    ],
    context: {
      target: { document: {}, dispose: () => undefined } as never,
      args: {},
      workspaceFolder: undefined,
    },
    altText: 'A',
    wantsInsertion: true,
  };
  return { studio, batch, logged, log, runs: () => runs };
}

const { signal } = new AbortController();

describe('An image that is paid for and saved', () => {
  for (const [what, links] of [
    ['cannot be inserted', { insert: () => Promise.reject(badSetting) }],
    [
      'has no link either',
      { insert: () => Promise.reject(badSetting), linksOf: () => Promise.reject(badSetting) },
    ],
    ['has no link', { insert: async () => undefined, linksOf: () => Promise.reject(badSetting) }],
  ] as const) {
    test(`that ${what} is made all the same`, async () => {
      const { studio, batch, logged } = setUp(links);
      const { images, failures } = await studio.run(batch, new Map(), () => undefined, signal);
      assert.deepEqual(failures, []);
      assert.equal(images[0]?.inserted, false);
      assert.equal(images[0].link, what === 'cannot be inserted' ? '![a](a.webp)' : asset.uri);
      assert.match(logged.join(), /siteRoot must be a text/);
    });
  }

  test('stays made where whoever is told of it fails', async () => {
    const { studio, batch } = setUp({ insert: async () => ['![a](a.webp)'] });
    const onProgress = (): void => {
      throw new Error('closed');
    };
    const { images, failures } = await studio.run(batch, new Map(), onProgress, signal);
    assert.deepEqual([images.length, failures.length], [1, 0]);
  });

  test('is no failure that could be tried again where what goes with it fails', async () => {
    const { studio, batch, log, logged, runs } = setUp({ insert: async () => ['![a](a.webp)'] });
    const errors: string[] = [];
    window['showErrorMessage'] = async (text: string) => void errors.push(text);
    window['showInformationMessage'] = async () => undefined;
    const generate = createGenerateForPerson({
      studio,
      keyDialog: {} as never,
      editPrompt: async () => undefined,
      finish: () => Promise.reject(new Error('no target')),
      log: log as never,
    });
    const images = await generate(batch);
    assert.equal(images?.[0]?.uri, asset.uri);
    assert.deepEqual([errors, runs()], [[], 1]);
    assert.match(logged.join(), /no target/);
  });
});
