import {
  entryText,
  isOwn,
  readEntry,
  withoutOldUrl,
  type ForeignEntry,
  type LedgerEntry,
} from '../../core/ledgerEntry.ts';
import type { Logger } from '../../core/ports.ts';
import type { OwnFile } from './ledgerFile.ts';

interface AdoptOptions {
  readonly tidy: (entry: LedgerEntry) => Promise<LedgerEntry | undefined>;
  /** Never rejects. */
  readonly asFarAsPossible: (step: Promise<unknown>) => Promise<void>;
  readonly nowMs: () => number;
  readonly log: Logger;
}

/** Makes what a window left when it died fit to be offered; what it tells of is to be listed, however its disk behaves. */
export async function adoptOrphan(
  file: OwnFile,
  { tidy, asFarAsPossible, nowMs, log }: AdoptOptions,
): Promise<LedgerEntry | ForeignEntry | undefined> {
  const entry = readEntry(file.text);
  // Another version knows what to do with its own.
  if (entry !== 'torn' && !isOwn(entry)) {
    await asFarAsPossible(file.leave({ isOffered: false }));
    return entry;
  }
  const tidying = entry === 'torn' ? undefined : tidy(entry);
  const kept = await tidying?.catch((error: unknown) => {
    log.warn(`What a crash has left could not be removed: ${String(error)}`);
    return entry as LedgerEntry;
  });
  if (!kept) {
    await asFarAsPossible(file.remove());
    return undefined;
  }
  const current = withoutOldUrl(kept, nowMs());
  await asFarAsPossible(file.leave({ isOffered: false, text: entryText(current) }));
  return current;
}
