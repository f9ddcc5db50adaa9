import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { build, type BuildResult } from 'esbuild';
import { projectRoot } from '../../../scripts/projectPaths.mjs';
import { projectFiles } from './projectFiles.ts';

/** Bundles modules for no platform at all: what needs one can't be resolved. */
async function bundleForNowhere(contents: string): Promise<BuildResult> {
  return build({
    stdin: { contents, resolveDir: projectRoot, loader: 'ts' },
    bundle: true,
    platform: 'neutral',
    format: 'esm',
    write: false,
    logLevel: 'silent',
    // Neutral also means that no field of package.json is looked at, and zod is found by one.
    mainFields: ['module', 'main'],
  });
}

describe('The inner rings', () => {
  for (const room of ['core', 'oneMinAi']) {
    test(`all of src/${room} is bundled for no platform`, async () => {
      const files = await projectFiles(`src/${room}`, /\.ts$/);
      assert.ok(files.length > 5);
      const contents = files.map(({ path }, n) => `export * as _${n} from './${path}';`).join('\n');
      const { errors } = await bundleForNowhere(contents);
      assert.deepEqual(errors, []);
    });
  }

  for (const name of ['vscode', 'node:fs', 'undici']) {
    test(`such a bundle fails on ${name}`, async () => {
      // undici itself is found, and needs what Node alone has.
      await assert.rejects(bundleForNowhere(`export * from '${name}';`), /Could not resolve/);
    });
  }
});
