import * as vscode from 'vscode';
import { cancelled, ImageError } from '../../core/errors.ts';
import { temporaryNameOf } from '../../core/ledgerEntry.ts';
import {
  isTrial,
  otherTrialName,
  trialBytes,
  trialName,
  type NewFiles,
} from '../../app/files/newFile.ts';

/** A failure of the file system as one of ours. */
export function cannotWrite(cause: unknown): ImageError {
  const code = cause instanceof vscode.FileSystemError ? cause.code : 'unknown';
  return new ImageError('cannotWrite', `The file could not be written (${code}).`, {
    cause,
    ...(code === 'NoPermissions' && { reason: 'readOnly' as const }),
  });
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof vscode.FileSystemError && error.code === code;

/** Rejects `cannotWrite` where nobody can tell. */
export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (isCode(error, 'FileNotFound')) return false;
    throw cannotWrite(error);
  }
}

const siblingOf = (uri: vscode.Uri, name: string): vscode.Uri =>
  vscode.Uri.joinPath(uri, '..', name);

/** Answers that another way of writing would only get again. */
const finalCodes = ['FileExists', 'FileNotFound', 'NoPermissions', 'Unavailable'];

/** Moves a finished file to a name that must be free: `false` where it is not. */
export async function takeName(temporary: vscode.Uri, uri: vscode.Uri): Promise<boolean> {
  const { fs } = vscode.workspace;
  try {
    await fs.rename(temporary, uri, { overwrite: false });
    return true;
  } catch (error) {
    if (isCode(error, 'FileExists')) return false;
    if (finalCodes.some((code) => isCode(error, code))) throw error;
  }
  // Some file systems cannot rename. A copy does not overwrite either, but can stop half-way.
  if (await exists(uri)) return false;
  try {
    await fs.copy(temporary, uri, { overwrite: false });
  } catch (error) {
    // What is there now may be the half of a copy, or a file that somebody else has put there meanwhile,
    // and nothing tells them apart: it stays.
    if (isCode(error, 'FileExists')) return false;
    throw error;
  }
  await fs.delete(temporary).then(undefined, () => undefined);
  return true;
}

/** The folders on the way to this one that are not there, the deepest first. */
async function missingFolders(folder: vscode.Uri): Promise<vscode.Uri[]> {
  const missing: vscode.Uri[] = [];
  for (
    let uri = folder;
    uri.path !== '/' && !(await exists(uri));
    uri = vscode.Uri.joinPath(uri, '..')
  ) {
    missing.push(uri);
  }
  return missing;
}

async function tryFolder(folder: vscode.Uri): Promise<void> {
  const { fs } = vscode.workspace;
  if (fs.isWritableFileSystem(folder.scheme) === false) {
    throw cannotWrite(vscode.FileSystemError.NoPermissions(folder));
  }
  const remove = (uri: vscode.Uri) => fs.delete(uri).then(undefined, () => undefined);
  const missing = await missingFolders(folder);
  const usual = vscode.Uri.joinPath(folder, trialName);
  const there = await Promise.resolve(fs.stat(usual)).catch(() => undefined);
  const isUsual = !there || (there.type === vscode.FileType.File && isTrial(there));
  const trial = isUsual ? usual : vscode.Uri.joinPath(folder, otherTrialName());
  try {
    await fs.writeFile(trial, trialBytes);
  } catch (error) {
    throw cannotWrite(error);
  } finally {
    await remove(trial);
    // What is in use by now stays: nothing is deleted with what is in it.
    for (const uri of missing) await remove(uri);
  }
}

/** Files of any file system that VS Code knows, by `workspace.fs`. */
export function createVirtualFiles(): NewFiles {
  let lastTrial = Promise.resolve();

  return {
    exists,

    tryFolder(folder) {
      // One after the other: a folder that two have made would be removed by neither.
      const mine = lastTrial.then(() => tryFolder(folder));
      lastTrial = mine.catch(() => undefined);
      return mine;
    },

    async write(uri, bytes, notes, signal) {
      const { fs } = vscode.workspace;
      const temporaryUri = siblingOf(uri, temporaryNameOf(notes.id));
      const removeTemporary = () => fs.delete(temporaryUri).then(undefined, () => undefined);
      try {
        if (await exists(uri)) return 'taken';
        await fs.writeFile(temporaryUri, bytes);
        if (signal.aborted) throw cancelled();
        await notes.naming(uri.toString(), bytes.byteLength);
        if (await takeName(temporaryUri, uri)) return 'written';
        await removeTemporary();
        return 'taken';
      } catch (error) {
        await removeTemporary();
        throw error instanceof ImageError ? error : cannotWrite(error);
      }
    },

    // Virtual file systems say nothing about where a link leads.
    resolve: (uri) => Promise.resolve(uri),
  };
}
