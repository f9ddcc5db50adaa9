import * as vscode from 'vscode';
import {
  createIgnoreRules,
  ignoreFileName,
  type IgnoreFile,
  type IgnoreRules,
} from '../../core/batch/ignoreRules.ts';
import { excludeGlobs, type ExcludeGlob } from '../../core/batch/excludeRules.ts';
import { cancelled } from '../../core/errors.ts';
import { dirNameOf } from '../../core/uriPath.ts';
import { isCaseFolding } from '../caseFolding.ts';
import type { Breather } from './breather.ts';
import type { FolderToSearch } from './pictureFinder.ts';

async function read(folder: vscode.Uri): Promise<IgnoreFile[]> {
  try {
    const uri = vscode.Uri.joinPath(folder, ignoreFileName);
    const bytes = await vscode.workspace.fs.readFile(uri);
    return [{ folderPath: folder.path, text: new TextDecoder().decode(bytes) }];
  } catch {
    return [];
  }
}

async function rulesIn(folders: Iterable<vscode.Uri>): Promise<IgnoreRules> {
  return createIgnoreRules((await Promise.all([...folders].map(read))).flat(), {
    ignoreCase: isCaseFolding,
  });
}

/** The rules that decide about a few files: those of all folders from the workspace's down to theirs. */
export async function ignoreRulesAbove(
  uris: readonly vscode.Uri[],
  breather: Breather,
): Promise<IgnoreRules> {
  const folders = new Map<string, vscode.Uri>();
  for (const uri of uris) {
    await breather.pause();
    const root = vscode.workspace.getWorkspaceFolder(uri)?.uri.path;
    if (root === undefined) continue;
    for (let path = dirNameOf(uri.path); path.length >= root.length; path = dirNameOf(path)) {
      if (folders.has(path)) break;
      folders.set(path, uri.with({ path }));
      if (path === '/') break;
    }
  }
  return rulesIn(folders.values());
}

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
  const rules = await rulesIn(ignoreFiles.map((uri) => vscode.Uri.joinPath(uri, '..')));
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
