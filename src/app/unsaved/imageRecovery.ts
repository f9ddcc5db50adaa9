import { withoutImageEnding } from '../../core/imageFormats.ts';
import { ImageError } from '../../core/errors.ts';
import type { Generator } from '../../core/generator.ts';
import type { PaidImage } from '../../core/imageJob.ts';
import type { FetchableEntry, LedgerEntry } from '../../core/ledgerEntry.ts';
import { stillPaid, whatIsPaid } from '../../core/paidImage.ts';
import type { AssetPlace, LedgerLine, Logger } from '../../core/ports.ts';
import { locationOf, type AssetLocation, type AssetStore } from '../making/assetStore.ts';
import { describeImage, type BatchProgress, type GeneratedImage } from '../making/batch.ts';
import { asImageError } from '../failures.ts';
import type { InsertionTarget } from '../documents/insertionTarget.ts';
import type { LinkedImage } from '../documents/documentLinks.ts';
import type { Settings } from '../settings.ts';
import type { LeftImages } from './imageLedger.ts';
import { folderOf, type Uri, type Uris } from '../uri.ts';

/** An image to fetch or, where an earlier try has its bytes, only to save. */
export interface Recoverable {
  readonly entry: FetchableEntry;
  readonly paid?: PaidImage;
}

export interface RecoveryFailure extends Recoverable {
  /** Place among those that were asked for. */
  readonly index: number;
  readonly error: ImageError;
}

export interface RecoveryOutcome {
  readonly images: readonly GeneratedImage[];
  readonly failures: readonly RecoveryFailure[];
}

/** Fetches what is paid for without paying again, and saves it where it was to go. */
export interface ImageRecovery {
  /**
   * @param chosen a file that the person chose instead.
   * What another window recovers at the moment is in neither list of the outcome.
   */
  run(
    wanted: readonly Recoverable[],
    options: { readonly chosen?: Uri; readonly onProgress: BatchProgress },
    signal: AbortSignal,
  ): Promise<RecoveryOutcome>;
}

export interface ImageRecoveryOptions {
  readonly left: LeftImages;
  readonly store: AssetStore;
  readonly generator: Generator;
  readonly settings: Settings;
  /** Where links would go now. */
  readonly currentTarget: () => Promise<InsertionTarget | undefined>;
  readonly uris: Uris;
  /** The link that would be inserted. */
  readonly linkOf: (image: LinkedImage, target: InsertionTarget | undefined) => Promise<string>;
  /** Told of each image once its file is safe. */
  readonly onRecovered: (image: GeneratedImage, entry: LedgerEntry) => void;
  readonly log: Logger;
}

interface Claimed extends Recoverable {
  readonly index: number;
  readonly line: LedgerLine;
  readonly place: AssetPlace;
}

export function createImageRecovery(options: ImageRecoveryOptions): ImageRecovery {
  const { left, store, generator, settings, currentTarget, uris, linkOf, onRecovered, log } =
    options;

  const checkOrigin = ({ origin }: LedgerEntry): void => {
    if (settings.endpoint().origin === origin) return;
    const field = 'fluxKlein.apiEndpoint';
    const message = `${field} must be ${origin} again, where this image was made.`;
    throw new ImageError('badRequest', message, { field });
  };

  /** `undefined`: another window was quicker. */
  const claim = async (
    wanted: Recoverable,
    index: number,
    location: AssetLocation,
  ): Promise<Claimed | undefined> => {
    checkOrigin(wanted.entry);
    const line = await left.take(wanted.entry);
    if (!line) return undefined;
    try {
      const format = wanted.entry.request.outputFormat;
      const [place] = await store.reserve([{ location, format }]);
      return { ...wanted, index, line, place: place! };
    } catch (error) {
      await line.leave();
      throw error;
    }
  };

  const recover = async (
    { entry, paid, line, place, index }: Claimed,
    target: InsertionTarget | undefined,
    onProgress: BatchProgress,
    signal: AbortSignal,
  ): Promise<GeneratedImage> => {
    const { request, altText, sourceImage, record, createdAtMs } = entry;
    try {
      const asset = await generator.run(
        {
          request,
          altText,
          place,
          paid: paid ?? record,
          line,
          askedAtMs: createdAtMs,
          ...(sourceImage !== undefined && { sourceImage }),
        },
        (step) => onProgress(index, step),
        signal,
      );
      await asset.cleared;
      const linking = linkOf({ uri: uris.parse(asset.uri, true), altText }, target);
      const link = await linking.catch((error: unknown) => {
        log.warn(`The image is saved, but without a link: ${String(error)}`);
        return asset.uri;
      });
      const image = describeImage(request, asset, { link, inserted: false });
      onRecovered(image, entry);
      return image;
    } finally {
      place.release();
    }
  };

  /** A document wants one name of one format; what cannot have that is saved beside it all the same. */
  const recoverSomehow = async (
    one: Claimed,
    ...rest: [InsertionTarget | undefined, BatchProgress, AbortSignal]
  ): Promise<GeneratedImage> => {
    try {
      return await recover(one, ...rest);
    } catch (error) {
      const isNamed = one.entry.place.exactName !== undefined && error instanceof ImageError;
      if (!isNamed || (error.reason !== 'otherFormat' && error.reason !== 'taken')) throw error;
      const { exactName: _, ...location } = locationOf(one.entry.place, uris);
      const paid = whatIsPaid({ error });
      const again = await claim({ entry: one.entry, ...(paid && { paid }) }, one.index, location);
      if (!again) throw error;
      return await recover(again, ...rest);
    }
  };

  return {
    async run(wanted, { chosen, onProgress }, signal) {
      const failures: RecoveryFailure[] = [];
      const images = new Map<number, GeneratedImage>();
      const fail = (one: Recoverable, index: number, reason: unknown): void => {
        const { entry } = one;
        const error = stillPaid(asImageError(reason, log, signal), one.paid ?? entry.record);
        const known = whatIsPaid({ error });
        failures.push({ entry, index, error, ...(known?.image && { paid: known }) });
        onProgress(index, { kind: 'failed' });
      };
      const target = await currentTarget();
      try {
        const claimed: Claimed[] = [];
        for (const [index, one] of wanted.entries()) {
          try {
            signal.throwIfAborted();
            const { place } = one.entry;
            const location = chosen ? locationOfFile(chosen) : locationOf(place, uris);
            const mine = await claim(one, index, location);
            if (mine) claimed.push(mine);
          } catch (error) {
            fail(one, index, error);
          }
        }
        await Promise.all(
          claimed.map(async (one) => {
            try {
              images.set(one.index, await recoverSomehow(one, target, onProgress, signal));
              onProgress(one.index, { kind: 'done' });
            } catch (error) {
              fail(one, one.index, error);
            }
          }),
        );
      } finally {
        target?.dispose();
      }
      failures.sort((a, b) => a.index - b.index);
      const inOrder = wanted.map((_, index) => images.get(index));
      return { images: inOrder.filter((image) => image !== undefined), failures };
    },
  };
}

function locationOfFile(chosen: Uri): AssetLocation {
  const name = chosen.path.slice(chosen.path.lastIndexOf('/') + 1);
  return {
    folder: folderOf(chosen),
    namePath: withoutImageEnding(name),
    field: 'name',
  };
}
