import * as vscode from 'vscode';
import type { DocumentPlace } from '../../core/assetFolder.ts';

/** What links in a document are relative to. */
export interface DocumentHome {
  /** URI of the file: of the notebook, where the document is one of its cells. */
  readonly uri: vscode.Uri;
  readonly workspaceFolder?: vscode.WorkspaceFolder;
  /** Absent for a document that has no place yet (untitled). */
  readonly place?: DocumentPlace;
}

function fileUriOf(document: vscode.TextDocument): vscode.Uri {
  if (document.uri.scheme !== 'vscode-notebook-cell') return document.uri;
  const notebook = vscode.workspace.notebookDocuments.find((candidate) =>
    candidate.getCells().some((cell) => cell.document === document),
  );
  return notebook?.uri ?? document.uri;
}

export function homeOf(document: vscode.TextDocument): DocumentHome {
  const uri = fileUriOf(document);
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

/** The name of the file as people know it. */
export function nameOf(document: vscode.TextDocument): string {
  const { path } = homeOf(document).uri;
  return path.slice(path.lastIndexOf('/') + 1);
}
