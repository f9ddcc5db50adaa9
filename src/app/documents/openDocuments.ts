import type { TextPosition } from '../../core/documents/textSelection.ts';
import type { Uri } from '../uri.ts';
import type { DocumentHome } from './insertionTarget.ts';

/** A document whose text is at hand, as it is now. */
export interface TextDocument {
  readonly uri: Uri;
  readonly languageId: string;
  /** Another one after every change. */
  readonly version: number;
  getText(): string;
  /** @param offset in UTF-16 code units */
  positionAt(offset: number): TextPosition;
}

/** Documents that somebody has open, or that are opened to be read. What is in an editor counts before what is on the disk. */
export interface OpenDocuments {
  all(): readonly TextDocument[];
  homeOf(document: TextDocument): DocumentHome;
  /** Rejects where it can't be opened as a text. */
  open(uri: Uri): Promise<TextDocument>;
  /** The cells of a notebook that are prose. Rejects where it can't be opened. */
  cellsOf(uri: Uri): Promise<readonly TextDocument[]>;
  /** Of the whole text, in UTF-16 code units; without building it. */
  characterCount(document: TextDocument): number;
}
