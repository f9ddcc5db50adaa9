import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { excludeGlobs } from '../../src/core/batch/excludeRules.ts';
import { createPictureThread } from '../../src/node/pictureThread.ts';
import { folderToSearch } from '../../src/vscode/editor/leftOutFiles.ts';
import { freshFolder, inWorkspace, removeFolder, withSetting } from './support/workspace.ts';

const paths = [
  'a.md',
  'a.mdx',
  'b.html',
  'b.adoc',
  '.hidden/c.md',
  'deep/er/d.rst',
  'deep/er/[e].md',
  'deep/node_modules/f.md',
  'dist/g.md',
  'deep/dist/h.md',
  'logs/i.tmp.md',
  'bower_components/j.tex',
  '.git/k.md',
  'picture.png',
  'naïve/ü.org',
];

/** Globs of the two settings, and each way that they can be written. */
const settings: readonly (readonly [files: object, search: object])[] = [
  [{}, {}],
  [{}, { '**/deep': true }],
  [{}, { '**/deep/**': true }],
  [{ '**/*.html': { when: '$(basename).adoc' } }, {}],
  [{ '**/*.mdx': { when: '$(basename).md' }, '**/*.rst': { when: '$(basename).md' } }, {}],
  [{ '**/er': true }, { '**/*.tmp.md': true }],
  [{}, { '**/{dist,logs}/**': true }],
  [{}, { '**/?.md': true }],
  [{}, { '**/[ab].*': true, '**/.hidden': false }],
  [{ '**/dist': false }, { '**/[!a].md': true }],
  [{}, { dist: true, '**/er/*.md': true }],
];

suite('The documents of a folder on the disk', () => {
  let folder: string;

  setup(async () => {
    folder = freshFolder();
    for (const path of paths) {
      const { fsPath } = inWorkspace(`${folder}/${path}`);
      await mkdir(dirname(fsPath), { recursive: true });
      await writeFile(fsPath, '');
    }
    const linkAt = (path: string): string => inWorkspace(`${folder}/${path}`).fsPath;
    await symlink(linkAt('naïve'), linkAt('linked'));
    await symlink(linkAt('a.md'), linkAt('deep/linked.md'));
    await symlink(linkAt('deep'), linkAt('deep/er/loop'));
    await symlink(linkAt('nowhere'), linkAt('dangling.md'));
  });
  teardown(() => removeFolder(folder));

  const ours = async (): Promise<string[]> => {
    const extension = vscode.extensions.getExtension('fluxklein.image-generator')!;
    const workerPath = join(extension.extensionPath, 'dist', 'pictureWorker.js');
    const finder = createPictureThread({ workerPath });
    try {
      const found: string[] = [];
      const [workspaceFolder] = vscode.workspace.workspaceFolders!;
      await finder.listDocuments(
        folderToSearch(workspaceFolder!),
        (listed) => {
          for (const { prefix, names } of listed) {
            found.push(...names.map((name) => vscode.Uri.file(prefix + name).path));
          }
        },
        new AbortController().signal,
      );
      return inCase(found);
    } finally {
      finder.dispose();
    }
  };

  const inCase = (found: readonly string[]): string[] => {
    const root = `${inWorkspace(folder).path}/`;
    return found
      .filter((path) => path.startsWith(root))
      .map((path) => path.slice(root.length))
      .toSorted();
  };

  /** What VS Code's own search finds; its API knows nothing of `search.exclude`. */
  const theirs = async (): Promise<string[]> => {
    const search = vscode.workspace.getConfiguration('search').get('exclude');
    const globs = excludeGlobs({}, search).map(({ glob }) => glob);
    const exclude = globs.length > 0 ? `{${globs.join(',')}}` : undefined;
    const found = await vscode.workspace.findFiles('**/*.{md,mdx,html,adoc,rst,tex,org}', exclude);
    return inCase(found.map(({ path }) => path));
  };

  /** Which VS Code lists beside what they lead to. */
  const links = ['linked/ü.org', 'deep/linked.md'];

  for (const [files, search] of settings) {
    test(`are those that VS Code finds with ${JSON.stringify({ files, search })}`, async () => {
      await withSetting('files.exclude', files, () =>
        withSetting('search.exclude', search, async () => {
          const [found, expected] = [await ours(), await theirs()];
          // Where the settings leave out what a link leads to, it is the only way there.
          const isDouble = (path: string): boolean => links.includes(path) && !found.includes(path);
          assert.deepEqual(
            found,
            expected.filter((path) => !isDouble(path)),
          );
          assert.ok(found.length > 3);
        }),
      );
    });
  }

  test('are those that VS Code finds where links are not followed', async () => {
    await withSetting('search.followSymlinks', false, async () => {
      assert.deepEqual(await ours(), await theirs());
    });
  });

  test('and of them those that git does not leave out, by the rules of each folder', async () => {
    await writeFile(inWorkspace(`${folder}/.gitignore`).fsPath, 'dist/\n*.tmp.md\n');
    await writeFile(inWorkspace(`${folder}/deep/.gitignore`).fsPath, '!dist/\n/er/*.md\n');
    const found = await ours();
    const left = [...links, 'dist/g.md', 'logs/i.tmp.md', 'deep/er/[e].md'];
    const expected = await theirs();
    assert.deepEqual(
      found,
      expected.filter((path) => !left.includes(path)),
    );
    assert.ok(found.includes('deep/dist/h.md'));
  });
});
