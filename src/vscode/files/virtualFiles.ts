import * as vscode from 'vscode';
import { cancelled, ImageError } from '../../core/errors.ts';
import type { NewFiles } from './newFile.ts';

function cannotWrite(cause: unknown): ImageError {
  const code = cause instanceof vscode.FileSystemError ? cause.code : 'unknown';
  return new ImageError('cannotWrite', `The file could not be written (${code}).`, {
    cause,
    ...(code === 'NoPermissions' && { reason: 'readOnly' as const }),
  });
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof vscode.FileSystemError && error.code === code;

async function exists(uri: vscode.Uri): Promise<boolean> {
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

/** Files of any file system that VS Code knows, by `workspace.fs`. */
export function createVirtualFiles(): NewFiles {
  return {
    exists,

    async write(uri, bytes, signal) {
      const { fs } = vscode.workspace;
      const temporaryUri = siblingOf(uri, `.flux-klein-${crypto.randomUUID()}.tmp`);
      try {
        if (await exists(uri)) return 'taken';
        await fs.writeFile(temporaryUri, bytes);
        if (signal.aborted) throw cancelled();
        await fs.rename(temporaryUri, uri, { overwrite: false });
        return 'written';
      } catch (error) {
        await fs.delete(temporaryUri).then(undefined, () => undefined);
        if (error instanceof ImageError) throw error;
        if (isCode(error, 'FileExists')) return 'taken';
        throw cannotWrite(error);
      }
    },

    // Virtual file systems say nothing about where a link leads.
    resolve: (uri) => Promise.resolve(uri),
  };
}
