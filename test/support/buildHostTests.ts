import { globSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { cacheRoot, projectRoot } from '../../scripts/projectPaths.mjs';

/** The folder with the compiled host tests. */
const outPath = join(cacheRoot, 'host-tests');

let building: Promise<string> | undefined;

/** As `buildAnew`, once for all windows of a run: several may be open at the same time. */
export function buildHostTests(): Promise<string> {
  return (building ??= buildAnew());
}

/**
 * Compiles `test/host/run.ts` and every `test/host/**\/*.test.ts` to CommonJS, the form that VS Code loads tests in.
 * @returns path of the compiled module with `run()`
 */
async function buildAnew(): Promise<string> {
  const hostPath = join(projectRoot, 'test', 'host');
  const tests = globSync('**/*.test.ts', { cwd: hostPath }).map((name) => join(hostPath, name));
  await rm(outPath, { recursive: true, force: true });
  await build({
    entryPoints: [join(hostPath, 'run.ts'), ...tests],
    outbase: hostPath,
    outdir: outPath,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: true,
    // Only the editor has `vscode`; the others are found in node_modules above the output.
    external: ['vscode', 'mocha', 'sharp', 'undici', 'commonmark'],
    logLevel: 'warning',
  });
  // The nearest manifest decides what a .js file is.
  await writeFile(join(outPath, 'package.json'), '{ "type": "commonjs" }\n');
  return join(outPath, 'run.js');
}
