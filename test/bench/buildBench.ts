import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { cacheRoot, projectRoot } from '../../scripts/projectPaths.mjs';

/**
 * Compiles the part of the bench that runs in the extension host.
 * @returns path of the module with `run()`
 */
export async function buildBench(): Promise<string> {
  const outPath = join(cacheRoot, 'bench', 'host');
  await rm(outPath, { recursive: true, force: true });
  await build({
    entryPoints: [join(projectRoot, 'test', 'bench', 'host', 'run.ts')],
    outdir: outPath,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    // Only the editor has `vscode`; undici is found in node_modules above the output.
    external: ['vscode', 'undici'],
    logLevel: 'warning',
  });
  // The nearest manifest decides what a .js file is.
  await writeFile(join(outPath, 'package.json'), '{ "type": "commonjs" }\n');
  return join(outPath, 'run.js');
}
