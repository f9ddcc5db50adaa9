import { createHash, randomBytes } from 'node:crypto';
import { constants, readlinkSync } from 'node:fs';
import * as nodeDisk from 'node:fs/promises';
import { hostname } from 'node:os';
import { namesIn, unlessAbsent, type LedgerDisk, type LedgerDiskFile } from './ledgerDisk.ts';
import type { LedgerFiles, OwnFile, WindowProcess } from '../../app/unsaved/ledgerFile.ts';
import { lookAtLedger } from './ledgerLook.ts';
import { isSilentSince, lifeOf, sessionName, touchEveryMs } from './ledgerSession.ts';
import { createLedgerSessions } from './ledgerSessions.ts';
import { createOwnLedgerFile } from './ownLedgerFile.ts';

const ending = '.jsonl';
const nobody = 'left';
const answered = 'answered';

interface LeftName {
  readonly path: string;
  readonly id: string;
  readonly tag: string | undefined;
}

const shortHash = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 8);

export interface LedgerFilesOptions {
  /** Folder on a disk of this computer, made when the first file is. */
  readonly rootPath: string;
  /** Default: this one. */
  readonly windowProcess?: WindowProcess;
  /** Default: that of Node. */
  readonly disk?: LedgerDisk;
  /** Name of this computer. Default: its own. */
  readonly computerName?: string;
}

