import * as vscode from 'vscode';
import type { Folders } from '../../app/folders.ts';

/** The folders of this window. */
export const workspaceFolders: Folders = {
  all: () => vscode.workspace.workspaceFolders ?? [],
  of: (uri) => vscode.workspace.getWorkspaceFolder(uri),
};
