import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import {
  closeDocuments,
  filesBelow,
  generate,
  rejection,
  showMarked,
  standIn,
  withSetting,
} from './support/program.ts';

interface BadSetting {
  readonly name: string;
  readonly values: readonly unknown[];
  readonly allowed: RegExp;
  /** With this argument the setting is not looked at. Absent: nothing replaces it. */
  readonly instead?: object;
}

const range = (min: number, max: number) => new RegExp(`whole number from ${min} to ${max}`);

/** Settings that a folder may have of its own. */
const ofFolder: readonly BadSetting[] = [
  {
    name: 'fluxKlein.model',
    values: ['flux', []],
    allowed: /"black-forest-labs\/flux-2-klein-4b"/,
    instead: { model: 'black-forest-labs/flux-2-klein-4b' },
  },
  {
    name: 'fluxKlein.aspectRatio',
    values: ['7:3', 1],
    allowed: /"1:1", "16:9"/,
    instead: { aspectRatio: '3:2' },
  },
  {
    name: 'fluxKlein.outputFormat',
    values: ['jpeg', false],
    allowed: /"webp", "jpg", "png"/,
    instead: { outputFormat: 'webp' },
  },
  {
    name: 'fluxKlein.outputQuality',
    values: [-1, 1.5, '80'],
    allowed: range(0, 100),
    instead: { outputQuality: 50 },
  },
  {
    name: 'fluxKlein.inferenceSteps',
    values: [5, '4'],
    allowed: range(1, 4),
    instead: { inferenceSteps: 1 },
  },
  {
    name: 'fluxKlein.goFast',
    values: ['yes', 1],
    allowed: /true or false/,
    instead: { goFast: true },
  },
  {
    name: 'fluxKlein.megapixels',
    values: [1, '2'],
    allowed: /"0\.25", "1"/,
    instead: { megapixels: '0.25' },
  },
  {
    name: 'fluxKlein.assetsFolder',
    values: ['..', '//server/share', '${slug}', '  ', 5],
    allowed: /folder|Allowed are|not empty/,
    instead: { folder: 'bad-settings' },
  },
  {
    name: 'fluxKlein.fileNameTemplate',
    values: ['${fileName}', '', 5],
    allowed: /Allowed are \$\{slug\}|not empty/,
    instead: { fileName: 'name' },
  },
  { name: 'fluxKlein.embedProvenance', values: ['yes', 0], allowed: /true or false/ },
  { name: 'fluxKlein.siteRoot', values: [7, []], allowed: /must be a text/ },
  {
    name: 'fluxKlein.imagePatterns',
    values: ['${path}', { markdown: '![${alt}]' }],
    allowed: /object of language ids|\$\{path\}/,
  },
];

/** Settings that count from the person alone. */
const ofPerson: readonly BadSetting[] = [
  {
    name: 'fluxKlein.disableSafetyChecker',
    values: ['no', 0],
    allowed: /true or false/,
    instead: { disableSafetyChecker: false },
  },
  { name: 'fluxKlein.maxParallelRequests', values: [0, 17, '4'], allowed: range(1, 16) },
  { name: 'fluxKlein.requestsPerMinute', values: [0, 6001], allowed: range(1, 6000) },
  { name: 'fluxKlein.requestTimeout', values: [4, 601, 30.5], allowed: range(5, 600) },
  {
    name: 'fluxKlein.apiEndpoint',
    values: [
      '',
      'http://images.example.test',
      'http://127.0.0.1.example.test',
      'https://user:secret@images.example.test',
      'https://images.example.test/?key=1',
      7,
    ],
    allowed: /begins with https:\/\/, or with http:\/\/ for this computer only/,
  },
];

describe('Bad settings', () => {
  const args = { prompt: 'A harbour' };
  let filesBefore: string[];

  beforeEach(async () => {
    await standIn.reset();
    await showMarked('bad-settings/page.md', '');
    filesBefore = await filesBelow('.');
  });
  afterEach(closeDocuments);

  async function assertRefused({ name, allowed }: BadSetting): Promise<void> {
    const error = await rejection(args);
    assert.equal(error['code'], 'badRequest', error.message);
    assert.equal(error['field'], name);
    assert.ok(error.message.startsWith(name), `"${error.message}" begins with ${name}`);
    assert.match(error.message, allowed);
    assert.doesNotMatch(error.message, /secret|key=1/);
    assert.deepEqual((await standIn.received()).requests, []);
    assert.deepEqual(await filesBelow('.'), filesBefore);
  }

  for (const setting of [...ofFolder, ...ofPerson]) {
    for (const value of setting.values) {
      test(`${setting.name}: ${JSON.stringify(value)} is named, and nothing is sent`, () =>
        withSetting(setting.name, value, () => assertRefused(setting)));
    }
    if (!setting.instead) continue;
    test(`${setting.name}: a wrong one does not matter where an argument takes its place`, () =>
      withSetting(setting.name, setting.values[0], async () => {
        const images = await generate({ ...args, ...setting.instead });
        assert.equal(images.length, 1);
      }));
  }

  test('fluxKlein.confirmImagesAbove: a wrong one is named, and does not matter where the images are confirmed', () =>
    withSetting('fluxKlein.confirmImagesAbove', -1, async () => {
      const allowed = /must be a whole number 0 or more/;
      await assertRefused({ name: 'fluxKlein.confirmImagesAbove', values: [], allowed });
      assert.equal((await generate({ ...args, confirmed: true })).length, 1);
    }));

  test('markdown.copyFiles.destination: one that leads out of the workspace is named, and nothing is sent', async () => {
    const name = 'markdown.copyFiles.destination';
    const allowed = /in the folder that is open/;
    const outside = { '**/*': '../../../outside/' };
    await withSetting(name, outside, () => assertRefused({ name, values: [], allowed }));
    // Neither is looked at where something before it in line decides.
    await withSetting(name, outside, async () => {
      await generate({ ...args, folder: 'bad-settings' });
      await withSetting('fluxKlein.assetsFolder', 'bad-settings', () => generate(args));
    });
    assert.equal((await standIn.received()).counts.paidRequests, 2);
  });
});
