import { temporaryNameOf, type LedgerEntry } from '../../core/ledgerEntry.ts';
import { isTrial, trialName } from '../files/newFile.ts';
import { joinPath, type Uri, type Uris } from '../uri.ts';

/** Where a crash may have left files beside an image. */
export interface LeftoverFiles {
  /** Bytes of a file; `undefined` for what is none, and for what is not there. Never rejects. */
  sizeOf(uri: Uri): Promise<number | undefined>;
  /** Rejects where the disk is away, or the folder closed to us. */
  remove(uri: Uri): PromiseLike<void>;
}

/**
 * Removes what a crash left of an image beside its place: the temporary file, the empty file that held its name,
 * and that with which the folder was tried. Only for entries that nobody works on.
 * @returns the entry, or `undefined` where the image was safe when the crash came.
 */
export function createTidyEntry(
  { sizeOf, remove: removeFile }: LeftoverFiles,
  uris: Pick<Uris, 'parse'>,
) {
  // What can't be removed meets the next one to save there again.
  const remove = async (uri: Uri): Promise<void> => {
    try {
      await removeFile(uri);
    } catch {
      return;
    }
  };

  return async (entry: LedgerEntry): Promise<LedgerEntry | undefined> => {
    const { naming } = entry;
    const file = naming && uris.parse(naming.uri, true);
    // The person may have chosen another folder than the one that was promised.
    const place = file ?? uris.parse(entry.uri, true);
    const temporary = joinPath(place, '..', temporaryNameOf(entry.id));
    const trial = joinPath(place, '..', trialName);
    const trialSize = await sizeOf(trial);
    if (trialSize !== undefined && isTrial({ size: trialSize })) await remove(trial);
    const size = file && (await sizeOf(file));
    const hasTemporary = (await sizeOf(temporary)) !== undefined;
    // A file that came without its temporary one, or is not empty, is somebody else's.
    if (file && size === 0 && hasTemporary && naming.byteCount > 0) await remove(file);
    if (hasTemporary) await remove(temporary);
    return naming && size === naming.byteCount ? undefined : entry;
  };
}
