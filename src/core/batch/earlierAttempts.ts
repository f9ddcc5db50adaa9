import { isFetchable, type FetchableEntry, type LedgerEntry } from '../ledgerEntry.ts';
import type { GenerationRequest } from '../request.ts';
import { baseNameOf } from '../uriPath.ts';

/** An image of a plan, as earlier attempts can be told by it. */
export interface WantedImage {
  readonly index: number;
  readonly request: GenerationRequest;
  /** Whether somebody has chosen its seed: others are drawn anew each time. */
  readonly hasOwnSeed: boolean;
  /** Key of the file that it has to become. */
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
  /** Made or fetched at the moment, in whatever window. */
  readonly inWork: ReadonlySet<number>;
}

/**
 * Finds what is left of attempts for the same images, so that none is paid for twice without a word.
 * @param entries the oldest first
 * @param origin of the service that is asked now
 * @param working what is in the hands of a window
 * @param fileKeyOf the same for the same file, by whatever name an entry's URI has it
 */
export function findEarlierAttempts(
  wanted: readonly WantedImage[],
  entries: readonly LedgerEntry[],
  origin: string,
  working: readonly LedgerEntry[] = [],
  fileKeyOf: (uri: string) => string = (uri) => uri,
): EarlierAttempts {
  const paid = new Map<number, FetchableEntry>();
  const doubtful = new Map<number, LedgerEntry[]>();
  const inWork = new Set<number>();
  const left = finderIn(entries, fileKeyOf);
  // An attempt of this very run has the seed of its image: it is no other's, however equal they are.
  const withSeeds = wanted.map((image) => ({ ...image, hasOwnSeed: true }));

  for (const image of [...withSeeds, ...wanted]) {
    if (paid.has(image.index)) continue;
    const found = left
      .candidatesFor(image)
      .find((entry) => isFetchable(entry) && entry.origin === origin && isSame(entry, image));
    if (!found || !isFetchable(found)) continue;
    left.use(found);
    paid.set(image.index, found);
  }
  for (const image of [...withSeeds.filter(({ file }) => file === undefined), ...wanted]) {
    if (paid.has(image.index) || doubtful.has(image.index)) continue;
    // A file is one picture, however often it was tried; of a sheet's equal rows each has its own attempts.
    const found =
      image.file !== undefined
        ? left.candidatesFor(image).filter((entry) => isSamePicture(entry, image))
        : left
            .candidatesFor(image)
            .filter((entry) => isSame(entry, image))
            .slice(0, 1);
    if (found.length === 0) continue;
    left.use(...found);
    doubtful.set(image.index, found);
  }
  const held = finderIn(working, fileKeyOf);
  for (const image of [...withSeeds, ...wanted]) {
    if (inWork.has(image.index)) continue;
    // Two can't make one file, whatever it is to show.
    const found = held
      .candidatesFor(image)
      .find((entry) => image.file !== undefined || isSame(entry, image));
    if (!found) continue;
    // What is left of a row is its own attempt; one that somebody works on is another row's then.
    if (image.file === undefined && (paid.has(image.index) || doubtful.has(image.index))) continue;
    held.use(found);
    inWork.add(image.index);
  }
  return { paid, doubtful, inWork };
}

/** Entries by what they were for; each is used once. */
function finderIn(entries: readonly LedgerEntry[], fileKeyOf: (uri: string) => string) {
  const isUsed = new Set<LedgerEntry>();
  const byPlace = Map.groupBy(entries, placeKeyOf);
  const byFile = Map.groupBy(entries, ({ uri }) => fileKeyOf(uri));
  return {
    candidatesFor({ file, folderName }: WantedImage): LedgerEntry[] {
      const all = file !== undefined ? byFile.get(file) : byPlace.get(folderName ?? '');
      return (all ?? []).filter((entry) => !isUsed.has(entry));
    },
    use(...used: readonly LedgerEntry[]): void {
      for (const entry of used) isUsed.add(entry);
    },
  };
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
