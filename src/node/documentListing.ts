import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { createExcludeRules } from '../core/batch/excludeRules.ts';
import {
  createIgnoreRules,
  ignoreFileName,
  maxIgnoreFileBytes,
} from '../core/batch/ignoreRules.ts';
import { documentEndings } from '../core/documents/languageTable.ts';
import { inParallel } from '../core/parallel.ts';
import { readShortFile } from './shortFile.ts';
import { createBreather } from '../app/documents/breather.ts';
import type { ListedFolder, FolderToSearch } from '../app/documents/pictureFinder.ts';

/** Folders read at the same time: more gain nothing on the four threads that Node has for files. */
const foldersAtOnce = 8;

interface OpenFolder {
  /** From the searched folder, in `/`, with a slash before every name: empty for the folder itself. */
  readonly path: string;
  readonly fsPath: string;
  /** Without links, where links are followed. */
  readonly realPath: string;
}

interface Link {
  readonly path: string;
  /** Of the folder that it is in. */
  readonly folderFsPath: string;
  readonly name: string;
}

/**
 * Lists the documents of a folder that neither the settings nor git leave out, as VS Code's own search would:
 * but that runs on the thread of all extensions, and holds it up for as long as it takes to hand over thousands
 * of names. Each folder is listed once, and by a link only where nothing else leads to it: links multiply, and a
 * picture that is there beside a document is not there beside a link to it. What can't be read is left out. Rejects
 * `cancelled`.
 * @param onListed waited for before more of what is below the folder is looked at
 */
export async function listDocuments(
  folder: FolderToSearch,
  onListed: (listed: ListedFolder) => Promise<void> | void,
  signal: AbortSignal,
): Promise<void> {
  const { excludes, followsLinks, otherFsPaths, ignoreCase } = folder;
  const excluded = createExcludeRules(excludes);
  const ignored = createIgnoreRules({ ignoreCase });
  const keyOf = (fsPath: string): string => (ignoreCase ? fsPath.toLowerCase() : fsPath);
  const others = new Set(otherFsPaths.map(keyOf));
  const otherRealPaths = await Promise.all(otherFsPaths.map(realPathOf));
  /** Real paths of the folders and documents that are listed. */
  const done = new Set<string>();
  let links: Link[] = [];
  const breather = createBreather(signal);

  const list = async ({ path, fsPath, realPath }: OpenFolder): Promise<OpenFolder[]> => {
    if (done.has(realPath) || others.has(keyOf(fsPath))) return [];
    done.add(realPath);
    const entries = await readdir(fsPath, { withFileTypes: true }).catch((): Dirent[] => []);
    // As git does, which minds no link in its place: that may lead to what never ends.
    if (entries.some((entry) => entry.name === ignoreFileName && entry.isFile())) {
      const text = await readShortFile(join(fsPath, ignoreFileName), maxIgnoreFileBytes);
      ignored.add({ folderPath: path || '/', text: text?.toString('utf8') ?? '' });
    }
    const siblings = new Set(entries.map(({ name }) => name));
    const isLeftOut = (childPath: string, isFolder: boolean): boolean =>
      excluded.exclude(childPath.slice(1), (name) => siblings.has(name)) ||
      (isFolder ? ignored.coversFolder(childPath) : ignored.covers(childPath));

    const names: string[] = [];
    const folders: OpenFolder[] = [];
    for (const entry of entries) {
      await breather.pause();
      const { name } = entry;
      const childPath = `${path}/${name}`;
      if (entry.isDirectory()) {
        const child = { fsPath: join(fsPath, name), realPath: join(realPath, name) };
        if (!isLeftOut(childPath, true)) folders.push({ path: childPath, ...child });
      } else if (entry.isFile()) {
        if (!isDocument(name) || isLeftOut(childPath, false)) continue;
        names.push(name);
        if (followsLinks) done.add(join(realPath, name));
      } else if (followsLinks && entry.isSymbolicLink()) {
        // Git takes no link for a folder.
        if (!isLeftOut(childPath, false))
          links.push({ path: childPath, folderFsPath: fsPath, name });
      }
    }
    if (names.length > 0) await onListed({ prefix: join(fsPath, sep), names });
    return folders;
  };

  const listBelow = async (start: OpenFolder): Promise<void> => {
    for (let level = [start]; level.length > 0;) {
      const next: OpenFolder[] = [];
      await inParallel(level, foldersAtOnce, async (each) => {
        for (const inside of await list(each)) next.push(inside);
      });
      level = next;
    }
  };

  /** Links to files, for when all folders are listed. */
  const fileLinks: (Link & { readonly realPath: string })[] = [];
  const follow = async (link: Link): Promise<void> => {
    await breather.pause();
    const fsPath = join(link.folderFsPath, link.name);
    const target = await targetOf(fsPath);
    if (!target || otherRealPaths.some((other) => isIn(target.realPath, other))) return;
    const { realPath } = target;
    if (target.isFolder) await listBelow({ path: link.path, fsPath, realPath });
    else if (isDocument(link.name)) fileLinks.push({ ...link, realPath });
  };

  const { fsPath } = folder;
  const realPath = followsLinks ? await realPathOf(fsPath) : fsPath;
  await listBelow({ path: '', fsPath, realPath });
  while (links.length > 0) {
    const found = links;
    links = [];
    for (const link of found) await follow(link);
  }
  for (const { folderFsPath, name, realPath: target } of fileLinks) {
    if (done.has(target)) continue;
    done.add(target);
    await onListed({ prefix: join(folderFsPath, sep), names: [name] });
  }
}

const endings = new Set(documentEndings);

const isDocument = (name: string): boolean =>
  endings.has(name.slice(name.lastIndexOf('.')).toLowerCase());

const realPathOf = (fsPath: string): Promise<string> => realpath(fsPath).catch(() => fsPath);

const isIn = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(join(folder, sep));

/** What a link leads to, through whatever other links; `undefined` for neither a file nor a folder. */
async function targetOf(
  fsPath: string,
): Promise<{ readonly realPath: string; readonly isFolder: boolean } | undefined> {
  try {
    const [realPath, stats] = await Promise.all([realpath(fsPath), stat(fsPath)]);
    const isFolder = stats.isDirectory();
    return isFolder || stats.isFile() ? { realPath, isFolder } : undefined;
  } catch {
    return undefined;
  }
}
