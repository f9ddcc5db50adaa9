import * as vscode from 'vscode';
import { workspaceText } from './workspaceText.ts';
import { SheetTooLong } from '../../app/sheets/sheetPlans.ts';
import type { Uri } from '../../app/uri.ts';

/** What is in the editor counts before what is on the disk. */
export async function sheetText(uri: Uri, maxBytes: number): Promise<string> {
  const key = uri.toString();
  const open = vscode.workspace.textDocuments.find((each) => each.uri.toString() === key);
  if (open) return open.getText();
  const text = await workspaceText(uri, maxBytes);
  if (text === undefined) throw new SheetTooLong();
  return text;
}
