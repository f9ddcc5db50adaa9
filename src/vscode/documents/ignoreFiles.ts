import * as vscode from 'vscode';
import {
  createIgnoreRules,
  type IgnoreFile,
  type IgnoreRules,
} from '../../core/batch/ignoreRules.ts';
import { cancelled } from '../../core/errors.ts';
import { dirNameOf } from '../../core/uriPath.ts';
import type { Breather } from './breather.ts';

const ignoreFileName = '.gitignore';

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
  return createIgnoreRules((await Promise.all([...folders].map(read))).flat());
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

/** What the settings leave out of searches, as one glob; `files.exclude` counts by itself. */
function searchExclude(): string | undefined {
  const exclude = vscode.workspace
    .getConfiguration('search')
    .get<Record<string, unknown>>('exclude');
  const globs = Object.entries(exclude ?? {}).flatMap(([glob, isOn]) =>
    isOn === true ? [glob] : [],
  );
  return globs.length > 0 ? `{${globs.join(',')}}` : undefined;
}

/**
 * The files of the workspace whose names match, without those that the settings keep out of searches, in no
 * order; and the rules by which git would leave some of them out. Rejects `cancelled`.
 */
export async function findDocuments(
  glob: string,
  signal: AbortSignal,
): Promise<{ readonly uris: readonly vscode.Uri[]; readonly rules: IgnoreRules }> {
  const exclude = searchExclude();
  const [uris, ignoreFiles] = await Promise.all([
    findFiles(glob, exclude, signal),
    findFiles(`**/${ignoreFileName}`, exclude, signal),
  ]);
  if (signal.aborted) throw cancelled();
  const rules = await rulesIn(ignoreFiles.map((uri) => vscode.Uri.joinPath(uri, '..')));
  return { uris, rules };
}

async function findFiles(
  glob: string,
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
