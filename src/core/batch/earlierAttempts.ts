import { isFetchable, type FetchableEntry, type LedgerEntry } from '../ledgerEntry.ts';
import type { GenerationRequest } from '../request.ts';
import { baseNameOf } from '../uriPath.ts';

/** An image of a plan, as earlier attempts can be told by it. */
export interface WantedImage {
  readonly index: number;
  readonly request: GenerationRequest;
  /** Whether somebody has chosen its seed: others are drawn anew each time. */
  readonly hasOwnSeed: boolean;
  /** URI of the file that it has to become. */
  readonly file?: string;
  /** Where it becomes none of a certain name: that of the folder that its plan fills. */
  readonly folderName?: string;
}

/** What earlier attempts have come to, by the index of the image that they were for. */
export interface EarlierAttempts {
  /** Fetched for free, with the request that was paid for. */
  readonly paid: ReadonlyMap<number, FetchableEntry>;
  /** May have been charged, and can't be fetched as what is wanted now. */
  readonly doubtful: ReadonlyMap<number, readonly LedgerEntry[]>;
}

/**
 * Finds what is left of attempts for the same images, so that none is paid for twice without a word.
 * @param entries the oldest first
 * @param origin of the service that is asked now
 */
export function findEarlierAttempts(
  wanted: readonly WantedImage[],
  entries: readonly LedgerEntry[],
  origin: string,
): EarlierAttempts {
  const paid = new Map<number, FetchableEntry>();
  const doubtful = new Map<number, LedgerEntry[]>();
  if (entries.length === 0) return { paid, doubtful };
  const isUsed = new Set<LedgerEntry>();
  const byPlace = Map.groupBy(entries, placeKeyOf);
  const byFile = Map.groupBy(entries, ({ uri }) => uri);
  const candidatesFor = ({ file, folderName }: WantedImage): LedgerEntry[] => {
    const all = file !== undefined ? byFile.get(file) : byPlace.get(folderName ?? '');
    return (all ?? []).filter((entry) => !isUsed.has(entry));
  };

  for (const image of wanted) {
    const found = candidatesFor(image).find(
      (entry) => isFetchable(entry) && entry.origin === origin && isSame(entry, image),
    );
    if (!found || !isFetchable(found)) continue;
    isUsed.add(found);
    paid.set(image.index, found);
  }
  for (const image of wanted) {
    if (paid.has(image.index)) continue;
    // A file is one picture, however often it was tried; of a sheet's equal rows each has its own attempts.
    const found =
      image.file !== undefined
        ? candidatesFor(image).filter((entry) => isSamePicture(entry, image))
        : candidatesFor(image)
            .filter((entry) => isSame(entry, image))
            .slice(0, 1);
    if (found.length === 0) continue;
    for (const entry of found) isUsed.add(entry);
    doubtful.set(image.index, found);
  }
  return { paid, doubtful };
}

/** Name of the folder in which it was to get the next free name; none for an image with a name of its own. */
function placeKeyOf({ place: { folder, exactName } }: LedgerEntry): string {
  if (exactName !== undefined) return '';
  const name = baseNameOf(folder);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function isSame({ request: paid }: LedgerEntry, { request, hasOwnSeed }: WantedImage): boolean {
  const names = Object.keys(request) as (keyof GenerationRequest)[];
  return names.every((name) => (name === 'seed' && !hasOwnSeed) || paid[name] === request[name]);
}

/** What a document asks for by the same words; a setting may have changed since. */
function isSamePicture(
  { request: paid }: LedgerEntry,
  { request, hasOwnSeed }: WantedImage,
): boolean {
  return paid.prompt === request.prompt && (!hasOwnSeed || paid.seed === request.seed);
}
