import type { DocumentPlace } from '../../core/assetFolder.ts';
import type { PictureParts } from '../../core/documents/documentLanguage.ts';
import type { TextSelection } from '../../core/documents/textSelection.ts';
import type { Disposable } from '../disposable.ts';
import type { WorkspaceFolder } from '../folders.ts';
import type { Uri } from '../uri.ts';

/** A text as it is now, with the id that its language has in VS Code. */
export interface OpenDocument {
  readonly uri: Uri;
  readonly languageId: string;
  /** Another one after every change. */
  readonly version: number;
  readonly lineCount: number;
  lineAt(line: number): { readonly text: string };
  getText(): string;
}

/** What links in a document are relative to. */
export interface DocumentHome {
  /** URI of the file: of the notebook, where the document is one of its cells. */
  readonly uri: Uri;
  readonly workspaceFolder?: WorkspaceFolder;
  /** Absent for a document that has no place yet (untitled). */
  readonly place?: DocumentPlace;
}

/** Where a link will go: a document, and a place in it that follows edits. */
export interface InsertionTarget extends Disposable {
  readonly document: OpenDocument;
  /** Of the document, as it is now. */
  readonly home: DocumentHome;
  /** What was selected, or the empty text. */
  readonly selectedText: string;
  /** True where nobody has put a cursor into the document: links are appended to it. */
  readonly isAtEnd: boolean;
  /** The place now; `undefined` once an edit has swallowed it or the document is closed. */
  selection(): TextSelection | undefined;
  /** Of the whole document, in UTF-16 code units; without building its text. */
  characterCount(): number;
  /**
   * Inserts pictures in one edit that one undo takes back. Begins at once, so that nothing comes between.
   * @returns false where the document has refused.
   */
  insert(position: TextSelection['start'], parts: PictureParts): Promise<boolean>;
}
