import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './projectPaths.mjs';
import { runCommand, toolEnvironment } from './runCommand.mjs';
import { continueInProjectNode, ensureDependencies, runMain } from './setUp.mjs';

/** undici and the parsers are most of it. What makes the package larger than this is there by mistake or needs a decision. */
const maxBytes = 620_000;

/**
 * Builds the extension and makes its VSIX in the root of the checkout, or where it is told to.
 * @param {string} [folder]
 * @returns {Promise<{ path: string, bytes: number, output: string }>}
 * @throws where the build or the packaging fails, with what it said, and where the package is too large
 */
export async function packageVsix(folder = projectRoot) {
  const { name, version } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8'));
  const path = join(folder, `${name}-${version}.vsix`);
  await rm(path, { force: true });
  const vscePath = join(projectRoot, 'node_modules', '@vscode', 'vsce', 'vsce');
  // The bundle holds all code, so nothing of node_modules belongs into the package. vsce builds first.
  const args = [vscePath, 'package', '--no-dependencies', '--out', path];
  const { ok, output } = await runCommand(process.execPath, args, { env: toolEnvironment() });
  if (!ok) throw new Error(`vsce package failed:\n${output.trim()}`);
  const { size: bytes } = await stat(path);
  if (bytes > maxBytes) throw new Error(`The package has ${bytes} bytes, more than ${maxBytes}.`);
  return { path, bytes, output };
}

/** Names the environment variable with the path of the VSIX that this run of the tests has made. */
export const madeVsixVariable = 'FLUX_VSIX';

/**
 * As `packageVsix`, but takes what the run has made already: to build once more would take the bundle away from
 * whoever reads it at the same time.
 * @param {string} folder
 * @returns {Promise<string>} path of the VSIX
 */
export async function vsixForTests(folder) {
  return process.env[madeVsixVariable] ?? (await packageVsix(folder)).path;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runMain(async () => {
    await ensureDependencies();
    await continueInProjectNode();
    const { path, bytes, output } = await packageVsix();
    console.log(output.trim());
    console.log(`${path}: ${bytes} bytes`);
  });
}
