import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { projectNodePath, projectRoot } from '../../../scripts/projectPaths.mjs';
import { runCommand } from '../../../scripts/runCommand.mjs';
import { ensureNode, oldestVsCode, vsCodeVersions } from '../../../scripts/setUp.mjs';

interface BundleScript {
  bundle(options: { outdir: string; isWatching: boolean }): Promise<void>;
}

/** What loadBundle.mjs prints. */
interface LoadReport {
  readonly node: string;
  /** Names and bytes of the scripts that activation alone has loaded. */
  readonly activation: Readonly<Record<string, number>>;
  /** Whether both of undici's global slots were what they had been before: after activation, and in the end. */
  readonly areSlotsAsBefore: { readonly activation: boolean; readonly everything: boolean };
  /** Whether one of them holds a dispatcher of the bundled undici. */
  readonly isSlotTaken: boolean;
  /** What the loopback service was asked. */
  readonly requestPaths: readonly string[];
  readonly navigatorReads: number;
}

const house = import.meta.dirname;
/** Small enough that zod, with 40 KB, can't be among it by any name. */
const maxActivationBytes = 24 * 1024;

describe('The bundle', () => {
  let folder: string;
  let dist: string;

  before(async () => {
    // Built apart, so that a test never meets the half-written bundle of somebody who builds meanwhile.
    folder = await realpath(await mkdtemp(join(tmpdir(), 'flux-klein-bundle-')));
    dist = join(folder, 'dist');
    const { bundle } = createRequire(import.meta.url)(
      join(projectRoot, 'esbuild.js'),
    ) as BundleScript;
    await bundle({ outdir: dist, isWatching: false });
    const stub = join(folder, 'node_modules', 'vscode');
    await mkdir(stub, { recursive: true });
    await copyFile(join(house, 'vscodeStub.cjs'), join(stub, 'index.js'));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  const loadIn = async (nodePath: string, mood: 'awake' | 'cold'): Promise<LoadReport> => {
    const args = [join(house, 'loadBundle.mjs'), dist, mood];
    const { ok, output } = await runCommand(nodePath, args);
    const line = output.trim().split('\n').at(-1) ?? '';
    assert.ok(ok && line.startsWith('{'), output);
    return JSON.parse(line) as LoadReport;
  };

  for (const [name, find] of [
    ['Node 22', () => ensureNode(vsCodeVersions[oldestVsCode].node ?? '')],
    ['Node 24', async () => projectNodePath],
  ] as const) {
    test(`leaves the dispatchers of a running ${name} and its navigator alone`, async () => {
      const report = await loadIn(await find(), 'awake');
      assert.equal(report.node.split('.')[0], name.split(' ')[1]);
      assert.deepEqual(report.areSlotsAsBefore, { activation: true, everything: true });
      assert.equal(report.isSlotTaken, false);
      assert.equal(report.navigatorReads, 0);
      assert.equal(report.requestPaths.length, 1, 'the first request is what loads undici');
    });

    test(`gives no dispatcher to a ${name} that has none yet`, async () => {
      const report = await loadIn(await find(), 'cold');
      assert.equal(report.areSlotsAsBefore.activation, true);
      assert.equal(report.isSlotTaken, false);
      assert.equal(report.navigatorReads, 0);
    });
  }

  test('loads at most 24 KB of script when it is activated, and neither zod nor undici', async () => {
    const { activation } = await loadIn(projectNodePath, 'cold');
    const bytes = Object.values(activation).reduce((sum, size) => sum + size, 0);
    assert.ok(bytes > 1000, 'nothing was loaded');
    assert.ok(bytes <= maxActivationBytes, `${bytes} bytes: ${JSON.stringify(activation)}`);
    const names = Object.keys(activation);
    assert.deepEqual(
      names.filter((name) => /^(undici|image\w+)-/.test(name)),
      [],
    );
  });

  test('is one file for each thing that is loaded on its own, and nothing but script', async () => {
    const names = await readdir(dist);
    assert.ok(names.includes('extension.js'));
    assert.deepEqual(
      names.filter((name) => !name.endsWith('.js')),
      [],
    );
  });
});
