import * as vscode from 'vscode';
import type { PictureParts } from '../../core/documents/documentLanguage.ts';

/**
 * Inserts pictures in one edit that one undo takes back.
 * @param selection where the person had the cursor when it was planned
 * @returns false where VS Code has refused.
 */
export async function insertParts(
  document: vscode.TextDocument,
  position: vscode.Position,
  parts: PictureParts,
  selection: vscode.Selection | undefined,
): Promise<boolean> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document === document && selection && isSamePlace(editor.selection, selection)) {
    return editor.insertSnippet(asSnippet(parts), position, {
      undoStopBefore: true,
      undoStopAfter: true,
      keepWhitespace: true,
    });
  }
  // Whoever is writing elsewhere meanwhile keeps cursor and focus.
  const text = parts.map((part) => (typeof part === 'string' ? part : part.altText)).join('');
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, position, text);
  return vscode.workspace.applyEdit(edit);
}

const isSamePlace = (a: vscode.Selection, b: vscode.Selection): boolean =>
  a.start.isEqual(b.start) && a.end.isEqual(b.end);

/** Built piece by piece, so that a `$` in a prompt stays a `$` (S38). */
function asSnippet(parts: PictureParts): vscode.SnippetString {
  const snippet = new vscode.SnippetString();
  for (const part of parts) {
    if (typeof part === 'string') snippet.appendText(part);
    else snippet.appendPlaceholder(part.altText);
  }
  return snippet;
}
