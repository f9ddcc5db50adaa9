import * as vscode from 'vscode';
import { markdownImage, relativeTarget, encodeTarget } from '../core/documents/markdownImage.ts';
import { planAppending, planInsertion } from '../core/documents/insertion.ts';
import { homeOf } from './documentPlace.ts';
import type { InsertionTarget } from './insertionTarget.ts';

export interface LinkedImage {
  readonly uri: vscode.Uri;
  readonly altText: string;
}

/** How often a document that does not change meanwhile may refuse an edit. */
const maxRefusals = 5;

/**
 * What an image is called from a document: relative to it, encoded. Where no relative path leads
 * there, or there is no document, relative to the image's workspace folder, else the whole URI.
 */
export function targetOf(image: vscode.Uri, document: vscode.TextDocument | undefined): string {
  const home = document && homeOf(document);
  if (home?.place) {
    const { uri } = home;
    const isReachable =
      (uri.scheme === image.scheme || uri.scheme === 'untitled') &&
      (uri.scheme === 'untitled' || uri.authority === image.authority) &&
      driveOf(uri.path) === driveOf(image.path);
    if (!isReachable) return image.toString();
    const isWindows = driveOf(image.path) !== undefined;
    return encodeTarget(
      relativeTarget({ documentPath: uri.path, imagePath: image.path, ignoreCase: isWindows }),
    );
  }
  const folder = vscode.workspace.getWorkspaceFolder(image);
  if (!folder) return image.toString();
  const documentPath = `${folder.uri.path}/document`;
  return encodeTarget(relativeTarget({ documentPath, imagePath: image.path }));
}

const driveOf = (path: string): string | undefined =>
  /^\/([a-z]):(?:\/|$)/i.exec(path)?.[1]?.toLowerCase();

export function linkTo(
  { uri, altText }: LinkedImage,
  document: vscode.TextDocument | undefined,
): string {
  return markdownImage(altText, targetOf(uri, document));
}

/**
 * Inserts links in one edit that one undo takes back; the first alt text is selected where the
 * person has not moved on. Resolves to false if the place is gone or the document refuses.
 */
export async function insertLinks(
  target: InsertionTarget,
  images: readonly LinkedImage[],
): Promise<boolean> {
  const { document } = target;
  const wasSelected = target.selectedText !== '';
  const linked = images.map(({ uri, altText }) => ({ altText, target: targetOf(uri, document) }));
  const lines = {
    get lineCount() {
      return document.lineCount;
    },
    lineAt: (line: number) => document.lineAt(line).text,
  };
  for (let refusals = 0; refusals < maxRefusals;) {
    const selection = target.selection();
    if (!selection) return false;
    const plan = target.isAtEnd
      ? planAppending(lines, linked)
      : planInsertion({ lines, selection, wasSelected, images: linked });
    const position = new vscode.Position(plan.position.line, plan.position.character);
    const { version } = document;
    const isDone = await insertParts(document, position, plan.parts, selection);
    // In an editor that is read-only, VS Code says that it is done and does nothing.
    if (isDone) return document.version !== version;
    // It refuses where the document has changed since the plan was made: somebody is typing, or
    // other links get into the same document.
    if (document.version === version) refusals++;
  }
  return false;
}

type Part = string | { readonly altText: string };

async function insertParts(
  document: vscode.TextDocument,
  position: vscode.Position,
  parts: readonly Part[],
  selection: vscode.Selection,
): Promise<boolean> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document === document && isSamePlace(editor.selection, selection)) {
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
function asSnippet(parts: readonly Part[]): vscode.SnippetString {
  const snippet = new vscode.SnippetString();
  for (const part of parts) {
    if (typeof part === 'string') snippet.appendText(part);
    else snippet.appendPlaceholder(part.altText);
  }
  return snippet;
}
