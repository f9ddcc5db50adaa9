import type { Uri } from './uri.ts';

/** A folder that a person has opened to work in. */
export interface WorkspaceFolder {
  readonly uri: Uri;
  readonly name: string;
  /** From 0, in the person's order. */
  readonly index: number;
}

/** The folders that are open now. */
export interface Folders {
  all(): readonly WorkspaceFolder[];
  /** The innermost one that holds this file or folder. */
  of(uri: Uri): WorkspaceFolder | undefined;
}
