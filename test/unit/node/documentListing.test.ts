import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { listDocuments } from '../../../src/node/documentListing.ts';
import type { FolderToSearch } from '../../../src/app/documents/pictureFinder.ts';

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

async function list(options: Partial<FolderToSearch> = {}): Promise<string[]> {
  const found: string[] = [];
  const folder: FolderToSearch = {
    fsPath: root,
    excludes: [],
    followsLinks: true,
    otherFsPaths: [],
    ignoreCase: false,
    ...options,
  };
  await listDocuments(
    folder,
    ({ prefix, names }) => {
      found.push(...names.map((name) => (prefix + name).slice(root.length + 1)));
    },
    new AbortController().signal,
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
  assert.deepEqual(await list(), ['a/one.md', 'b/two.md']);
});

test('links that lead to each other do not multiply', async () => {
  const count = 12;
  for (let index = 0; index < count; index += 1) write(`d${index}/page.md`);
  for (let index = 0; index < count; index += 1) {
    for (let other = 0; other < count; other += 1) {
      symlinkSync(join(root, `d${other}`), join(root, `d${index}`, `to${other}`));
    }
  }
  assert.equal((await list()).length, count);
});

test('a link leads to what is not there without it', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'flux-klein-elsewhere-'));
  try {
    mkdirSync(join(elsewhere, 'deep'));
    for (const name of ['one.md', 'deep/two.md', 'three.md']) {
      writeFileSync(join(elsewhere, name), '');
    }
    write('node_modules/made/four.md');
    symlinkSync(join(elsewhere, 'deep'), join(root, 'folder'));
    symlinkSync(join(elsewhere, 'three.md'), join(root, 'file.md'));
    symlinkSync(join(root, 'node_modules', 'made'), join(root, 'made'));
    const found = await list({ excludes: [{ glob: '**/node_modules' }] });
    assert.deepEqual(found, ['file.md', 'folder/two.md', 'made/four.md']);
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});

test('another file than one that git would read as rules has none, and keeps nothing waiting', async () => {
  write('a/one.md', 'b/two.md', 'c/three.md');
  execFileSync('mkfifo', [join(root, 'a', '.gitignore')]);
  symlinkSync('/dev/zero', join(root, 'b', '.gitignore'));
  writeFileSync(join(root, 'c', '.gitignore'), `${'#\n'.repeat(200_000)}*\n`);
  assert.deepEqual(await list(), ['a/one.md', 'b/two.md', 'c/three.md']);
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

test('a cancel ends it, also within a large folder', async () => {
  write(...Array.from({ length: 3000 }, (_, index) => `page${index}.md`));
  const stop = new AbortController();
  const folder = {
    fsPath: root,
    // Takes about a millisecond for each name.
    excludes: [{ glob: `{${'a*'.repeat(20)},}`.repeat(8) }],
    followsLinks: true,
    otherFsPaths: [],
    ignoreCase: false,
  };
  const listed = listDocuments(folder, () => assert.fail('it is not done'), stop.signal);
  setTimeout(() => stop.abort(), 30);
  await assert.rejects(listed, { code: 'cancelled' });
});

test('a document that two links lead to is listed once, also beside a link to its folder', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'flux-klein-elsewhere-'));
  try {
    writeFileSync(join(elsewhere, 'page.md'), '');
    for (const name of ['a.md', 'b.md']) symlinkSync(join(elsewhere, 'page.md'), join(root, name));
    assert.equal((await list()).length, 1);
    symlinkSync(elsewhere, join(root, 'z'));
    assert.deepEqual(await list(), ['z/page.md']);
    assert.deepEqual(await list({ otherFsPaths: [elsewhere] }), []);
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});

test('a link to a file that is not listed itself stands for it', async () => {
  write('docs/README', 'AGENTS.md');
  writeFileSync(join(root, '.gitignore'), 'AGENTS.md\n');
  symlinkSync(join(root, 'docs', 'README'), join(root, 'README.md'));
  symlinkSync(join(root, 'AGENTS.md'), join(root, 'CLAUDE.md'));
  assert.deepEqual(await list(), ['CLAUDE.md', 'README.md']);
});
