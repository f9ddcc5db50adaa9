import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { createExcludeRules } from './core/batch/excludeRules.ts';
import { createIgnoreRules } from './core/batch/ignoreRules.ts';
import { languageTable } from './core/documents/languageTable.ts';
import { inParallel } from './core/parallel.ts';
import type { ListedFolder, FolderToSearch } from './vscode/documents/pictureFinder.ts';

/** Folders read at the same time, and not more at a step: more gain nothing on Node's four threads. */
const foldersAtOnce = 8;
const ignoreFileName = '.gitignore';

interface OpenFolder {
  /** From the searched folder, in `/`, with a slash before every name: empty for the folder itself. */
  readonly path: string;
  readonly fsPath: string;
  /** Real paths of the folders whose links lead to it. */
  readonly linkedPaths: readonly string[];
}

/**
 * Lists the documents of a folder that neither the settings nor git leave out, as VS Code's own search would:
 * but that runs on the thread of all extensions, and holds it up for as long as it takes to hand over thousands
 * of names. What can't be read is left out.
 */
export async function listDocuments(
  folder: FolderToSearch,
  onListed: (listed: ListedFolder) => void,
  isWanted: () => boolean,
): Promise<void> {
  const { excludes, followsLinks, otherFsPaths } = folder;
  const excluded = createExcludeRules(excludes);
  const ignored = createIgnoreRules([]);
  const others = new Set(otherFsPaths);

  const list = async ({ path, fsPath, linkedPaths }: OpenFolder): Promise<OpenFolder[]> => {
    const entries = await readdir(fsPath, { withFileTypes: true }).catch((): Dirent[] => []);
    const siblings = new Set(entries.map(({ name }) => name));
    if (siblings.has(ignoreFileName)) {
      const text = await readFile(join(fsPath, ignoreFileName), 'utf8').catch(() => '');
      ignored.add({ folderPath: path || '/', text });
    }
    const isLeftOut = (childPath: string, isFolder: boolean): boolean =>
      excluded.exclude(childPath.slice(1), (name) => siblings.has(name)) ||
      (isFolder ? ignored.coversFolder(childPath) : ignored.covers(childPath));

    const names: string[] = [];
    const folders: OpenFolder[] = [];
    for (const entry of entries) {
      const { name } = entry;
      const childPath = `${path}/${name}`;
      const child = { path: childPath, fsPath: join(fsPath, name), linkedPaths };
      if (entry.isDirectory()) {
        if (!others.has(child.fsPath) && !isLeftOut(childPath, true)) folders.push(child);
      } else if (entry.isFile()) {
        if (isDocument(name) && !isLeftOut(childPath, false)) names.push(name);
      } else if (followsLinks && entry.isSymbolicLink()) {
        const target = await targetOf(child);
        if (target === 'file' && isDocument(name) && !isLeftOut(childPath, false)) names.push(name);
        if (typeof target === 'object' && !isLeftOut(childPath, true)) folders.push(target);
      }
    }
    if (names.length > 0) onListed({ prefix: join(fsPath, sep), names });
    return folders;
  };

  let level: OpenFolder[] = [{ path: '', fsPath: folder.fsPath, linkedPaths: [] }];
  while (level.length > 0) {
    const next: OpenFolder[] = [];
    await inParallel(level, foldersAtOnce, async (each) => {
      if (isWanted()) next.push(...(await list(each)));
    });
    level = next;
  }
}

const endings = new Set(languageTable.flatMap(({ extensions }) => extensions));

const isDocument = (name: string): boolean =>
  endings.has(name.slice(name.lastIndexOf('.')).toLowerCase());

/** What a link leads to; a folder that it lies in, through whatever other links, would have no end. */
async function targetOf(link: OpenFolder): Promise<'file' | OpenFolder | undefined> {
  try {
    const { fsPath, linkedPaths } = link;
    const stats = await stat(fsPath);
    if (!stats.isDirectory()) return stats.isFile() ? 'file' : undefined;
    const real = await realpath(fsPath);
    const above = [...linkedPaths, await realpath(join(fsPath, '..'))];
    const isLoop = above.some((each) => each === real || each.startsWith(join(real, sep)));
    return isLoop ? undefined : { ...link, linkedPaths: above };
  } catch {
    return undefined;
  }
}
