import type * as vscode from 'vscode';
import type { PictureReference } from '../../core/documents/documentLanguage.ts';

/** How a text is read. */
export interface ReadAs {
  /** A row of the table of languages. */
  readonly languageName?: string;
  /** The person's own pattern, which wins. */
  readonly pattern?: { readonly languageId: string; readonly text: string };
}

export interface DocumentFile {
  /** Of this computer. */
  readonly fsPath: string;
  readonly readAs: ReadAs;
}

export interface FoundInFile {
  /** Index in the files that were asked for. */
  readonly index: number;
  readonly references: readonly PictureReference[];
}

/** Finds pictures in documents, away from the thread that the editor's extensions share. */
export interface PictureFinder extends vscode.Disposable {
  inText(text: string, readAs: ReadAs, signal: AbortSignal): Promise<readonly PictureReference[]>;
  /**
   * Reads files and tells of each that has pictures, in any order; files that can't be read have none.
   * @param onFile also for files without a picture, so that progress can be shown.
   */
  inFiles(
    files: readonly DocumentFile[],
    onFile: (found: FoundInFile) => void,
    signal: AbortSignal,
  ): Promise<void>;
}
