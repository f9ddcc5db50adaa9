import * as vscode from 'vscode';
import {
  createIgnoreRules,
  ignoreFileName,
  maxIgnoreFileBytes,
  type IgnoreRules,
} from '../../core/batch/ignoreRules.ts';
import { excludeGlobs, type ExcludeGlob } from '../../core/batch/excludeRules.ts';
import { cancelled } from '../../core/errors.ts';
import { inParallel } from '../../core/parallel.ts';
import { isCaseFolding } from '../../app/files/caseFolding.ts';
import { createBreather, type Breather } from '../../app/documents/breather.ts';
import type { FolderToSearch } from '../../app/documents/pictureFinder.ts';

/** `undefined` where there is none that git would read: no link, and nothing that is larger than people write. */
async function textIn(folder: vscode.Uri): Promise<string | undefined> {
  try {
    const uri = vscode.Uri.joinPath(folder, ignoreFileName);
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if (type !== vscode.FileType.File || size > maxIgnoreFileBytes) return undefined;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

/** Folders that are asked for at the same time. */
const foldersAtOnce = 8;

async function rulesIn(folders: Iterable<vscode.Uri>, breather: Breather): Promise<IgnoreRules> {
  const rules = createIgnoreRules({ ignoreCase: isCaseFolding });
  await inParallel(folders, foldersAtOnce, async (folder) => {
    await breather.pause();
    const text = await textIn(folder);
    if (text !== undefined) {
      await rules.addSlowly({ folderPath: folder.path, text }, () => breather.pause());
    }
  });
  return rules;
}

/** The rules that decide about a few files: those of all folders from the workspace's down to theirs. */
export async function ignoreRulesAbove(
  paths: Iterable<string>,
  uriOf: (path: string) => vscode.Uri,
  breather: Breather,
): Promise<IgnoreRules> {
  const folders = new Map<string, vscode.Uri>();
  for (const filePath of paths) {
    await breather.pause();
    const uri = uriOf(filePath);
    const root = vscode.workspace.getWorkspaceFolder(uri)?.uri.path;
    if (root === undefined) continue;
    for (let path = parentOf(uri.path); path.length >= root.length; path = parentOf(path)) {
      if (folders.has(path)) break;
      folders.set(path, uri.with({ path }));
      if (path === '/') break;
    }
  }
  return rulesIn(folders.values(), breather);
}

/** Of a path that has neither dots nor double slashes, as those of URIs: this is asked of thousands. */
const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** How a folder of this computer is searched, by its own settings. */
export function folderToSearch(folder: vscode.WorkspaceFolder): FolderToSearch {
  const { fsPath } = folder.uri;
  return {
    fsPath,
    ignoreCase: isCaseFolding,
    excludes: excludesOf(folder),
    followsLinks:
      vscode.workspace.getConfiguration('search', folder).get('followSymlinks') !== false,
    otherFsPaths: (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri }) =>
      uri.scheme === 'file' && uri.fsPath !== fsPath ? [uri.fsPath] : [],
    ),
  };
}

function excludesOf(folder: vscode.WorkspaceFolder): ExcludeGlob[] {
  const excludeIn = (section: string): unknown =>
    vscode.workspace.getConfiguration(section, folder).get('exclude');
  return excludeGlobs(excludeIn('files'), excludeIn('search'));
}

/**
 * The files of a folder whose names match, without those that the settings keep out of searches, in no order;
 * and the rules by which git would leave some of them out. For folders that are not of this computer: this
 * thread is held up while VS Code hands over what it found. Rejects `cancelled`.
 */
export async function findDocuments(
  folder: vscode.WorkspaceFolder,
  glob: string,
  signal: AbortSignal,
): Promise<{ readonly uris: readonly vscode.Uri[]; readonly rules: IgnoreRules }> {
  // VS Code itself minds globs that count only beside another file, where a provider lets it.
  const globs = excludesOf(folder).flatMap(({ glob: each, when }) => (when ? [] : [each]));
  const exclude = globs.length > 0 ? `{${globs.join(',')}}` : undefined;
  const find = (each: string): Promise<vscode.Uri[]> =>
    findFiles(new vscode.RelativePattern(folder, each), exclude, signal);
  const [uris, ignoreFiles] = await Promise.all([find(glob), find(`**/${ignoreFileName}`)]);
  if (signal.aborted) throw cancelled();
  const folders = ignoreFiles.map((uri) => vscode.Uri.joinPath(uri, '..'));
  const rules = await rulesIn(folders, createBreather(signal));
  return { uris, rules };
}

async function findFiles(
  glob: vscode.GlobPattern,
  exclude: string | undefined,
  signal: AbortSignal,
): Promise<vscode.Uri[]> {
  const cancellation = new vscode.CancellationTokenSource();
  const stop = (): void => cancellation.cancel();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await vscode.workspace.findFiles(glob, exclude, undefined, cancellation.token);
  } finally {
    signal.removeEventListener('abort', stop);
    cancellation.dispose();
  }
}
