import type * as vscode from 'vscode';
import type { PictureReference } from '../../core/documents/documentLanguage.ts';

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
}

/** Finds pictures in documents, away from the thread that the editor's extensions share. */
export interface PictureFinder extends vscode.Disposable {
  inText(text: string, readAs: ReadAs, signal: AbortSignal): Promise<readonly PictureReference[]>;
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
