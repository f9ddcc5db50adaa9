import type { ImageError } from '../../core/errors.ts';
import type { GeneratedAsset } from '../../core/generator.ts';
import type { PaidImage } from '../../core/imageJob.ts';
import { stillPaid, whatIsPaid, withEarlier } from '../../core/paidImage.ts';
import { sentBy, type Press } from '../../core/presses.ts';
import type { ProgressStep } from '../../core/ports.ts';
import type { GenerationRequest } from '../../core/request.ts';
import type { SavingContext } from './savingContext.ts';
import type { Uri } from '../uri.ts';

/** One image as commands answer with it. Public: see the contract. */
export interface GeneratedImage {
  uri: string;
  link: string;
  inserted: boolean;
  model: string;
  prompt: string;
  seed: number;
  width: number;
  height: number;
  format: string;
  bytes: number;
  recordId: string;
}

export function describeImage(
  { model, prompt, seed }: GenerationRequest,
  { uri, image, byteCount, recordId }: GeneratedAsset,
  { link, inserted }: Pick<GeneratedImage, 'link' | 'inserted'>,
): GeneratedImage {
  const { width, height, format } = image;
  return {
    uri,
    link,
    inserted,
    model,
    prompt,
    seed,
    width,
    height,
    format,
    bytes: byteCount,
    recordId,
  };
}

/** One image of a command. */
export interface BatchItem {
  /** From 0, in the order of seeds; kept when only some are tried again. */
  readonly index: number;
  readonly request: GenerationRequest;
  /** Absent: that of the batch. */
  readonly altText?: string;
  /** Where it goes, if that is decided image by image. */
  readonly destination?: ImageDestination;
  /** The image that it is made of, as its file is to name it. */
  readonly sourceImage?: string;
  /** A document, a sheet or an image has chosen another model than the settings do. */
  readonly isModelFromFile?: true;
}

/** The same image, for whoever chooses its place anew. */
export function withoutDestination(item: BatchItem): BatchItem {
  const { destination: _, ...rest } = item;
  return rest;
}

/** Where one image of a long batch goes. */
export interface ImageDestination {
  /** The file that it has to become. */
  readonly file?: Uri;
  /** Another image, whose folder and name it gets, with a number. */
  readonly beside?: Uri;
  /** A folder in the assets folder. */
  readonly subfolder?: string;
  readonly fileName?: string;
  /** The document whose link is meant. */
  readonly document?: Uri;
}

/** The images of one command, decided down to their seeds. */
export interface Batch {
  readonly items: readonly BatchItem[];
  readonly context: SavingContext;
  readonly altText: string;
  readonly wantsInsertion: boolean;
}

export interface BatchFailure {
  readonly item: BatchItem;
  readonly error: ImageError;
}

export interface BatchOutcome {
  /** In the order of seeds. */
  readonly images: readonly GeneratedImage[];
  readonly failures: readonly BatchFailure[];
}

/** What each image of a batch is doing, by index. */
export type BatchProgress = (index: number, step: ImageStep) => void;

export type ImageStep = ProgressStep | { readonly kind: 'done' | 'failed' };

/** Told of each image as it goes. */
export interface BatchObserver {
  /**
   * Asked before an image is begun, and before each time that it is sent: `undefined` where it may be, else resolves once
   * it may; as many are made at once as may be sent at once. Rejects with the signal's reason when it aborts: the image
   * was cancelled, or is held back.
   */
  readonly mayGoOn?: (signal: AbortSignal) => Promise<void> | undefined;
  readonly signalOf: (item: BatchItem) => AbortSignal;
  readonly onStep: (item: BatchItem, step: ProgressStep) => void;
  /** The image is saved. */
  readonly onMade: (item: BatchItem, asset: GeneratedAsset) => void;
  readonly onFailed: (item: BatchItem, error: ImageError) => void;
}

/** What of several failures can be had without paying again, by index. */
export function paidOf(failures: readonly BatchFailure[]): Map<number, PaidImage> {
  return new Map(
    failures.flatMap((failure) => {
      const known = whatIsPaid(failure);
      return known ? [[failure.item.index, known] as const] : [];
    }),
  );
}

/** What a press sends, in the order of the batch. */
export function itemsOf(press: Press<BatchFailure>): BatchItem[] {
  return sentBy(press)
    .map(({ item }) => item)
    .toSorted((a, b) => a.index - b.index);
}

/** All of a batch that failed before anything was sent; what is paid for stays so. */
export function failAll(
  items: readonly BatchItem[],
  paid: ReadonlyMap<number, PaidImage>,
  error: ImageError,
): BatchFailure[] {
  return items.map((item) => ({ item, error: stillPaid(error, paid.get(item.index)) }));
}

/**
 * Failures of what was tried otherwise, as images of the batch: what counts next is where they were to go at first.
 * @param earlier what those had failed with that were tried again.
 */
export function inBatch(
  { items }: Batch,
  failures: readonly BatchFailure[],
  earlier: readonly BatchFailure[],
): BatchFailure[] {
  const before = new Map(earlier.map(({ item, error }) => [item.index, error]));
  return failures.map(({ item, error }) => ({
    item: items.find(({ index }) => index === item.index) ?? item,
    error: withEarlier(error, before.get(item.index)),
  }));
}

/** The batch with the items that its failures have now. */
export const withItemsOf = (batch: Batch, failures: readonly BatchFailure[]): Batch => ({
  ...batch,
  items: batch.items.map(
    (item) => failures.find((failure) => failure.item.index === item.index)?.item ?? item,
  ),
});
