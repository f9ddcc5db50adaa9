import type { PictureReference } from './core/documents/documentLanguage.ts';
import type { DocumentFile, FoundInFile, ReadAs } from './vscode/documents/pictureFinder.ts';

/** What the extension asks the worker. */
export type PictureQuestion =
  | { readonly kind: 'text'; readonly id: number; readonly text: string; readonly readAs: ReadAs }
  | { readonly kind: 'files'; readonly id: number; readonly files: readonly DocumentFile[] }
  | { readonly kind: 'cancel'; readonly id: number };

/** What the worker answers: to `files`, any number of `found` before `done`. */
export type PictureAnswer =
  | { readonly kind: 'found'; readonly id: number; readonly found: readonly FoundInFile[] }
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly references: readonly PictureReference[];
    }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
