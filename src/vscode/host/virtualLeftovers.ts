import * as vscode from 'vscode';
import type { LeftoverFiles } from '../../app/unsaved/tidyEntry.ts';

/** Files of any file system that VS Code knows. */
export const virtualLeftovers: LeftoverFiles = {
  async sizeOf(uri) {
    try {
      const { type, size } = await vscode.workspace.fs.stat(uri);
      return (type & vscode.FileType.File) === 0 ? undefined : size;
    } catch {
      return undefined;
    }
  },
  remove: (uri) => vscode.workspace.fs.delete(uri),
};
