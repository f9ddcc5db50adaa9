import {
  isNothingThere,
  unlessAbsent,
  type LedgerDisk,
  type LedgerDiskFile,
} from './ledgerDisk.ts';
import type { OwnFile } from '../../app/unsaved/ledgerFile.ts';

export interface OwnLedgerFileOptions {
  readonly id: string;
  readonly text: string;
  readonly path: string;
  /** Absent: opened with the first line that is added. */
  readonly file?: LedgerDiskFile;
  readonly disk: LedgerDisk;
  readonly openToAppend: (path: string) => Promise<LedgerDiskFile>;
  /** Moves it to what belongs to nobody. */
  readonly giveUp: (path: string, isOffered: boolean) => Promise<void>;
  /** Told once it is this window's no more, and whether that went as it should. */
  readonly onEnd: (end: 'removed' | 'notRemoved' | 'left' | 'notLeft' | 'lost') => void;
}

/** A file of the ledger on its disk, whatever that disk refuses to do. */
export function createOwnLedgerFile(options: OwnLedgerFileOptions): OwnFile {
  const { id, text, path, disk, openToAppend, giveUp, onEnd } = options;
  let { file } = options;
  let isAsItWas = true;

  /** What had to be on the disk was flushed before. */
  const close = async (): Promise<void> => {
    const open = file;
    file = undefined;
    await open?.close().catch(() => undefined);
  };

  return {
    id,
    text,
    async isHeld() {
      try {
        await disk.stat(path);
        return true;
      } catch (error) {
        // Where the disk does not say, nobody else has got at it either.
        if (!isNothingThere(error)) return true;
      }
      await close();
      onEnd('lost');
      return false;
    },
    async append(line, flush) {
      isAsItWas = false;
      file ??= await openToAppend(path);
      await file.writeFile(line);
      if (flush === 'flushed') await file.datasync();
    },
    async remove() {
      await close();
      try {
        await disk.unlink(path).catch(unlessAbsent);
        onEnd('removed');
      } catch (error) {
        onEnd('notRemoved');
        // An empty entry is one that was never finished, for the next window too.
        await disk.truncate(path, 0).catch(() => undefined);
        throw error;
      }
    },
    async leave({ isOffered, text: newText }) {
      await close();
      // Moving needs no space on a disk that is full, and writing must not keep it from being seen.
      const rewriting =
        newText === undefined || (isAsItWas && newText === text)
          ? undefined
          : await replaceText(disk, path, newText).then(
              () => undefined,
              (error: unknown) => ({ error }),
            );
      try {
        await giveUp(path, isOffered);
        onEnd('left');
      } catch (error) {
        onEnd('notLeft');
        throw error;
      }
      if (rewriting) throw rewriting.error;
    },
  };
}

async function replaceText(disk: LedgerDisk, path: string, text: string): Promise<void> {
  const newPath = `${path}.new`;
  try {
    const file = await disk.open(newPath, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.datasync();
    } finally {
      await file.close();
    }
    await disk.rename(newPath, path);
  } catch (error) {
    await disk.unlink(newPath).catch(() => undefined);
    throw error;
  }
}
