import type { PictureReference } from './core/documents/documentLanguage.ts';
import type { FilesRead, ReadAs } from './vscode/documents/pictureFinder.ts';

/** What the extension asks the worker. */
export type PictureQuestion =
  | { readonly kind: 'text'; readonly id: number; readonly text: string; readonly readAs: ReadAs }
  | {
      readonly kind: 'files';
      readonly id: number;
      readonly fsPaths: readonly string[];
      readonly readAs: ReadAs;
    }
  | { readonly kind: 'cancel'; readonly id: number };

/** What the worker answers: to `files`, any number of `read` before `done`. */
export type PictureAnswer =
  | { readonly kind: 'read'; readonly id: number; readonly read: FilesRead }
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly references: readonly PictureReference[];
    }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
