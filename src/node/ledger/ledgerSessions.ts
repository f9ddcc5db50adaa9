import { namesIn, unlessAbsent, type LedgerDisk } from './ledgerDisk.ts';
import type { Found, OwnFile, WorkText } from '../../app/unsaved/ledgerFile.ts';
import { isSilentSince, lifeOf, type OwnWindow, type WindowLife } from './ledgerSession.ts';

/** The folders of other windows. */
export interface LedgerSessions {
  /**
   * Takes what windows that are gone have left, what nothing was heard of for so long, and what this window has let go of
   * and the disk would not move. Rejects where the ledger can't be read at all.
   */
  takeAll(
    take: (path: string, id: string) => Promise<OwnFile | undefined>,
  ): Promise<Found<OwnFile>>;
  /** What the others work on, and whether something was gone when it was to be read. */
  inWork(): Promise<Found<WorkText> & { readonly hasMoved: boolean }>;
}

export interface LedgerSessionsOptions {
  readonly rootPath: string;
  /** Folder of this window. */
  readonly ownName: string;
  /** Folder of what no window works on. */
  readonly nobody: string;
  readonly own: OwnWindow;
  readonly disk: LedgerDisk;
}

interface Session {
  readonly path: string;
  readonly life: WindowLife;
}

export function createLedgerSessions(options: LedgerSessionsOptions): LedgerSessions {
  const { rootPath, ownName, nobody, own, disk } = options;

  const others = async (): Promise<Session[]> =>
    (await namesIn(disk, rootPath))
      .filter((name) => name !== ownName && name !== nobody)
      .map((name) => ({ path: `${rootPath}/${name}`, life: lifeOf(name, own) }));

  const isSilent = async (path: string): Promise<boolean> => {
    const found = await disk.stat(path).catch(unlessAbsent);
    return found !== undefined && isSilentSince(found.mtimeMs, Date.now());
  };

  const entriesIn = async (path: string) =>
    (await namesIn(disk, path)).flatMap((name) => {
      const [, id, isNew] = /^([0-9a-f]{16})\.jsonl(\.new)?$/.exec(name) ?? [];
      return id === undefined ? [] : [{ path: `${path}/${name}`, id, isNew: isNew !== undefined }];
    });

  return {
    async takeAll(take) {
      const found: OwnFile[] = [];
      const unread: unknown[] = [];
      const note = (error: unknown): void => void unread.push(error);
      const none = (error: unknown): [] => {
        note(error);
        return [];
      };
      const sessions = await others();
      const takeOne = async (path: string, id: string): Promise<void> => {
        const file = await take(path, id);
        if (file) found.push(file);
      };
      for (const { id, path, isNew } of await entriesIn(`${rootPath}/${ownName}`).catch(none)) {
        if (!isNew) await takeOne(path, id).catch(note);
      }
      for (const { path: folder, life } of sessions) {
        const mayTake = async (path: string): Promise<boolean> =>
          life === 'gone' || (await isSilent(path));
        for (const { path, id, isNew } of await entriesIn(folder).catch(none)) {
          const isAbandoned = await mayTake(path).catch(note);
          if (!isAbandoned) continue;
          // A text that had not taken the place of an older one.
          if (isNew) await disk.unlink(path).catch(() => undefined);
          else await takeOne(path, id).catch(note);
        }
        // Stays where another window is at it too, or a file in it is none of the ledger's.
        if (await mayTake(folder).catch(() => false)) {
          await disk.rmdir(folder).catch(() => undefined);
        }
      }
      return { found, unread };
    },

    async inWork() {
      const found: WorkText[] = [];
      const unread: unknown[] = [];
      let hasMoved = false;
      const read = async (path: string, id: string): Promise<void> => {
        if (await isSilent(path)) return;
        const text = await disk.readFile(path, 'utf8').catch(unlessAbsent);
        if (text === undefined) hasMoved = true;
        else found.push({ id, text });
      };
      for (const session of await others()) {
        if (session.life === 'gone') continue;
        try {
          for (const { path, id, isNew } of await entriesIn(session.path)) {
            if (!isNew) await read(path, id);
          }
        } catch (error) {
          unread.push(error);
        }
      }
      return { found, unread, hasMoved };
    },
  };
}
