import type { ImageEssentials } from './indexedFile.ts';
import { hasWords, searchWords } from './promptSearch.ts';

/** A generated image as the history lists it. */
export interface HistoryImage {
  /** Opaque, for the view. */
  readonly id: string;
  /** URI of its workspace folder. */
  readonly folder: string;
  /** Path below that folder. */
  readonly path: string;
  readonly byteCount: number;
  readonly made: ImageEssentials;
  /** The prompt, folded for searching. */
  readonly folded: string;
}

/** What of the history a person wants to see. */
export interface HistoryFilter {
  /** Words, all of which the prompt must have. */
  readonly search: string;
  /** Absent: any. */
  readonly model?: string | undefined;
  /** Absent: any. */
  readonly aspectRatio?: string | undefined;
  readonly isFavouritesOnly: boolean;
}

/** Images in the order in which they are shown, those of one prompt together. */
export interface HistoryList {
  readonly images: readonly HistoryImage[];
  /** How many images each prompt has, in the same order. */
  readonly groupSizes: readonly number[];
}

/** Newest first; what was made in the same moment in the order of names. */
export function newestFirst(images: readonly HistoryImage[]): HistoryImage[] {
  return images.toSorted(
    (a, b) =>
      b.made.createdAtMs - a.made.createdAtMs ||
      (a.path < b.path ? -1 : Number(a.path > b.path)) ||
      (a.folder < b.folder ? -1 : Number(a.folder > b.folder)),
  );
}

/** Of images in order, those that the filter lets through. */
export function filterHistory(
  images: readonly HistoryImage[],
  filter: HistoryFilter,
  isFavourite: (image: HistoryImage) => boolean,
): readonly HistoryImage[] {
  const words = searchWords(filter.search);
  return images.filter(
    (image) =>
      (filter.model === undefined || image.made.model === filter.model) &&
      (filter.aspectRatio === undefined || image.made.aspectRatio === filter.aspectRatio) &&
      (!filter.isFavouritesOnly || isFavourite(image)) &&
      hasWords(image.folded, words),
  );
}

/** Puts the images of each prompt together, where its first one stands. */
export function groupByPrompt(images: readonly HistoryImage[]): HistoryList {
  const groups = new Map<string, HistoryImage[]>();
  for (const image of images) {
    const prompt = image.made.prompt.trim();
    const group = groups.get(prompt);
    if (group) group.push(image);
    else groups.set(prompt, [image]);
  }
  const sorted = [...groups.values()];
  return { images: sorted.flat(), groupSizes: sorted.map(({ length }) => length) };
}

/** The different values of one field, in the order of names. */
export function valuesOf(
  images: readonly HistoryImage[],
  field: 'model' | 'aspectRatio',
): readonly string[] {
  return [...new Set(images.map(({ made }) => made[field]))].toSorted();
}
