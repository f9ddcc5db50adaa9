import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { generate, rejection } from './support/generate.ts';
import { standIn } from './support/standIn.ts';
import { paidBodies } from '../support/paidBodies.ts';
import { closeEditors, filesBelow, showDocument, withSetting } from './support/workspace.ts';

/** One wrong value for each setting that a workspace may have; what is said of all others needs no window. */
const ofWorkspace: Readonly<Record<string, unknown>> = {
  'fluxKlein.model': 'flux',
  'fluxKlein.aspectRatio': '7:3',
  'fluxKlein.outputFormat': 'jpeg',
  'fluxKlein.outputQuality': -1,
  'fluxKlein.inferenceSteps': 5,
  'fluxKlein.goFast': 'yes',
  'fluxKlein.megapixels': 1,
  'fluxKlein.assetsFolder': '..',
  'fluxKlein.fileNameTemplate': '${fileName}',
  'fluxKlein.embedProvenance': 'yes',
  'fluxKlein.siteRoot': 7,
  'fluxKlein.imagePatterns': '${path}',
};

/** The same for those that count from the person alone. */
const ofPerson: Readonly<Record<string, unknown>> = {
  'fluxKlein.disableSafetyChecker': 'no',
  'fluxKlein.maxParallelRequests': 0,
  'fluxKlein.requestsPerMinute': 0,
  'fluxKlein.requestTimeout': 4,
  'fluxKlein.apiEndpoint': 'http://images.example.test',
};

suite('Bad settings', () => {
  const args = { prompt: 'A harbour' };
  let filesBefore: string[];

  setup(async () => {
    await standIn.reset();
    await showDocument('bad-settings/page.md', '');
    filesBefore = await filesBelow('.');
  });
  teardown(closeEditors);

  async function assertRefused(name: string): Promise<void> {
    const error = await rejection(args);
    assert.equal(error.code, 'badRequest', error.message);
    assert.ok(error.message.startsWith(name), `"${error.message}" begins with ${name}`);
    assert.deepEqual((await standIn.received()).requests, []);
    assert.deepEqual(
      (await filesBelow('.')).filter((path) => !path.startsWith('.vscode')),
      filesBefore.filter((path) => !path.startsWith('.vscode')),
    );
  }

  const { Global, Workspace } = vscode.ConfigurationTarget;
  for (const [name, value] of Object.entries(ofWorkspace)) {
    test(`${name}: ${JSON.stringify(value)} of the workspace is named, and nothing is sent`, () =>
      withSetting(name, value, () => assertRefused(name), Workspace));
  }
  for (const [name, value] of Object.entries(ofPerson)) {
    test(`${name}: ${JSON.stringify(value)} of the person is named, and nothing is sent`, () =>
      withSetting(name, value, () => assertRefused(name)));
  }

  test('a good setting is used as soon as it is there', async () => {
    await withSetting('fluxKlein.outputQuality', 41, () => generate(args), Global);
    await withSetting('fluxKlein.outputQuality', 42, () => generate(args), Workspace);
    const qualities = paidBodies(await standIn.received()).map((body) => body['output_quality']);
    assert.deepEqual(qualities, [41, 42]);
  });
});
