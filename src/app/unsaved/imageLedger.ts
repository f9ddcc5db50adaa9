import {
  entryText,
  isOwn,
  isWhole,
  readEntry,
  withoutOldUrl,
  type ForeignEntry,
  type LedgerEntry,
} from '../../core/ledgerEntry.ts';
import type {
  Clock,
  Ledger,
  LedgerImage,
  LedgerLine,
  Logger,
  OtherWindows,
} from '../../core/ports.ts';
import type { LedgerFiles, OwnFile } from './ledgerFile.ts';
import { adoptOrphan } from './adoptOrphan.ts';
import { createLedgerLine } from './ledgerLine.ts';
import { createSoleMaker } from './soleMaker.ts';

/** What was paid for, or may have been, and is no file. */
export interface LeftList {
  /** The oldest first. */
  readonly entries: readonly LedgerEntry[];
  /** False where something could not be read, of which the log says more: there may be others. */
  readonly isComplete: boolean;
  /** What another version has kept: only that can read it. */
  readonly foreign: readonly ForeignEntry[];
  /** In the hands of this or another window: made at the moment, or fetched for free. */
  readonly inWork: readonly (LedgerEntry | ForeignEntry)[];
}

/** What was paid for, or may have been, and is no file: of this and of earlier windows. */
export interface LeftImages {
  /** What is a file after all is not among them, and leftovers of a crash are removed. Never rejects. */
  list(): Promise<LeftList>;
  /** Those that nobody has been asked about yet; no other window gets them while this one lives. Never rejects. */
  startOffer(): Promise<LeftList>;
  /** A person has seen them: they are not offered again, as far as that can be kept. Never rejects. */
  endOffer(entries: readonly LedgerEntry[]): Promise<void>;
  /** Claims one to save it; `undefined` where another window has done so. Never rejects: it costs nothing any more. */
  take(entry: LedgerEntry): Promise<LedgerLine | undefined>;
  /** What can't be removed stays in the list of later windows. Never rejects. */
  forget(entries: readonly LedgerEntry[]): Promise<void>;
}

export interface ImageLedger extends Ledger {
  readonly left: LeftImages;
  readonly others: OtherWindows;
}

export interface ImageLedgerOptions {
  readonly files: LedgerFiles;
  /** Of the service that is asked now. */
  readonly origin: () => string;
  /**
   * Removes what a crash left of an image beside its place.
   * @returns the entry, or `undefined` where the image was safe when the crash came
   */
  readonly tidy: (entry: LedgerEntry) => Promise<LedgerEntry | undefined>;
  /** The same for the same file, whatever it is called. Never rejects. */
  readonly fileKeyOf: (uri: string) => Promise<string>;
  readonly clock: Clock;
  readonly log: Logger;
}

interface LeftEntry {
  readonly entry: LedgerEntry;
  readonly isOffered: boolean;
}

type Look = Omit<LeftList, 'entries'> & { readonly entries: readonly LeftEntry[] };

/**
 * The ledger in files of the extension's own storage: a memento is written late, and a browser
 * window forgets it.
 */
