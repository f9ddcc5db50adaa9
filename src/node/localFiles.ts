import type { Stats } from 'node:fs';
import { link, lstat, mkdir, open, realpath, rename, rmdir, stat, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cancelled, ImageError, type FailureReason } from '../core/errors.ts';
import { temporaryNameOf } from '../core/ledgerEntry.ts';
import {
  isTrial,
  otherTrialName,
  trialBytes,
  trialName,
  type NewFiles,
} from '../app/files/newFile.ts';
import type { Uri, Uris } from '../app/uri.ts';

const reasons: Record<string, FailureReason> = {
  ENOSPC: 'noSpace',
  EDQUOT: 'noSpace',
  EACCES: 'readOnly',
  EPERM: 'readOnly',
  EROFS: 'readOnly',
};

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException)?.code ?? '';

/** A failure of the disk as one of ours. */
export function cannotWrite(cause: unknown): ImageError {
  const code = codeOf(cause);
  const reason = reasons[code];
  return new ImageError('cannotWrite', `The file could not be written (${code || 'unknown'}).`, {
    cause,
    ...(reason && { reason }),
  });
}

/** Whether nothing is there. */
export const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));

/** How often a folder may be gone again before its first file is in it: another image may have tried it. */
const folderTries = 5;

/** A file of this name can only be what an earlier try for the same image has left. Makes its folder. */
async function openAnew(path: string): Promise<FileHandle> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await open(path, 'wx');
    } catch (error) {
      if (attempt === folderTries) throw error;
      if (isAbsent(error)) await mkdir(dirname(path), { recursive: true });
      else if (codeOf(error) === 'EEXIST') await unlink(path);
      else throw error;
    }
  }
}

/** Writes a whole file; when it resolves, the bytes are on the disk. */
export async function writeFlushed(path: string, bytes: Uint8Array): Promise<void> {
  const file = await openAnew(path);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Gives a finished file its name, which must be free: `false` where it is not. It may keep its old one besides. */
export async function takeName(temporaryPath: string, path: string): Promise<boolean> {
  try {
    await link(temporaryPath, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (isAbsent(error) || codeOf(error) === 'ENOSPC') throw error;
  }
  // FAT, some network drives and some containers have no hard links. An empty file holds the name
  // while the finished one moves over it.
  let placeholder: Stats;
  try {
    const file = await open(path, 'wx');
    try {
      placeholder = await file.stat();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    await rename(temporaryPath, path);
    return true;
  } catch (error) {
    // Another program may have put a file of its own there meanwhile.
    const now = await lstat(path).catch(() => undefined);
    if (now?.ino === placeholder.ino && now.size === 0) await unlink(path);
    throw error;
  }
}

/** Not flushed, as that takes longer than all the rest before a request: the image itself is. */
async function tryFile(folderPath: string): Promise<void> {
  let path = join(folderPath, trialName);
  const file = await open(path, 'wx').catch(async (error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
    const there = await lstat(path).catch(() => undefined);
    if (there?.isFile() && isTrial(there)) await unlink(path).catch(() => undefined);
    // Another window may be trying the folder, too.
    path = join(folderPath, otherTrialName());
    return open(path, 'wx');
  });
  try {
    await file.writeFile(trialBytes);
  } finally {
    await file.close();
    await unlink(path).catch(() => undefined);
  }
}

/** The same in a folder that is not there: what is made for it is removed again, but for what is in use by then. */
async function tryNewFolder(folderPath: string): Promise<void> {
  const missing: string[] = [];
  for (let path = folderPath; !(await isThere(path)); path = dirname(path)) {
    // A drive that is away has nothing above it.
    if (path === dirname(path)) break;
    missing.push(path);
  }
  try {
    for (let attempt = 0; ; attempt++) {
      await mkdir(folderPath, { recursive: true });
      try {
        return await tryFile(folderPath);
      } catch (error) {
        // Another window that tries it, too, has taken away what it had made for that.
        if (!isAbsent(error) || attempt === folderTries) throw error;
      }
    }
  } finally {
    for (const path of missing) await rmdir(path).catch(() => undefined);
  }
}

/** @param look `lstat`: a link that leads nowhere has its name all the same */
const isThere = (path: string, look: typeof stat | typeof lstat = stat): Promise<boolean> =>
  look(path).then(
    () => true,
    (error: unknown) => {
      if (isAbsent(error)) return false;
      throw error;
    },
  );

/** Unlike `Promise.all` it leaves nothing under way: what comes next may remove the file. */
async function bothDone(writing: Promise<void>, noting: Promise<void>): Promise<void> {
  const [written] = await Promise.allSettled([writing, noting]);
  if (written.status === 'rejected') throw written.reason;
}

/** Rejects `cannotWrite` where that can't be known. */
export const exists = ({ fsPath }: Uri): Promise<boolean> =>
  isThere(fsPath, lstat).catch((error: unknown) => {
    throw cannotWrite(error);
  });

/**
 * Files of this computer by node:fs: a write takes 1–2 ms where `workspace.fs` takes 25 (a
 * round trip each for write and rename).
 */
export function createLocalFiles(uris: Pick<Uris, 'file'>): NewFiles {
  // One after the other: a folder that two have made would be removed by neither.
  let lastMaking = Promise.resolve();

  return {
    exists,

    async tryFolder({ fsPath }) {
      try {
        await tryFile(fsPath).catch((error: unknown) => {
          if (!isAbsent(error)) throw error;
          const mine = lastMaking.then(() => tryNewFolder(fsPath));
          lastMaking = mine.catch(() => undefined);
          return mine;
        });
      } catch (error) {
        throw cannotWrite(error);
      }
    },

    async write(uri, bytes, notes, signal) {
      const { fsPath } = uri;
      const temporaryPath = join(dirname(fsPath), temporaryNameOf(notes.id));
      try {
        try {
          await bothDone(
            writeFlushed(temporaryPath, bytes),
            notes.naming(uri.toString(), bytes.byteLength),
          );
          if (signal.aborted) throw cancelled();
          return (await takeName(temporaryPath, fsPath)) ? 'written' : 'taken';
        } finally {
          // Where another program holds it, what was saved is saved all the same.
          await unlink(temporaryPath).catch(() => undefined);
        }
      } catch (error) {
        throw error instanceof ImageError ? error : cannotWrite(error);
      }
    },

    async resolve(uri) {
      const missing: string[] = [];
      for (let path = uri.fsPath; ; path = dirname(path)) {
        try {
          return uris.file(join(await realpath(path), ...missing));
        } catch (error) {
          if (!isAbsent(error) || path === dirname(path)) throw cannotWrite(error);
          missing.unshift(basename(path));
        }
      }
    },
  };
}
