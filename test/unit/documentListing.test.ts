import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { listDocuments } from '../../src/documentListing.ts';
import type { FolderToSearch } from '../../src/vscode/documents/pictureFinder.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flux-klein-listing-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), '');
  }
}

async function list(options: Partial<FolderToSearch> = {}, isWanted = () => true) {
  const found: string[] = [];
  await listDocuments(
    { fsPath: root, excludes: [], followsLinks: true, otherFsPaths: [], ...options },
    ({ prefix, names }) =>
      found.push(...names.map((name) => (prefix + name).slice(root.length + 1))),
    isWanted,
  );
  return found.toSorted();
}

test('documents are known by the ending of their names, however it is written', async () => {
  write('a.md', 'B.MD', 'c.png', 'md', 'd.markdown', 'e/f.typ');
  assert.deepEqual(await list(), ['B.MD', 'a.md', 'd.markdown', 'e/f.typ']);
});

test('a folder that is searched on its own is left to that search', async () => {
  write('a.md', 'inner/b.md', 'inner-too/c.md');
  const found = await list({ otherFsPaths: [join(root, 'inner')] });
  assert.deepEqual(found, ['a.md', 'inner-too/c.md']);
});

test('links in a circle come to an end', async () => {
  write('a/one.md', 'b/two.md');
  symlinkSync(join(root, 'b'), join(root, 'a', 'toB'));
  symlinkSync(join(root, 'a'), join(root, 'b', 'toA'));
  symlinkSync(root, join(root, 'a', 'toRoot'));
  symlinkSync(join(root, 'itself.md'), join(root, 'itself.md'));
  assert.deepEqual(await list(), ['a/one.md', 'a/toB/two.md', 'b/toA/one.md', 'b/two.md']);
});

test('links are not followed where the settings say so', async () => {
  write('a/one.md');
  symlinkSync(join(root, 'a'), join(root, 'b'));
  symlinkSync(join(root, 'a', 'one.md'), join(root, 'two.md'));
  assert.deepEqual(await list({ followsLinks: false }), ['a/one.md']);
});

test('an ignored folder is not even opened, and so are those that the settings leave out', async () => {
  write('a.md', 'out/b.md', 'node_modules/c.md');
  writeFileSync(join(root, '.gitignore'), 'out\n');
  // What lies in them would be taken back, were they opened.
  writeFileSync(join(root, 'out', '.gitignore'), '!*\n');
  assert.deepEqual(await list({ excludes: [{ glob: '**/node_modules' }] }), ['a.md']);
});

test('what cannot be read is left out, and the rest is found', async () => {
  write('a.md', 'closed/b.md');
  mkdirSync(join(root, '.gitignore'));
  chmodSync(join(root, 'closed'), 0);
  const found = await list();
  // Who may read everything finds everything.
  assert.deepEqual(found, process.getuid?.() === 0 ? ['a.md', 'closed/b.md'] : ['a.md']);
  chmodSync(join(root, 'closed'), 0o700);
  assert.deepEqual(await list({ fsPath: join(root, 'missing') }), []);
});

test('nothing more is opened once it is not wanted', async () => {
  write('a.md', 'b/c.md', 'b/d/e.md');
  let asked = 0;
  assert.deepEqual(await list({}, () => ++asked < 3), ['a.md', 'b/c.md']);
});