export function createLedgerFiles(options: LedgerFilesOptions): LedgerFiles {
  const { rootPath, disk = nodeDisk, computerName = hostname() } = options;
  const { windowProcess = { pid: process.pid, isRunning } } = options;
  const own = {
    computer: shortHash(`${computerName}${numbering()}`),
    pid: windowProcess.pid,
    isRunning: (pid: number) => windowProcess.isRunning(pid),
  };
  const ownName = sessionName(own, randomBytes(4).toString('hex'));
  const ownPath = `${rootPath}/${ownName}`;
  const leftPath = `${rootPath}/${nobody}`;
  const ownFilePath = (id: string): string => `${ownPath}/${id}${ending}`;
  /** What somebody in this window works on, and where that lies once it does. */
  const held = new Map<string, string | undefined>();
  let touching: NodeJS.Timeout | undefined;
  /** What could not be moved to where nobody's files are, and where it lies instead. */
  const stuckPaths = new Map<string, string>();
  /** What is over and could not be removed. */
  const finished = new Set<string>();

  const touch = (path: string): Promise<void> => {
    const now = new Date();
    return disk.utimes(path, now, now).catch(() => undefined);
  };
  const keepTouching = (): void => {
    touching ??= setInterval(() => void touchAll(), touchEveryMs).unref();
  };
  const touchAll = async (): Promise<void> => {
    const paths = [...held.values()].filter((path) => path !== undefined);
    if (paths.length > 0) {
      await Promise.all(paths.map(touch));
      return;
    }
    clearInterval(touching);
    touching = undefined;
  };

  const makeFolder = (path: string): Promise<string | undefined> =>
    disk.mkdir(path, { recursive: true, mode: 0o700 });

  /** The names of a file of nobody say who has been asked about it. */
  const leftNames = async (): Promise<LeftName[]> =>
    (await namesIn(disk, leftPath)).flatMap((name) => {
      const [, id, tag] = /^([0-9a-f]{16})(?:\.([\w-]+))?\.jsonl$/.exec(name) ?? [];
      return id === undefined ? [] : [{ path: `${leftPath}/${name}`, id, tag }];
    });

  const leftFile = async (id: string) => (await leftNames()).find((each) => each.id === id);

  const leftFilePath = (id: string, tag?: string): string =>
    `${leftPath}/${tag === undefined ? id : `${id}.${tag}`}${ending}`;

  const isOfferedBy = async (tag: string | undefined, path: string): Promise<boolean> => {
    if (tag === undefined) return false;
    if (tag === answered || tag === ownName) return true;
    if (lifeOf(tag, own) === 'gone') return false;
    // Its name was the last thing about it that changed: nobody is asked for ever.
    const found = await disk.stat(path).catch(() => undefined);
    return found !== undefined && !isSilentSince(found.ctimeMs, Date.now());
  };

  const renamed = async (from: string, to: string): Promise<boolean> => {
    try {
      await disk.rename(from, to);
      return true;
    } catch (error) {
      unlessAbsent(error);
      return false;
    }
  };

  const ownFile = (id: string, text: string, path: string, file?: LedgerDiskFile): OwnFile =>
    createOwnLedgerFile({
      id,
      text,
      path,
      ...(file && { file }),
      disk,
      openToAppend: (at) => disk.open(at, constants.O_WRONLY | constants.O_APPEND),
      async giveUp(at, isOffered) {
        await makeFolder(leftPath);
        await renamed(at, leftFilePath(id, isOffered ? answered : undefined));
      },
      onEnd(end) {
        held.delete(id);
        stuckPaths.delete(id);
        if (end === 'notRemoved') finished.add(id);
        if (end === 'notLeft') stuckPaths.set(id, path);
      },
    });

  /** `undefined`: it is there no more, or in other hands. */
  const takeFrom = async (path: string, id: string): Promise<OwnFile | undefined> => {
    if (held.has(id) || finished.has(id)) return undefined;
    held.set(id, path);
    const at = ownFilePath(id);
    const move = async (): Promise<boolean> => {
      await makeFolder(ownPath);
      return renamed(path, at);
    };
    try {
      // What can't be moved is worked on where it lies: two windows might, which costs nobody anything.
      const isHere = path === at || (await move().catch(() => false));
      const place = isHere ? at : path;
      held.set(id, place);
      // It may have lain there for days, and whoever has it was heard of now.
      keepTouching();
      await touch(place);
      return ownFile(id, await disk.readFile(place, 'utf8'), place);
    } catch (error) {
      held.delete(id);
      return unlessAbsent(error);
    }
  };

  const sessions = createLedgerSessions({ rootPath, ownName, nobody, own, disk });

  const openNew = async (path: string): Promise<{ file: LedgerDiskFile; isNewFolder: boolean }> => {
    try {
      return { file: await disk.open(path, 'ax', 0o600), isNewFolder: false };
    } catch (error) {
      unlessAbsent(error);
    }
    await makeFolder(ownPath);
    return { file: await disk.open(path, 'ax', 0o600), isNewFolder: true };
  };

  return {
    async create(id, text) {
      const path = ownFilePath(id);
      held.set(id, undefined);
      try {
        const { file, isNewFolder } = await openNew(path);
        held.set(id, path);
        keepTouching();
        const made = ownFile(id, text, path, file);
        try {
          await file.writeFile(text);
          await file.datasync();
          if (isNewFolder) await flushFolders(disk, [ownPath, rootPath]);
        } catch (error) {
          await made.remove().catch(() => undefined);
          throw error;
        }
        return made;
      } catch (error) {
        held.delete(id);
        throw error;
      }
    },

    takeOrphans: () => sessions.takeAll(takeFrom),

    left: () =>
      lookAtLedger({
        leftNames,
        async readLeft({ path, id, tag }) {
          if (held.has(id) || finished.has(id)) return undefined;
          const text = await disk.readFile(path, 'utf8');
          return { id, text, isOffered: await isOfferedBy(tag, path) };
        },
        heldPaths: () => held,
        readHeld: (path) => disk.readFile(path, 'utf8'),
        inWorkElsewhere: () => sessions.inWork(),
      }),

    async take(id) {
      const path = (await leftFile(id))?.path ?? stuckPaths.get(id);
      return path === undefined ? undefined : takeFrom(path, id);
    },

    async startOffer(id) {
      const file = await leftFile(id);
      if (!file) return stuckPaths.has(id);
      if (await isOfferedBy(file.tag, file.path)) return false;
      return renamed(file.path, leftFilePath(id, ownName));
    },

    async endOffer(id) {
      const file = await leftFile(id);
      if (file) await renamed(file.path, leftFilePath(id, answered));
    },

    async inWorkElsewhere() {
      const { found, unread } = await sessions.inWork();
      return { found: found.map(({ text }) => text), unread };
    },
  };
}

/** Containers number their processes anew, and may share a folder with others: elsewhere a number means nothing. */
function numbering(): string {
  try {
    const name = readlinkSync('/proc/self/ns/pid');
    return name === outermostNumbering ? '' : name;
  } catch {
    return '';
  }
}

/** Source: PROC_PID_INIT_INO in Linux's include/linux/proc_ns.h. */
const outermostNumbering = 'pid:[4026531836]';

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Windows has no such thing, and needs none. */
async function flushFolders(disk: LedgerDisk, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const folder = await disk.open(path, 'r').catch(() => undefined);
    await folder?.sync().catch(() => undefined);
    await folder?.close().catch(() => undefined);
  }
}
