import * as vscode from 'vscode';
import { SheetTooLong } from '../../app/sheets/sheetPlans.ts';
import type { Uri } from '../../app/uri.ts';

/** What is in the editor counts before what is on the disk. */
export async function sheetText(uri: Uri, maxBytes: number): Promise<string> {
  const key = uri.toString();
  const open = vscode.workspace.textDocuments.find((each) => each.uri.toString() === key);
  if (open) return open.getText();
  const { type, size } = await vscode.workspace.fs.stat(uri);
  // A pipe would keep the reader for ever.
  if ((type & vscode.FileType.File) === 0) throw new Error('This is no file.');
  if (size > maxBytes) throw new SheetTooLong();
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
