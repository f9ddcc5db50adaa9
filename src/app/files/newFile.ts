import { temporaryNameOf } from '../../core/ledgerEntry.ts';
import type { SavingNotes } from '../../core/ports.ts';
import type { Uri } from '../uri.ts';

/** Writes files that were not there before. Errors are `ImageError` with code `cannotWrite`. */
export interface NewFiles {
  /** Whether something has that name, be it a link that leads nowhere. */
  exists(uri: Uri): Promise<boolean>;
  /**
   * Whether files can be made in a folder, found out by making one: it is removed again, and so is every folder
   * that had to be made for it. Rejects where not.
   */
  tryFolder(folder: Uri): Promise<void>;
  /**
   * Writes the whole file, folders included, or nothing. `taken`: something has that name, and
   * is untouched.
   */
  write(
    uri: Uri,
    bytes: Uint8Array,
    notes: SavingNotes,
    signal: AbortSignal,
  ): Promise<'written' | 'taken'>;
  /** The same place with every link on the way followed; what does not exist yet stays as named. */
  resolve(uri: Uri): Promise<Uri>;
}

/** What a file holds that is made to try a folder: one without a byte can be made on a full disk. */
export const trialBytes = new Uint8Array(4096);

/** Always the same, so that what a crash leaves of one is gone with the next in that folder. */
export const trialName = temporaryNameOf('trial');

/** For where something else has that name. */
export const otherTrialName = (): string =>
  temporaryNameOf(`trial-${crypto.randomUUID().slice(0, 8)}`);

/** Whether a file of that name is what a crash has left: it can be no longer, but for what is not ours. */
export const isTrial = ({ size }: { readonly size: number }): boolean => size <= trialBytes.length;
