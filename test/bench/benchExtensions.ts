import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/projectPaths.mjs';
import { runCommand, toolEnvironment } from '../../scripts/runCommand.mjs';
import type { Script } from './jobs.ts';

/** An extension to install, by its package. */
export interface BenchExtension {
  readonly id: string;
  readonly vsixPath: string;
}

/** Our own extension, as packaged at this path. */
export async function ourExtension(vsixPath: string): Promise<BenchExtension> {
  const manifest = await readFile(join(projectRoot, 'package.json'), 'utf8');
  const { publisher, name } = JSON.parse(manifest) as { publisher: string; name: string };
  return { id: `${publisher}.${name}`, vsixPath };
}

/** Packages an extension that does nothing: whatever its activation takes is VS Code's own time. */
export async function packageEmptyExtension(rootPath: string): Promise<BenchExtension> {
  const path = await writeExtension(join(rootPath, 'empty'), {
    name: 'empty',
    main: './extension.js',
    activationEvents: [],
    contributes: { commands: [{ command: 'benchEmpty.nothing', title: 'Nothing' }] },
  });
  await writeFile(join(path, 'extension.js'), '"use strict";exports.activate=()=>{};\n');
  await writeFile(join(path, 'README.md'), 'Does nothing.\n');
  const vsixPath = join(rootPath, 'empty.vsix');
  const vscePath = join(projectRoot, 'node_modules', '@vscode', 'vsce', 'vsce');
  const flags = ['--no-dependencies', '--skip-license', '--allow-missing-repository'];
  const args = [vscePath, 'package', ...flags, '--out', vsixPath];
  const packaging = { cwd: path, env: toolEnvironment() };
  const { ok, output } = await runCommand(process.execPath, args, packaging);
  if (!ok) throw new Error(`the empty extension could not be packaged:\n${output}`);
  return { id: 'bench.empty', vsixPath };
}

/**
 * Writes the extension under development, which a window must have to run anything but installed extensions.
 * @returns its folder
 */
export function writeDriverExtension(rootPath: string): Promise<string> {
  return writeExtension(join(rootPath, 'driver'), { name: 'driver' });
}

async function writeExtension(path: string, manifest: object): Promise<string> {
  const shared = { publisher: 'bench', version: '1.0.0', engines: { vscode: '^1.110.0' } };
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'package.json'), JSON.stringify({ ...shared, ...manifest }));
  return path;
}

/** The scripts of our extension, the largest first. `extensionsPath` is where a VS Code has unpacked it. */
export async function bundleOf({ id }: BenchExtension, extensionsPath: string): Promise<Script[]> {
  const folders = await readdir(extensionsPath);
  const folder = folders.find((candidate) => candidate.startsWith(`${id}-`));
  if (folder === undefined) throw new Error(`${id} is not among ${folders.join(', ')}`);
  const path = join(extensionsPath, folder, 'dist');
  const names = await readdir(path, { recursive: true });
  const scripts = await Promise.all(
    names
      .filter((name) => name.endsWith('.js'))
      .map(async (name) => ({ name, bytes: (await stat(join(path, name))).size })),
  );
  return scripts.sort((a, b) => b.bytes - a.bytes);
}
