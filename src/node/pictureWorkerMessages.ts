import type { PictureReference } from '../core/documents/documentLanguage.ts';
import type { InsertionPlan } from '../core/documents/insertion.ts';
import type {
  FolderToSearch,
  FoundInFile,
  InsertionQuestion,
  ListedFolder,
  ReadAs,
} from '../app/documents/pictureFinder.ts';
import type { SentError } from './sentError.ts';
import type { SheetPiece } from './sheetPieces.ts';

/** What the extension asks the worker. */
export type PictureQuestion =
  | { readonly kind: 'text'; readonly id: number; readonly text: string; readonly readAs: ReadAs }
  | { readonly kind: 'plan'; readonly id: number; readonly insertion: InsertionQuestion }
  | { readonly kind: 'sheet'; readonly id: number; readonly path: string; readonly text: string }
  | { readonly kind: 'list'; readonly id: number; readonly folder: FolderToSearch }
  | {
      readonly kind: 'files';
      readonly id: number;
      /** Each with its index. */
      readonly files: readonly (readonly [index: number, fsPath: string])[];
      readonly readAs: ReadAs;
    }
  /** There is time for the next of what comes in pieces: `some`, `listed`, `rows`. */
  | { readonly kind: 'more'; readonly id: number; readonly index: number }
  | { readonly kind: 'cancel'; readonly id: number };

/** One that waits for an answer, before it has an id. */
export type NewQuestion<Q = PictureQuestion> = Q extends { kind: 'cancel' | 'more' }
  ? never
  : Omit<Q, 'id'>;

export interface WorkerFilesRead {
  /** Indexes of all that is read since the last news. */
  readonly done: readonly number[];
  readonly found: readonly FoundInFile[];
  /** Those whose reading failed, or over which the worker was given up. */
  readonly tooLong?: readonly number[];
}

/** Pictures of a file, or of a text at index 0, of which there are more than are handed over at a time. */
export interface SomePictures {
  readonly kind: 'some';
  readonly id: number;
  readonly index: number;
  /** Those before the others, which come when `more` was said. */
  readonly references: readonly PictureReference[];
}

/**
 * What the worker tells before it is done: to `list` any number of `listed`, to `files` any of `read`, to `sheet` any of
 * `rows`. After `listed` and `rows` it waits for `more`, by the index 0.
 */
export type PictureNews =
  | { readonly kind: 'listed'; readonly id: number; readonly folders: readonly ListedFolder[] }
  | { readonly kind: 'read'; readonly id: number; readonly read: WorkerFilesRead }
  | { readonly kind: 'rows'; readonly id: number; readonly piece: SheetPiece };

/** How the worker ends with a question. */
export type PictureAnswer =
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly references: readonly PictureReference[];
      /** To `plan`. */
      readonly plan?: InsertionPlan;
      /** To `sheet`: what comes after all `rows`. */
      readonly rows?: SheetPiece;
    }
  | { readonly kind: 'failed'; readonly id: number; readonly error: SentError };
