import { ImageError } from '../../core/errors.ts';
import { isOwn, type ForeignEntry, type LedgerEntry } from '../../core/ledgerEntry.ts';
import type { Clock } from '../../core/ports.ts';

/** Longer than a busy window takes to see that it was not the first. */
const patienceMs = 1000;
const lookEveryMs = 20;

export interface SoleMakerOptions {
  /** What other windows work on, as it is on the disk now. */
  readonly inWork: () => Promise<readonly (LedgerEntry | ForeignEntry)[]>;
  /** The same for the same file: two windows can know one folder by two names. Never rejects. */
  readonly fileKeyOf: (uri: string) => Promise<string>;
  readonly clock: Clock;
}

/**
 * Lets one window at most make the file that an image has to become. To be asked once the entry can be seen by others: then of
 * two windows at least one sees the other, and neither goes on while it does. The later one gives way, and the other waits
 * until it has: an entry that stays was there first after all.
 * @throws {ImageError} `cannotWrite` (`taken`) where another window makes it
 */
export function createSoleMaker({ inWork, fileKeyOf, clock }: SoleMakerOptions) {
  const sameFileAs = async (
    entry: LedgerEntry,
    others: readonly (LedgerEntry | ForeignEntry)[],
  ): Promise<(LedgerEntry | ForeignEntry)[]> => {
    if (others.length === 0) return [];
    const keyOf = async ({ uri }: LedgerEntry | ForeignEntry) => uri && fileKeyOf(uri);
    const [key, ...keys] = await Promise.all([entry, ...others].map(keyOf));
    return others.filter((_, at) => keys[at] === key);
  };

  return async (entry: LedgerEntry): Promise<void> => {
    // Any other image takes the next name, and a record costs nothing any more.
    if (entry.place.exactName === undefined || entry.record) return;
    const endMs = clock.now() + patienceMs;
    for (;;) {
      const rivals = await sameFileAs(entry, await inWork());
      if (rivals.length === 0) return;
      // What another version makes does not tell when it was begun.
      const isLate = rivals.some(
        (other) => !isOwn(other) || other.record || isEarlier(other, entry),
      );
      if (isLate || clock.now() >= endMs) throw inOtherWindow(entry.place.exactName);
      await clock.sleep(lookEveryMs, new AbortController().signal);
    }
  };
}

/** The file that it has to become is being made in another window. */
export const inOtherWindow = (name: string): ImageError =>
  new ImageError('cannotWrite', `Another window is making ${name} at the moment.`, {
    reason: 'taken',
  });

const isEarlier = (a: LedgerEntry, b: LedgerEntry): boolean =>
  a.createdAtMs < b.createdAtMs || (a.createdAtMs === b.createdAtMs && a.id < b.id);
