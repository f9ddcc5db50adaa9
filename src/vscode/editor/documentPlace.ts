import * as vscode from 'vscode';
import type { DocumentHome } from '../../app/documents/insertionTarget.ts';

/** The file that a document lies in: of the notebook, where it is one of its cells. */
export function fileOf({ uri }: Pick<vscode.TextDocument, 'uri'>): vscode.Uri {
  if (uri.scheme !== 'vscode-notebook-cell') return uri;
  const cell = uri.toString();
  const notebook = vscode.workspace.notebookDocuments.find((candidate) =>
    candidate.getCells().some(({ document }) => document.uri.toString() === cell),
  );
  return notebook?.uri ?? uri;
}

export function homeOf(document: Pick<vscode.TextDocument, 'uri'>): DocumentHome {
  const uri = fileOf(document);
  const workspaceFolder = vscode.workspace.getWorkspaceFolder(uri);
  // An untitled document with a path will be saved there; one without has a bare name for a path.
  const hasPlace = uri.scheme !== 'untitled' || uri.path.startsWith('/');
  return {
    uri,
    ...(workspaceFolder && { workspaceFolder }),
    ...(hasPlace && {
      place: {
        path: uri.path,
        ...(workspaceFolder && { workspaceFolderPath: workspaceFolder.uri.path }),
      },
    }),
  };
}

/** True for what VS Code itself calls Markdown: cells of notebooks, too. */
export function isMarkdown(document: vscode.TextDocument): boolean {
  return document.languageId === 'markdown';
}
