import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { listFiles, PackageManager } from '@vscode/vsce';
import { projectRoot } from '../../../scripts/projectPaths.mjs';
import {
  bundledPackages,
  noticesPath,
  thirdPartyNotices,
} from '../../../scripts/thirdPartyNotices.mjs';

/** All that ships beside dist/ and the pictures that the manifest names. A new file is a decision, not an accident. */
const shipped = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'THIRD_PARTY_NOTICES.txt',
  'package.json',
  'package.nls.json',
];

/** What lies or may lie in a checkout and must stay there. */
const unshipped = [
  '.cache/vscode/server.js',
  '.env',
  '.github/workflows/ci.yml',
  '.vscode/settings.json',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'dist/extension.js.map',
  // For translators: VS Code reads the words of the person's language, and English is in the code.
  'l10n/bundle.l10n.json',
  'dist/notes.txt',
  'media/readme/window.png',
  'node_modules/undici/index.js',
  'npm-debug.log',
  'out/demo/screenshot.png',
  'src/extension.ts',
  'test/host/run.ts',
  'test/fixtures/tls/selfSigned.key.pem',
  'image-generator-0.0.9.vsix',
  'key.txt',
];

/** Licences that allow shipping with nothing more than their text. Another one is a decision. */
const allowedLicences = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  // The icons, which ask for their name beside the text.
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
];

/** Says in its readme alone that it is MIT; the notices have the words. */
const statedElsewhere = ['format'];

describe('The package', () => {
  let folder: string;
  let expected: string[];

  before(async () => {
    const manifest = await readFile(join(projectRoot, 'package.json'), 'utf8');
    const pictures = manifest.match(/(?<=")media\/[^"]+(?=")/g) ?? [];
    expected = [...new Set([...shipped, ...pictures])].sort();
    folder = await mkdtemp(join(tmpdir(), 'flux-klein-package-'));
    for (const path of ['package.json', 'package.nls.json', '.vscodeignore']) {
      await copyFile(join(projectRoot, path), join(folder, path));
    }
    const { bundle } = createRequire(import.meta.url)(join(projectRoot, 'esbuild.js')) as {
      bundle(options: { outdir: string; isWatching: boolean }): Promise<void>;
    };
    await bundle({ outdir: join(folder, 'dist'), isWatching: false });
    for (const path of [...expected, ...unshipped]) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), '', { flag: 'a' });
    }
  });

  after(() => rm(folder, { recursive: true, force: true }));

  const listed = async (): Promise<string[]> => {
    const files = await listFiles({ cwd: folder, packageManager: PackageManager.None });
    return files.map((path) => path.replaceAll('\\', '/')).sort();
  };

  test('holds what is on the list, whatever else lies about', async () => {
    const files = await listed();
    assert.deepEqual(
      files.filter((path) => !path.startsWith('dist/')),
      expected,
    );
  });

  test('holds the whole bundle and nothing but script of dist', async () => {
    const scripts = (await readdir(join(folder, 'dist'))).filter((name) => name.endsWith('.js'));
    const files = await listed();
    assert.deepEqual(
      files.filter((path) => path.startsWith('dist/')),
      scripts.map((name) => `dist/${name}`).sort(),
    );
  });

  test('finds nothing else in the folder of the checkout that ships whole', async () => {
    const folder = 'media/walkthrough';
    const paths = (await readdir(join(projectRoot, folder))).map((name) => `${folder}/${name}`);
    assert.deepEqual(
      paths.filter((path) => !expected.includes(path)),
      [],
    );
  });

  test('every file on the list is in the checkout', async () => {
    for (const path of expected) await readFile(join(projectRoot, path));
  });

  test('names the licence of everything that is bundled', async () => {
    const notices = await readFile(noticesPath, 'utf8');
    assert.equal(notices, await thirdPartyNotices(), 'run node scripts/thirdPartyNotices.mjs');
    for (const name of ['undici', 'zod', 'llhttp'])
      assert.match(notices, new RegExp(`^${name}\\b`, 'm'));
  });

  test('bundles nothing whose licence asks for more than its text', async () => {
    const packages = await bundledPackages();
    assert.ok(packages.length > 0);
    assert.deepEqual(
      packages.filter(
        ({ name, licence }) =>
          !allowedLicences.includes(String(licence)) && !statedElsewhere.includes(name),
      ),
      [],
    );
  });
});
