import {
  entryText,
  laterText,
  laterTexts,
  withoutUrl,
  type LaterLine,
  type LedgerEntry,
} from '../../core/ledgerEntry.ts';
import { ImageError } from '../../core/errors.ts';
import type { LedgerLine, Logger } from '../../core/ports.ts';
import type { LedgerFiles, OwnFile } from './ledgerFile.ts';

export interface LedgerLineOptions {
  readonly entry: LedgerEntry;
  /** Where it is kept already. */
  readonly file?: OwnFile;
  readonly files: LedgerFiles;
  /** Awaited once the entry is on the disk; what it rejects with takes it away again. */
  readonly claim: (entry: LedgerEntry) => Promise<void>;
  readonly nowMs: () => number;
  readonly log: Logger;
}

/** A line whose steps reach the disk in order, also where a cancelled run does not wait for one. */
export function createLedgerLine(options: LedgerLineOptions): LedgerLine {
  const { files, claim, nowMs, log } = options;
  const wasLeft = options.file !== undefined;
  let { entry, file } = options;
  let last: Promise<unknown> = Promise.resolve();
  /** Whether a line may have been cut off, so that what follows would be lost with it. */
  let isCut = false;

  const inTurn = <T>(step: () => Promise<T>): Promise<T> => {
    const mine = last.then(step);
    last = mine.catch(() => undefined);
    return mine;
  };

  const logFailure = (error: unknown): void =>
    log.error(`The ledger could not be written: ${String(error)}`);

  /** What is paid for must not be lost to a ledger that fails: it goes on without it, and the log says so. */
  const asFarAsPossible = (step: () => Promise<void>): Promise<void> =>
    inTurn(step).catch(logFailure);

  /** Whether another window has taken it: this one was not heard of for long. */
  const isLost = async (): Promise<boolean> => file !== undefined && !(await file.isHeld());

  /** Has what is known now in a file of this window's again, perhaps the one that was lost. */
  const regain = async (): Promise<void> => {
    file = await files.take(entry.id);
    if (file) await file.append(`\n${laterTexts(entry)}`, 'flushed');
    else file = await files.create(entry.id, entryText(entry));
  };

  const add = (line: LaterLine): Promise<void> =>
    asFarAsPossible(async () => {
      // Where a power cut takes the name of the file, the record brings the image back for free.
      const isSpare = 'naming' in line && entry.record !== undefined;
      entry = { ...entry, ...line };
      if (await isLost()) return regain();
      const text = isCut ? `\n${laterTexts(entry)}` : laterText(line);
      isCut = true;
      await file?.append(text, isSpare ? 'written' : 'flushed');
      isCut = false;
    });

  const letGo = (step: (held: OwnFile) => Promise<void>): Promise<void> =>
    asFarAsPossible(async () => {
      const held = file;
      file = undefined;
      if (held) await step(held);
    });

  return {
    id: entry.id,
    sending: (origin = entry.origin) =>
      inTurn(async () => {
        if (file && !(await isLost())) return;
        // The setting may have changed while the image waited for its turn.
        entry = { ...entry, origin };
        try {
          if (file) await regain();
          else file = await files.create(entry.id, entryText(entry));
        } catch (error) {
          throw cannotKeep(error);
        }
        try {
          await claim(entry);
        } catch (error) {
          const refused = file;
          file = undefined;
          await refused.remove().catch(logFailure);
          throw error;
        }
      }),
    named: ({ recordId, imageUrl }) =>
      add({
        record: { recordId, namedAtMs: nowMs(), ...(imageUrl !== undefined && { imageUrl }) },
      }),
    naming: (uri, byteCount) => add({ naming: { uri, byteCount } }),
    clear: () => letGo((held) => held.remove()),
    leave: () =>
      letGo((held) =>
        held.leave({
          // Whoever tried again has seen it: it stays in the list, and is not offered anew.
          isOffered: wasLeft,
          // The whole of it anew, as an earlier line may hold the signed link.
          text: entryText(withoutUrl(entry)),
        }),
      ),
  };
}

function cannotKeep(cause: unknown): ImageError {
  const code = (cause as { code?: unknown })?.code;
  const name = typeof code === 'string' ? code : 'unknown';
  return new ImageError(
    'cannotWrite',
    `The storage folder of this extension cannot be written to (${name}), so nothing was sent.`,
    { cause, reason: 'noLedger' },
  );
}
