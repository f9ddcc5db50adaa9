import * as vscode from 'vscode';
import { shiftOffset } from '../../core/documents/shiftOffset.ts';
import type { InsertionTarget, OpenDocument } from '../../app/documents/insertionTarget.ts';
import { ImageError } from '../../core/errors.ts';
import { homeOf } from './documentPlace.ts';
import { insertParts } from './insertParts.ts';

export interface InsertionTargets extends vscode.Disposable {
  /** What `current` answers may have changed. */
  readonly onDidChange: vscode.Event<void>;
  /** The active text editor, else the one focused last that is still open; `undefined`: none that can be written. */
  current(): Promise<InsertionTarget | undefined>;
  /**
   * A named document: at the cursor of its editor, else at its end. Opens it unseen where needed.
   * @throws {ImageError} `badRequest` where there is no such text document.
   */
  inDocument(uri: vscode.Uri): Promise<InsertionTarget | undefined>;
}

function hasTab({ uri }: vscode.TextDocument): boolean {
  const path = uri.scheme === 'vscode-notebook-cell' ? uri.path : undefined;
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .some(({ input }) => {
      if (input instanceof vscode.TabInputNotebook) return input.uri.path === path;
      return input instanceof vscode.TabInputText && input.uri.toString() === uri.toString();
    });
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

async function isReadOnly({ uri }: OpenDocument): Promise<boolean> {
  if (uri.scheme === 'untitled' || uri.scheme === 'vscode-notebook-cell') return false;
  // VS Code lets people edit any file of this computer and asks when it saves, so there is nothing
  // to learn, and asking takes a round trip to the window.
  if (uri.scheme === 'file') return false;
  try {
    const { permissions } = await vscode.workspace.fs.stat(uri);
    return permissions === vscode.FilePermission.Readonly;
  } catch {
    // Deleted or out of reach: what is in the editor can still be edited and saved.
    return false;
  }
}

async function open(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (cause) {
    throw new ImageError('badRequest', 'document must be a text document that can be opened.', {
      field: 'document',
      cause,
    });
  }
}

/** A selection that follows edits. */
interface Place {
  readonly document: vscode.TextDocument;
  /** `undefined` once an edit has swallowed it. */
  selection(): vscode.Selection | undefined;
  follow(event: vscode.TextDocumentChangeEvent): void;
}

function placeAt(document: vscode.TextDocument, selection: vscode.Selection): Place {
  let start: number | undefined = document.offsetAt(selection.start);
  let end: number | undefined = document.offsetAt(selection.end);
  return {
    document,
    selection() {
      // What is left of a half-deleted selection still says where it was.
      const from = start ?? end;
      const to = end ?? start;
      if (document.isClosed || from === undefined || to === undefined) return undefined;
      return new vscode.Selection(document.positionAt(from), document.positionAt(to));
    },
    follow({ contentChanges }) {
      for (const change of contentChanges) {
        start = start === undefined ? undefined : shiftOffset(start, change);
        end = end === undefined ? undefined : shiftOffset(end, change);
      }
    },
  };
}

/** The end, wherever it is. */
function endOf(document: vscode.TextDocument): Place {
  return {
    document,
    selection() {
      if (document.isClosed) return undefined;
      const { end } = document.lineAt(document.lineCount - 1).range;
      return new vscode.Selection(end, end);
    },
    follow() {},
  };
}

interface FocusedEditor {
  readonly editor: vscode.TextEditor;
  readonly place: Place;
}

/** Remembers which editors had the focus, since a focused panel leaves no active text editor. */
export function createInsertionTargets(): InsertionTargets {
  /** One for each document, the one focused last at the end. */
  const focused = new Map<vscode.TextDocument, FocusedEditor>();
  const followed = new Set<Place>();
  const changed = new vscode.EventEmitter<void>();

  const remember = (editor: vscode.TextEditor | undefined): void => {
    if (!editor || !canHoldText(editor.document) || isShownAsDiff(editor)) return;
    focused.delete(editor.document);
    const place = placeAt(editor.document, editor.selection);
    focused.set(editor.document, { editor, place });
  };
  const subscriptions = vscode.Disposable.from(
    changed,
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      remember(editor);
      changed.fire();
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor: editor }) => {
      const { document, selection } = editor;
      if (focused.get(document)?.editor !== editor) return;
      focused.set(document, { editor, place: placeAt(document, selection) });
      changed.fire();
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      focused.delete(document);
      changed.fire();
    }),
    vscode.workspace.onDidChangeTextDocument((event) => {
      focused.get(event.document)?.place.follow(event);
      for (const place of followed) if (place.document === event.document) place.follow(event);
    }),
  );
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  for (const editor of [...visibleTextEditors].reverse()) remember(editor);
  remember(activeTextEditor);

  const track = (place: Place, isAtEnd: boolean): InsertionTarget => {
    const { document } = place;
    const wasOpen = hasTab(document);
    const selection = place.selection();
    followed.add(place);
    return {
      document,
      isAtEnd,
      selectedText: selection ? document.getText(selection) : '',
      // VS Code can keep a document for minutes after the person has closed it.
      selection: () => (wasOpen && !hasTab(document) ? undefined : place.selection()),
      get home() {
        return homeOf(document);
      },
      characterCount: () => document.offsetAt(document.lineAt(document.lineCount - 1).range.end),
      insert: ({ line, character }, parts) =>
        insertParts(document, new vscode.Position(line, character), parts, place.selection()),
      dispose: () => followed.delete(place),
    };
  };
  const cursorIn = ({ document, selection }: vscode.TextEditor): InsertionTarget =>
    track(placeAt(document, selection), false);
  const remembered = ({ editor, place }: FocusedEditor): InsertionTarget | undefined => {
    const selection = place.selection();
    const isUsable = canHoldText(editor.document) && hasTab(editor.document);
    // The tab of a diff can become known after its editor has the focus.
    const isDiff = vscode.window.visibleTextEditors.includes(editor) && isShownAsDiff(editor);
    if (!selection || !isUsable || isDiff) return undefined;
    return track(placeAt(editor.document, selection), false);
  };

  /** The first that can be written; the others are given up. */
  const firstWritable = async (
    targets: readonly InsertionTarget[],
  ): Promise<InsertionTarget | undefined> => {
    let chosen: InsertionTarget | undefined;
    for (const target of targets) {
      if (!chosen && !(await isReadOnly(target.document))) chosen = target;
      else target.dispose();
    }
    return chosen;
  };

  return {
    onDidChange: changed.event,
    current() {
      const { activeTextEditor: active } = vscode.window;
      remember(active);
      // All are followed from the first moment, since edits may come while the disk is asked.
      const targets = [...focused.values()].reverse().map((entry) => {
        return entry.editor === active ? cursorIn(active) : remembered(entry);
      });
      return firstWritable(targets.filter((target) => target !== undefined));
    },
    async inDocument(uri) {
      const document = await open(uri);
      if (!canHoldText(document)) return undefined;
      const { activeTextEditor: active, visibleTextEditors: visible } = vscode.window;
      const editor = [active, ...visible].find(
        (shown) => shown?.document === document && !isShownAsDiff(shown),
      );
      const entry = focused.get(document);
      const target =
        (editor && cursorIn(editor)) ??
        (entry && remembered(entry)) ??
        track(endOf(document), true);
      return firstWritable([target]);
    },
    dispose: () => subscriptions.dispose(),
  };
}
