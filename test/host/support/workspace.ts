import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';

/** The folder that is open in the window. */
export function workspaceUri(): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) throw new Error('the tests need an open folder');
  return folder.uri;
}

export const inWorkspace = (path: string): vscode.Uri => vscode.Uri.joinPath(workspaceUri(), path);

/** A folder of the test's own; each call gives a new one, in every file of tests. */
export const freshFolder = (): string => `case-${crypto.randomUUID().slice(0, 8)}`;

/** Writes a document and shows it, with the cursor or selection where asked. */
export async function showDocument(
  path: string,
  text: string,
  selection: [number, number, number, number] = [0, 0, 0, 0],
): Promise<vscode.TextEditor> {
  const uri = inWorkspace(path);
  await mkdir(dirname(uri.fsPath), { recursive: true });
  await writeFile(uri.fsPath, text);
  const document = await vscode.workspace.openTextDocument(uri);
  // As a preview, its tab would go with the next document.
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  editor.selection = new vscode.Selection(...selection);
  return editor;
}

/** Lets no tab be open; what is not saved is given up. */
export async function closeEditors(): Promise<void> {
  // Each command is a round trip to the window, and most tests open nothing.
  if (vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 0)) return;
  await vscode.commands.executeCommand('workbench.action.files.revert');
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Every file below a folder of the workspace, sorted; the folder itself may be missing. */
export async function filesBelow(path: string): Promise<string[]> {
  const root = inWorkspace(path).fsPath;
  try {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .sort();
  } catch {
    return [];
  }
}

export async function removeFolder(path: string): Promise<void> {
  await rm(inWorkspace(path).fsPath, { recursive: true, force: true });
}

/** Sets a setting of the person for the length of a test. */
export async function withSetting<T>(
  name: string,
  value: unknown,
  run: () => Promise<T>,
  target = vscode.ConfigurationTarget.Global,
): Promise<T> {
  const configuration = vscode.workspace.getConfiguration();
  const found = configuration.inspect(name);
  const before =
    target === vscode.ConfigurationTarget.Global ? found?.globalValue : found?.workspaceValue;
  await configuration.update(name, value, target);
  try {
    return await run();
  } finally {
    await vscode.workspace.getConfiguration().update(name, before, target);
  }
}
