import { entryText, readEntry, withoutOldUrl, type LedgerEntry } from '../../core/ledgerEntry.ts';
import type { Ledger, LedgerImage, LedgerLine, Logger } from '../../core/ports.ts';
import type { OwnFile, WindowProcess } from '../files/ledgerFile.ts';
import { createLedgerFiles } from '../files/ledgerFiles.ts';
import { createLedgerLine } from './ledgerLine.ts';
import { tidied } from './tidyEntry.ts';

/** What was paid for, or may have been, and is no file: of this and of earlier windows. */
export interface LeftImages {
  /** The oldest first. What is a file after all is not among them, and leftovers of a crash are removed. */
  list(): Promise<LedgerEntry[]>;
  /** Those that nobody has been asked about yet; no other window gets them while this one lives. */
  startOffer(): Promise<LedgerEntry[]>;
  /** A person has seen them: they are not offered again. */
  endOffer(entries: readonly LedgerEntry[]): Promise<void>;
  /** Claims one to save it; `undefined` where another window has done so. */
  take(entry: LedgerEntry): Promise<LedgerLine | undefined>;
  forget(entries: readonly LedgerEntry[]): Promise<void>;
}

export interface ImageLedger extends Ledger {
  readonly left: LeftImages;
}

export interface ImageLedgerOptions {
  /** Folder on a disk of this computer, as VS Code gives every extension with a `main` one. */
  readonly folderPath: string;
  /** Of the service that is asked now. */
  readonly origin: () => string;
  readonly nowMs: () => number;
  readonly log: Logger;
  /** Default: this one. */
  readonly windowProcess?: WindowProcess;
}

/**
 * The ledger in files of the extension's own storage: a memento is written late, and a browser
 * window forgets it.
 */
export function createImageLedger(options: ImageLedgerOptions): ImageLedger {
  const { folderPath, origin, nowMs, log, windowProcess } = options;
  const files = createLedgerFiles(folderPath, windowProcess);

  const lineOf = (entry: LedgerEntry, file?: OwnFile): LedgerLine =>
    createLedgerLine({ entry, files, nowMs, log, ...(file && { file }) });

  const newEntry = (image: LedgerImage): LedgerEntry => ({
    id: newId(),
    createdAtMs: nowMs(),
    origin: origin(),
    ...image,
  });

  /** Makes what a window left when it died fit to be offered. */
  const adopt = async (file: OwnFile): Promise<void> => {
    const entry = readEntry(file.text);
    // Another version knows what to do with its own.
    if (entry === 'foreign') return file.leave({ isOffered: false });
    const kept = entry === 'torn' ? undefined : await tidied(entry);
    if (!kept) return file.remove();
    return file.leave({ isOffered: false, text: entryText(withoutOldUrl(kept, nowMs())) });
  };

  const dropOldUrl = async (entry: LedgerEntry, isOffered: boolean): Promise<LedgerEntry> => {
    const kept = withoutOldUrl(entry, nowMs());
    if (kept === entry) return entry;
    const file = await files.take(entry.id);
    await file?.leave({ isOffered, text: entryText(kept) });
    return kept;
  };

  const read = async (): Promise<{ entry: LedgerEntry; isOffered: boolean }[]> => {
    for (const file of await files.takeOrphans()) await adopt(file);
    const found: { entry: LedgerEntry; isOffered: boolean }[] = [];
    for (const { text, isOffered } of await files.left()) {
      const entry = readEntry(text);
      if (entry === 'torn' || entry === 'foreign') continue;
      found.push({ entry: await dropOldUrl(entry, isOffered), isOffered });
    }
    return found.sort((a, b) => a.entry.createdAtMs - b.entry.createdAtMs);
  };

  // One at a time: what one call has in its hands, another one would miss.
  let lastReading: Promise<unknown> = Promise.resolve();
  const readInTurn = (): ReturnType<typeof read> => {
    const mine = lastReading.then(read);
    lastReading = mine.catch(() => undefined);
    return mine;
  };

  const left: LeftImages = {
    list: async () => (await readInTurn()).map(({ entry }) => entry),

    async startOffer() {
      const mine: LedgerEntry[] = [];
      for (const { entry, isOffered } of await readInTurn()) {
        if (!isOffered && (await files.startOffer(entry.id))) mine.push(entry);
      }
      return mine;
    },

    async endOffer(entries) {
      for (const { id } of entries) await files.endOffer(id);
    },

    async take(entry) {
      const file = await files.take(entry.id);
      return file && lineOf(entry, file);
    },

    async forget(entries) {
      for (const { id } of entries) await (await files.take(id))?.remove();
    },
  };

  return {
    left,
    begin: (image) => lineOf(newEntry(image)),

    async resume(record, image) {
      try {
        const known = (await left.list()).find(
          (entry) => entry.record?.recordId === record.recordId,
        );
        const taken = known && (await left.take(known));
        if (taken) return taken;
      } catch (error) {
        log.error(`The ledger could not be read: ${String(error)}`);
      }
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
