import type * as vscode from 'vscode';
import type { SavingNotes } from '../../core/ports.ts';

/** Writes files that were not there before. Errors are `ImageError` with code `cannotWrite`. */
export interface NewFiles {
  exists(uri: vscode.Uri): Promise<boolean>;
  /**
   * Writes the whole file, folders included, or nothing. `taken`: something has that name, and
   * is untouched.
   */
  write(
    uri: vscode.Uri,
    bytes: Uint8Array,
    notes: SavingNotes,
    signal: AbortSignal,
  ): Promise<'written' | 'taken'>;
  /** The same place with every link on the way followed; what does not exist yet stays as named. */
  resolve(uri: vscode.Uri): Promise<vscode.Uri>;
}