export function createImageLedger(options: ImageLedgerOptions): ImageLedger {
  const { files, origin, tidy, fileKeyOf, clock, log } = options;
  const nowMs = (): number => clock.now();

  const inWork = async () => {
    try {
      const { found, unread } = await files.inWorkElsewhere();
      for (const error of unread)
        log.warn(`Another window's work could not be read: ${String(error)}`);
      return found.map(readEntry).filter(isWhole);
    } catch (error) {
      log.warn(`The work of other windows could not be read: ${String(error)}`);
      return [];
    }
  };
  const claim = createSoleMaker({ inWork, fileKeyOf, clock });

  const lineOf = (entry: LedgerEntry, file?: OwnFile): LedgerLine =>
    createLedgerLine({ entry, files, claim, nowMs, log, ...(file && { file }) });

  const newEntry = (image: LedgerImage): LedgerEntry => ({
    id: newId(),
    createdAtMs: nowMs(),
    origin: origin(),
    ...image,
  });

  const asFarAsPossible = async (step: Promise<unknown>): Promise<void> => {
    await step.catch((error: unknown) =>
      log.error(`The ledger could not be written: ${String(error)}`),
    );
  };

  const dropOldUrl = async ({ entry, isOffered }: LeftEntry): Promise<LeftEntry> => {
    const kept = withoutOldUrl(entry, nowMs());
    if (kept === entry) return { entry, isOffered };
    const write = async (): Promise<void> => {
      const file = await files.take(entry.id);
      await file?.leave({ isOffered, text: entryText(kept) });
    };
    await asFarAsPossible(write());
    return { entry: kept, isOffered };
  };

  const read = async (): Promise<Look> => {
    const entries = new Map<string, LeftEntry>();
    const foreign = new Map<string, ForeignEntry>();
    const orphans = await files.takeOrphans();
    for (const file of orphans.found) {
      const entry = await adoptOrphan(file, { tidy, asFarAsPossible, nowMs, log });
      if (!entry) continue;
      if (isOwn(entry)) entries.set(file.id, { entry, isOffered: false });
      else foreign.set(file.id, entry);
    }
    const left = await files.left();
    for (const { id, text, isOffered } of left.found) {
      const entry = readEntry(text);
      if (entry === 'torn') continue;
      if (isOwn(entry)) entries.set(id, await dropOldUrl({ entry, isOffered }));
      else foreign.set(id, entry);
    }
    for (const [id, { uri, prompt }] of foreign) {
      if (uri !== undefined || prompt !== undefined) continue;
      log.warn(`Entry ${id}.jsonl of the ledger is of another version, or damaged.`);
    }
    const working = left.inWork.filter(({ id }) => !entries.has(id) && !foreign.has(id));
    const unread = [...orphans.unread, ...left.unread];
    for (const error of unread) log.error(`The ledger could not be read: ${String(error)}`);
    return {
      entries: [...entries.values()].sort((a, b) => a.entry.createdAtMs - b.entry.createdAtMs),
      isComplete: unread.length === 0,
      foreign: [...foreign.values()],
      inWork: working.map(({ text }) => readEntry(text)).filter(isWhole),
    };
  };

  // One at a time: what one call has in its hands, or gives another name, another one would miss.
  let lastTurn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const mine = lastTurn.then(run);
    lastTurn = mine.catch(() => undefined);
    return mine;
  };
  const readAll = (): Promise<Look> =>
    read().catch((error: unknown): Look => {
      log.error(`The ledger could not be read: ${String(error)}`);
      return { entries: [], isComplete: false, foreign: [], inWork: [] };
    });

  const left: LeftImages = {
    async list() {
      const look = await inTurn(readAll);
      return { ...look, entries: look.entries.map(({ entry }) => entry) };
    },

    startOffer: () =>
      inTurn(async () => {
        const look = await readAll();
        const mine: LedgerEntry[] = [];
        for (const { entry, isOffered } of look.entries) {
          // Asked twice is better than never.
          if (!isOffered && (await files.startOffer(entry.id).catch(() => true))) mine.push(entry);
        }
        return { ...look, entries: mine };
      }),

    endOffer: (entries) =>
      inTurn(async () => {
        for (const { id } of entries) await asFarAsPossible(files.endOffer(id));
      }),

    async take(entry) {
      try {
        const file = await files.take(entry.id);
        return file && lineOf(entry, file);
      } catch (error) {
        log.error(`The ledger could not be read: ${String(error)}`);
        return lineOf(entry);
      }
    },

    async forget(entries) {
      for (const { id } of entries) {
        await asFarAsPossible(files.take(id).then((file) => file?.remove()));
      }
    },
  };

  return {
    left,
    others: {
      filesInWork: async () =>
        (await inWork())
          .flatMap((entry) => [entry.uri, isOwn(entry) ? entry.naming?.uri : undefined])
          .filter((uri) => uri !== undefined),
    },
    begin: (image) => lineOf(newEntry(image)),

    async resume(record, image) {
      const { entries } = await left.list();
      const known = entries.find((entry) => entry.record?.recordId === record.recordId);
      const taken = known && (await left.take(known));
      if (taken) return taken;
      const line = lineOf({ ...newEntry(image), record: { ...record, namedAtMs: nowMs() } });
      // It costs nothing any more, so it goes on where it cannot be kept.
      await line.sending().catch((error: unknown) => log.error(String(error)));
      return line;
    },
  };
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
