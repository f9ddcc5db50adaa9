import * as vscode from 'vscode';
import type { KeptText } from '../../app/files/keptText.ts';

/**
 * A file in the extension's storage for the workspace.
 * @param storageUri absent where no folder is open: then nothing is kept
 */
export function keptTextIn(storageUri: vscode.Uri | undefined, name: string): KeptText | undefined {
  if (!storageUri) return undefined;
  const uri = vscode.Uri.joinPath(storageUri, name);
  return {
    async read() {
      try {
        return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      } catch (error) {
        if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') {
          return undefined;
        }
        throw error;
      }
    },
    write: async (text) => vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text)),
  };
}
