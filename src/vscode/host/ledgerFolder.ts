import * as vscode from 'vscode';

/** Where the ledger lies in the extension's own storage: what is paid for and not saved yet. */
export const ledgerFolder = (globalStorageUri: vscode.Uri): vscode.Uri =>
  vscode.Uri.joinPath(globalStorageUri, 'ledger');

/**
 * Nearly always it is, and the ledger's tools need not be loaded to see that. False where it can't be read: then they say so.
 */
export async function isLedgerEmpty(globalStorageUri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.readDirectory(ledgerFolder(globalStorageUri)).then(
    (entries) => entries.length === 0,
    (error: unknown) => error instanceof vscode.FileSystemError && error.code === 'FileNotFound',
  );
}
