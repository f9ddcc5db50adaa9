import type { PictureReference } from '../core/documents/documentLanguage.ts';
import type { InsertionPlan } from '../core/documents/insertion.ts';
import type {
  FolderToSearch,
  FoundInFile,
  InsertionQuestion,
  ListedFolder,
  ReadAs,
} from '../app/documents/pictureFinder.ts';

/** What the extension asks the worker. */
export type PictureQuestion =
  | { readonly kind: 'text'; readonly id: number; readonly text: string; readonly readAs: ReadAs }
  | { readonly kind: 'plan'; readonly id: number; readonly insertion: InsertionQuestion }
  | { readonly kind: 'list'; readonly id: number; readonly folder: FolderToSearch }
  | {
      readonly kind: 'files';
      readonly id: number;
      /** Each with its index. */
      readonly files: readonly (readonly [index: number, fsPath: string])[];
      readonly readAs: ReadAs;
    }
  /** There is time for the next of `some`. */
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

/** What the worker tells before it is done: to `list` any number of `listed`, to `files` any of `read`. */
export type PictureNews =
  | { readonly kind: 'listed'; readonly id: number; readonly folders: readonly ListedFolder[] }
  | { readonly kind: 'read'; readonly id: number; readonly read: WorkerFilesRead };

/** How the worker ends with a question. */
export type PictureAnswer =
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly references: readonly PictureReference[];
      /** To `plan`. */
      readonly plan?: InsertionPlan;
    }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
