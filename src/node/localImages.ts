import { randomBytes } from 'node:crypto';
import { chmod, realpath, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ImageError } from '../core/errors.ts';
import { temporaryNameOf } from '../core/ledgerEntry.ts';
import { numbered, tooLong, type ImageFiles } from '../app/files/imageFiles.ts';
import { cannotWrite, exists, isAbsent, takeName, writeFlushed } from './localFiles.ts';
import { readRegularFile } from './regularFile.ts';
import type { Uri } from '../app/uri.ts';

interface KeptFile {
  readonly uri: Uri;
  /** False where the file has both names for now. */
  readonly isMoved: boolean;
}

/** Image files of this computer. */
export function createLocalImages(): ImageFiles {
  const keepAside = async (uri: Uri): Promise<KeptFile | undefined> => {
    try {
      for (let number = 1; ; number++) {
        const kept = numbered(uri, number);
        if (!(await takeName(uri.fsPath, kept.fsPath))) continue;
        return { uri: kept, isMoved: !(await exists(uri)) };
      }
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error instanceof ImageError ? error : cannotWrite(error);
    }
  };

  return {
    exists,

    read: ({ fsPath }, maxBytes) =>
      readRegularFile(fsPath, async ({ byteCount, read }) => {
        if (byteCount > maxBytes) throw tooLong(byteCount);
        return read(0, byteCount);
      }),

    async replace(uri, bytes) {
      try {
        // A link stays a link, and keeps leading to the file.
        const path = await realpath(uri.fsPath);
        const { mode } = await stat(path);
        const name = temporaryNameOf(randomBytes(8).toString('hex'));
        const temporaryPath = join(dirname(path), name);
        try {
          await writeFlushed(temporaryPath, bytes);
          await chmod(temporaryPath, mode);
          await rename(temporaryPath, path);
        } catch (error) {
          await unlink(temporaryPath).catch(() => undefined);
          throw error;
        }
      } catch (error) {
        throw error instanceof ImageError ? error : cannotWrite(error);
      }
    },

    async takePlace(fresh, uri) {
      const kept = await keepAside(uri);
      try {
        await rename(fresh.fsPath, uri.fsPath);
        return kept?.uri;
      } catch (error) {
        const undo = kept?.isMoved
          ? rename(kept.uri.fsPath, uri.fsPath)
          : kept && unlink(kept.uri.fsPath);
        await undo?.catch(() => undefined);
        throw cannotWrite(error);
      }
    },
  };
}
