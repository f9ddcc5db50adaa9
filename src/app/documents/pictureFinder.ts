import type { ExcludeGlob } from '../../core/batch/excludeRules.ts';
import type { PictureReference, PictureToWrite } from '../../core/documents/documentLanguage.ts';
import type { InsertionPlan } from '../../core/documents/insertion.ts';
import type { TextSelection } from '../../core/documents/textSelection.ts';
import type { Disposable } from '../disposable.ts';

/** How a text is read. */
export interface ReadAs {
  /** A row of the table of languages. */
  readonly languageName?: string;
  /** The person's own pattern, which wins. */
  readonly pattern?: { readonly languageId: string; readonly text: string };
}

export interface FoundInFile {
  /** Index in the files that were asked for. */
  readonly index: number;
  readonly references: readonly PictureReference[];
}

/** News of files that are being read. */
export interface FilesRead {
  /** Read since the last news. */
  readonly count: number;
  /** Those of them that have pictures. */
  readonly found: readonly FoundInFile[];
  /** Indexes of those that were given up, as reading them took too long. */
  readonly tooLong?: readonly number[];
}

/** A document was given up: it took the parser too long, too much memory, or too many calls in calls. */
export class DocumentTooLong extends Error {
  override readonly name = 'DocumentTooLong';
}

/** A folder of this computer. */
export interface FolderToSearch {
  readonly fsPath: string;
  readonly excludes: readonly ExcludeGlob[];
  /** Whether links are followed to folders and files. */
  readonly followsLinks: boolean;
  /** Folders in it that are searched on their own. */
  readonly otherFsPaths: readonly string[];
  /** Whether names that differ in case alone are one file. */
  readonly ignoreCase: boolean;
}

/** Documents that lie in one folder: all of them, or some. */
export interface ListedFolder {
  /** What makes the path of a file out of each name. */
  readonly prefix: string;
  readonly names: readonly string[];
}

/** Pictures to be written into a document. */
export interface InsertionQuestion {
  readonly text: string;
  readonly readAs: ReadAs;
  readonly selection: TextSelection;
  readonly wasSelected: boolean;
  readonly isAtEnd: boolean;
  readonly pictures: readonly PictureToWrite[];
}

/** Finds pictures in documents, away from the thread that the editor's extensions share. */
export interface PictureFinder extends Disposable {
  /** Rejects `cancelled` and `DocumentTooLong`. */
  inText(text: string, readAs: ReadAs, signal: AbortSignal): Promise<readonly PictureReference[]>;
  /** Where and how pictures get into a text. Rejects `cancelled` and `DocumentTooLong`. */
  plan(question: InsertionQuestion, signal: AbortSignal): Promise<InsertionPlan>;
  /**
   * Lists the documents of a folder that neither its excludes nor git leave out, in any order.
   * @param onListed told of every document once, of some at a time: a folder may come in pieces
   */
  listDocuments(
    folder: FolderToSearch,
    onListed: (folders: readonly ListedFolder[]) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Reads files of this computer in any order; those that can't be read have no pictures.
   * @param onRead told of every file once
   */
  inFiles(
    fsPaths: readonly string[],
    readAs: ReadAs,
    onRead: (read: FilesRead) => void,
    signal: AbortSignal,
  ): Promise<void>;
}
