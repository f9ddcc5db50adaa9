import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './projectPaths.mjs';
import { continueInProjectNode, ensureDependencies, runMain } from './setUp.mjs';

/** Ships in the package, and is kept in the repository; this script writes it. */
export const noticesPath = join(projectRoot, 'THIRD_PARTY_NOTICES.txt');

/**
 * What is inside a bundled package without a licence file of its own there.
 * undici's HTTP parser is llhttp, compiled to WebAssembly (github.com/nodejs/llhttp, LICENSE).
 */
const embedded = [
  {
    name: 'llhttp',
    within: /node_modules\/undici\/lib\/llhttp\//,
    licence: `This software is licensed under the MIT License.

Copyright Fedor Indutny, 2018.

Permission is hereby granted, free of charge, to any person obtaining a
copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including
without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the
following conditions:

The above copyright notice and this permission notice shall be included
in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS
OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN
NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE
USE OR OTHER DEALINGS IN THE SOFTWARE.`,
  },
];

/**
 * The licences of all that the bundle takes from other projects, found by bundling it once more.
 * @returns {Promise<string>}
 */
export async function thirdPartyNotices() {
  const inputs = await bundledFiles();
  const packages = await packagesOf(inputs);
  const sections = await Promise.all(packages.map(sectionOf));
  for (const { name, within, licence } of embedded) {
    if (inputs.some((path) => within.test(path))) sections.push(section(name, licence));
  }
  const intro = 'The Flux Klein Image Generator contains software of other projects.\n';
  return [intro, ...sections].join('\n');
}

/**
 * What the bundle takes from other projects, by name and version, each with the licence that it names.
 * @returns {Promise<{ name: string, version: string, licence: unknown }[]>}
 */
export async function bundledPackages() {
  const packages = await packagesOf(await bundledFiles());
  return packages.map(({ name, version, licence }) => ({ name, version, licence }));
}

async function bundledFiles() {
  const { build } = await import('esbuild');
  const { default: bundles } = await import('../esbuild.js');
  const extension = {
    entryPoints: [join(projectRoot, 'src', 'extension.ts')],
    outdir: 'unused',
    bundle: true,
    platform: 'node',
    external: ['vscode'],
    alias: bundles.alias,
  };
  const results = await Promise.all(
    [extension, bundles.pageOptions].map((options) =>
      build({ ...options, absWorkingDir: projectRoot, write: false, metafile: true }),
    ),
  );
  return results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
}

/** A package may lie within another that needs a version of its own. */
async function packagesOf(inputs) {
  const folders = inputs.map(
    (path) => /.*\bnode_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0],
  );
  const packages = await Promise.all(
    [...new Set(folders)].filter((folder) => folder !== undefined).map(readPackage),
  );
  const byTitle = new Map(packages.map((each) => [`${each.name} ${each.version}`, each]));
  return [...byTitle].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

async function readPackage(folder) {
  const path = join(projectRoot, folder);
  const manifest = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'));
  const { name, version, license: licence } = manifest;
  return { name, version, licence, path };
}

async function sectionOf({ name, version, path }) {
  const entries = await readdir(path);
  const read = async (pattern) => {
    const file = entries.find((entry) => pattern.test(entry));
    return file === undefined ? '' : readFile(join(path, file), 'utf8');
  };
  const licence = await read(/^(licen[cs]e|copying)([.-]|$)/i);
  // Some small packages say it at the end of their readme.
  const said = /^(?:#+ *)?licen[cs]e *\n[\s\S]+/im.exec(await read(/^readme/i))?.[0];
  if (!licence && !said) throw new Error(`${name} comes without a licence`);
  return section(`${name} ${version}`, licence || said);
}

function section(title, licence) {
  const text = licence.replaceAll('\r\n', '\n').trim();
  return `${'-'.repeat(72)}\n${title}\n\n${text}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runMain(async () => {
    await ensureDependencies();
    await continueInProjectNode();
    await writeFile(noticesPath, await thirdPartyNotices());
  });
}
