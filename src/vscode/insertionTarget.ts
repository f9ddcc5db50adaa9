import * as vscode from 'vscode';
import { shiftOffset } from '../core/documents/insertion.ts';

/** Where a link will go: a document, and a place in it that follows edits. */
export interface InsertionTarget extends vscode.Disposable {
  readonly document: vscode.TextDocument;
  /** What was selected, or the empty text. */
  readonly selectedText: string;
  /** The place now; `undefined` once an edit has swallowed it or the document is closed. */
  selection(): vscode.Selection | undefined;
}

export interface InsertionTargets extends vscode.Disposable {
  /** The active text editor, else the one focused last that is still open; `undefined`: none that can be written. */
  current(): Promise<InsertionTarget | undefined>;
  /** A named document: at the cursor of its editor, else at its end. Opens it unseen where needed. */
  inDocument(uri: vscode.Uri): Promise<InsertionTarget | undefined>;
}

interface Place {
  readonly document: vscode.TextDocument;
  readonly selection: vscode.Selection;
}

function isShownAsDiff({ document, viewColumn }: vscode.TextEditor): boolean {
  const id = document.uri.toString();
  const groups = vscode.window.tabGroups.all.filter(
    (group) => viewColumn === undefined || group.viewColumn === viewColumn,
  );
  return groups.some(({ activeTab }) => {
    const input = activeTab?.input;
    return (
      input instanceof vscode.TabInputTextDiff &&
      (input.modified.toString() === id || input.original.toString() === id)
    );
  });
}

function canHoldText({ uri, isClosed }: vscode.TextDocument): boolean {
  if (isClosed) return false;
  if (uri.scheme === 'untitled' || uri.scheme === 'vscode-notebook-cell') return true;
  return vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true;
}

async function isReadOnly({ uri, isUntitled }: vscode.TextDocument): Promise<boolean> {
  if (isUntitled || uri.scheme === 'vscode-notebook-cell') return false;
  try {
    const { permissions } = await vscode.workspace.fs.stat(uri);
    return permissions === vscode.FilePermission.Readonly;
  } catch {
    // Deleted or out of reach: what is in the editor can still be edited and saved.
    return false;
  }
}

const placeOf = ({ document, selection }: vscode.TextEditor): Place => ({ document, selection });

function track({ document, selection }: Place): InsertionTarget {
  let start: number | undefined = document.offsetAt(selection.start);
  let end: number | undefined = document.offsetAt(selection.end);
  const subscription = vscode.workspace.onDidChangeTextDocument((event) => {
    if (event.document !== document) return;
    for (const change of event.contentChanges) {
      start = start === undefined ? undefined : shiftOffset(start, change);
      end = end === undefined ? undefined : shiftOffset(end, change);
    }
  });
  return {
    document,
    selectedText: document.getText(selection),
    selection() {
      // What is left of a half-deleted selection still says where it was.
      const from = start ?? end;
      const to = end ?? start;
      if (document.isClosed || from === undefined || to === undefined) return undefined;
      return new vscode.Selection(document.positionAt(from), document.positionAt(to));
    },
    dispose: () => subscription.dispose(),
  };
}

/** Remembers the editor focused last, since a focused panel leaves no active text editor. */
export function createInsertionTargets(): InsertionTargets {
  let last: Place | undefined;
  const remember = (editor: vscode.TextEditor | undefined): void => {
    if (editor && canHoldText(editor.document) && !isShownAsDiff(editor)) last = placeOf(editor);
  };
  const subscriptions = vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(remember),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor.document === last?.document) last = placeOf(textEditor);
    }),
  );
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  for (const editor of [...visibleTextEditors].reverse()) remember(editor);
  remember(activeTextEditor);

  const writable = async (place: Place | undefined): Promise<InsertionTarget | undefined> => {
    if (!place || !canHoldText(place.document)) return undefined;
    // Tracked from the first moment, since edits may come while the disk is asked.
    const target = track(place);
    if (!(await isReadOnly(place.document))) return target;
    target.dispose();
    return undefined;
  };

  return {
    async current() {
      remember(vscode.window.activeTextEditor);
      return writable(last);
    },
    async inDocument(uri) {
      const document = await vscode.workspace.openTextDocument(uri);
      const editor = vscode.window.visibleTextEditors.find((shown) => shown.document === document);
      const end = document.lineAt(document.lineCount - 1).range.end;
      const atEnd = { document, selection: new vscode.Selection(end, end) };
      if (editor && !isShownAsDiff(editor)) return writable(placeOf(editor));
      return writable(last?.document === document ? last : atEnd);
    },
    dispose: () => subscriptions.dispose(),
  };
}
