import * as vscode from 'vscode';
import type { InsertionTarget } from '../../app/documents/insertionTarget.ts';
import type { WorkspaceFolder } from '../../app/folders.ts';

/** The folder of the file that is in front, of whatever kind. */
function activeWorkspaceFolder(): vscode.WorkspaceFolder | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri =
    input instanceof vscode.TabInputText ||
    input instanceof vscode.TabInputCustom ||
    input instanceof vscode.TabInputNotebook
      ? input.uri
      : undefined;
  return uri && vscode.workspace.getWorkspaceFolder(uri);
}

/** The workspace folder of the document, else of the file in front. */
export function obviousFolder(target: InsertionTarget | undefined): WorkspaceFolder | undefined {
  return target?.home.workspaceFolder ?? activeWorkspaceFolder();
}

/** The same; where there is none, the first that is open. */
export const folderFor = (target: InsertionTarget | undefined): WorkspaceFolder | undefined =>
  obviousFolder(target) ?? vscode.workspace.workspaceFolders?.[0];
