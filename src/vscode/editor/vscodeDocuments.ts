import * as vscode from 'vscode';
import type { OpenDocuments } from '../../app/documents/openDocuments.ts';
import { homeOf } from './documentPlace.ts';

/** The documents of this window. */
export const vscodeDocuments: OpenDocuments = {
  all: () => vscode.workspace.textDocuments,
  homeOf,
  open: async (uri) => vscode.workspace.openTextDocument(uri),
  async cellsOf(uri) {
    const notebook = await vscode.workspace.openNotebookDocument(uri);
    return notebook
      .getCells()
      .flatMap(({ kind, document }) => (kind === vscode.NotebookCellKind.Markup ? [document] : []));
  },
  characterCount(document) {
    const own = document as vscode.TextDocument;
    return own.offsetAt(own.lineAt(own.lineCount - 1).range.end);
  },
};
