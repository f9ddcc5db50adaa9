import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rmdir, stat, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { LedgerFiles, LeftText, OwnFile, WindowProcess } from './ledgerFile.ts';

const ending = '.jsonl';
const nobody = 'left';
const answered = 'answered';
/** Longer than any image is made: whoever has not touched its file since is gone, whatever process has its number now. */
const longestSilenceMs = 60 * 60_000;

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException)?.code ?? '';

function unlessAbsent(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

const shortHash = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 8);

interface Session {
  readonly name: string;
  /** `unsure`: its process may be another one by now, or is on another computer. */
  readonly life: 'gone' | 'unsure';
}

/** @param rootPath folder on a disk of this computer, made when the first file is. */
export function createLedgerFiles(
  rootPath: string,
  own: WindowProcess = { pid: process.pid, isRunning },
): LedgerFiles {
  const computer = shortHash(hostname());
  const ownName = `${computer}-${own.pid}-${randomBytes(4).toString('hex')}`;
  const ownPath = join(rootPath, ownName);
  const leftPath = join(rootPath, nobody);
  const ownFilePath = (id: string): string => join(ownPath, id + ending);

  const lifeOf = (name: string): Session['life'] => {
    const [, itsComputer, pid] = /^([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/.exec(name) ?? [];
    if (itsComputer !== computer) return 'unsure';
    // A process has one window, so another window of this very number was in a process before it.
    return Number(pid) === own.pid || !own.isRunning(Number(pid)) ? 'gone' : 'unsure';
  };

  const otherSessions = async (): Promise<Session[]> => {
    const names = (await readdir(rootPath).catch(unlessAbsent)) ?? [];
    return names
      .filter((name) => name !== ownName && name !== nobody)
      .map((name) => ({ name, life: lifeOf(name) }));
  };

  /** The names of a file of nobody say who has been asked about it. */
  const leftNames = async (): Promise<{ name: string; id: string; tag: string | undefined }[]> => {
    const names = (await readdir(leftPath).catch(unlessAbsent)) ?? [];
    return names.flatMap((name) => {
      const [, id, tag] = /^([0-9a-f]{16})(?:\.([\w-]+))?\.jsonl$/.exec(name) ?? [];
      return id === undefined ? [] : [{ name, id, tag }];
    });
  };

  const isOfferedBy = (tag: string | undefined): boolean =>
    tag !== undefined && (tag === answered || tag === ownName || lifeOf(tag) === 'unsure');

  const renamed = async (from: string, to: string): Promise<boolean> => {
    try {
      await rename(from, to);
      return true;
    } catch (error) {
      unlessAbsent(error);
      return false;
    }
  };

  const ownFile = (id: string, text: string, handle: FileHandle): OwnFile => ({
    id,
    text,
    async append(line, flush) {
      await handle.writeFile(line);
      if (flush === 'flushed') await handle.datasync();
    },
    async remove() {
      await handle.close();
      await unlink(ownFilePath(id)).catch(unlessAbsent);
    },
    async leave({ isOffered, text: newText }) {
      await handle.close();
      if (newText !== undefined) await replaceText(ownFilePath(id), newText);
      await mkdir(leftPath, { recursive: true, mode: 0o700 });
      const name = isOffered ? `${id}.${answered}${ending}` : id + ending;
      await renamed(ownFilePath(id), join(leftPath, name));
    },
  });

  const opened = async (id: string): Promise<OwnFile> => {
    const path = ownFilePath(id);
    const text = await readFile(path, 'utf8');
    return ownFile(id, text, await open(path, constants.O_WRONLY | constants.O_APPEND));
  };

  const takeFrom = async (path: string, id: string): Promise<OwnFile | undefined> => {
    await mkdir(ownPath, { recursive: true, mode: 0o700 });
    return (await renamed(path, ownFilePath(id))) ? opened(id) : undefined;
  };

  const takeSession = async ({ name, life }: Session): Promise<OwnFile[]> => {
    const path = join(rootPath, name);
    const taken: OwnFile[] = [];
    const files = await readdir(path).catch((error: unknown) => {
      // Something that is no folder is nothing of ours.
      if (codeOf(error) !== 'ENOTDIR') unlessAbsent(error);
      return [];
    });
    for (const file of files) {
      // A text that had not taken the place of an older one.
      if (life === 'gone' && file.endsWith('.new'))
        await unlink(join(path, file)).catch(unlessAbsent);
      const [, id] = /^([0-9a-f]{16})\.jsonl$/.exec(file) ?? [];
      if (id === undefined) continue;
      if (life === 'unsure' && !(await isSilent(join(path, file)))) continue;
      const own = await takeFrom(join(path, file), id);
      if (own) taken.push(own);
    }
    // Stays where another window is at it too, or a file in it is none of the ledger's.
    if (life === 'gone') await rmdir(path).catch(() => undefined);
    return taken;
  };

  const retag = async (id: string, tag: string): Promise<boolean> => {
    const found = (await leftNames()).find((each) => each.id === id);
    if (!found) return false;
    return renamed(join(leftPath, found.name), join(leftPath, `${id}.${tag}${ending}`));
  };

  return {
    async create(id, text) {
      const path = ownFilePath(id);
      let isNewFolder = false;
      const handle = await open(path, 'ax', 0o600).catch(async (error: unknown) => {
        unlessAbsent(error);
        isNewFolder = (await mkdir(ownPath, { recursive: true, mode: 0o700 })) !== undefined;
        return open(path, 'ax', 0o600);
      });
      try {
        await handle.writeFile(text);
        await handle.datasync();
        if (isNewFolder) await flushFolders([ownPath, rootPath]);
      } catch (error) {
        await handle.close();
        await unlink(path).catch(unlessAbsent);
        throw error;
      }
      return ownFile(id, text, handle);
    },

    async takeOrphans() {
      const taken: OwnFile[] = [];
      for (const session of await otherSessions()) taken.push(...(await takeSession(session)));
      return taken;
    },

    async left() {
      const names = await leftNames();
      const texts = await Promise.all(
        names.map(async ({ name, id, tag }): Promise<LeftText[]> => {
          const text = await readFile(join(leftPath, name), 'utf8').catch(unlessAbsent);
          return text === undefined ? [] : [{ id, text, isOffered: isOfferedBy(tag) }];
        }),
      );
      return texts.flat();
    },

    async take(id) {
      const found = (await leftNames()).find((each) => each.id === id);
      return found && takeFrom(join(leftPath, found.name), id);
    },

    async startOffer(id) {
      const found = (await leftNames()).find((each) => each.id === id);
      if (!found || isOfferedBy(found.tag)) return false;
      const name = `${id}.${ownName}${ending}`;
      return renamed(join(leftPath, found.name), join(leftPath, name));
    },

    endOffer: async (id) => void (await retag(id, answered)),
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one, too.
    return codeOf(error) === 'EPERM';
  }
}

async function isSilent(path: string): Promise<boolean> {
  const found = await stat(path).catch(unlessAbsent);
  return found !== undefined && Date.now() - found.mtimeMs > longestSilenceMs;
}

async function replaceText(path: string, text: string): Promise<void> {
  const newPath = `${path}.new`;
  const file = await open(newPath, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(newPath, path);
}

/** Windows has no such thing, and needs none. */
async function flushFolders(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const folder = await open(path, 'r').catch(() => undefined);
    await folder?.sync().catch(() => undefined);
    await folder?.close();
  }
}
