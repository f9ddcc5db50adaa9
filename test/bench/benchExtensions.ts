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
  return packageExtension(rootPath, 'empty', '"use strict";exports.activate=()=>{};\n', {
    contributes: { commands: [{ command: 'benchEmpty.nothing', title: 'Nothing' }] },
  });
}

/**
 * Packages an extension with one webview view that holds one element and does nothing, in a container of the same title.
 * @param name part of every id in it, so that several can be installed
 */
export async function packageViewExtension(
  rootPath: string,
  { name, title }: { readonly name: string; readonly title: string },
): Promise<BenchExtension> {
  const viewId = `bench.${name}`;
  return packageExtension(rootPath, `view-${name}`, viewScript(viewId), {
    contributes: {
      viewsContainers: { activitybar: [{ id: `bench-${name}`, title, icon: 'icon.svg' }] },
      views: { [`bench-${name}`]: [{ type: 'webview', id: viewId, name: title }] },
    },
  });
}

const viewScript = (viewId: string): string => `"use strict";
const { window } = require('vscode');
const { randomBytes } = require('node:crypto');
const provider = {
  resolveWebviewView({ webview }) {
    const nonce = randomBytes(16).toString('base64url');
    webview.options = { enableScripts: true, localResourceRoots: [] };
    webview.html = \`<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; script-src 'nonce-\${nonce}'"></head><body><p id="bench-empty">Empty</p>
      <script nonce="\${nonce}">acquireVsCodeApi().postMessage({ type: 'ready' })</script></body></html>\`;
  },
};
exports.activate = () => void window.registerWebviewViewProvider('${viewId}', provider);
`;

const iconText = `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"><path d="M4 4h16v16H4z"/></svg>\n`;

async function packageExtension(
  rootPath: string,
  name: string,
  script: string,
  manifest: object,
): Promise<BenchExtension> {
  const path = await writeExtension(join(rootPath, name), {
    name,
    main: './extension.js',
    activationEvents: [],
    ...manifest,
  });
  await writeFile(join(path, 'extension.js'), script);
  await writeFile(join(path, 'icon.svg'), iconText);
  await writeFile(join(path, 'README.md'), 'Does nothing.\n');
  const vsixPath = join(rootPath, `${name}.vsix`);
  const vscePath = join(projectRoot, 'node_modules', '@vscode', 'vsce', 'vsce');
  const flags = ['--no-dependencies', '--skip-license', '--allow-missing-repository'];
  const args = [vscePath, 'package', ...flags, '--out', vsixPath];
  const packaging = { cwd: path, env: toolEnvironment() };
  const { ok, output } = await runCommand(process.execPath, args, packaging);
  if (!ok) throw new Error(`the extension ${name} could not be packaged:\n${output}`);
  return { id: `bench.${name}`, vsixPath };
}

/**
 * Writes the extension under development, which a window must have to run anything but installed extensions.
 * @returns its folder
 */
export function writeDriverExtension(rootPath: string): Promise<string> {
  return writeExtension(join(rootPath, 'driver'), { name: 'driver' });
}

async function writeExtension(path: string, manifest: object): Promise<string> {
  const shared = { publisher: 'bench', version: '1.0.0', engines: { vscode: '^1.105.0' } };
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
