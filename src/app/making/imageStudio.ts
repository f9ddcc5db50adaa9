import { altTextOf } from '../../core/documents/markdownImage.ts';
import { cancelled, type ImageError } from '../../core/errors.ts';
import type { GeneratedAsset, Generator } from '../../core/generator.ts';
import type { PaidImage } from '../../core/imageJob.ts';
import { shownInstead } from '../../core/documents/shownInstead.ts';
import { stillPaid } from '../../core/paidImage.ts';
import type { ImageFormat } from '../../core/imageFormats.ts';
import { orAborted } from '../../core/orAborted.ts';
import { inParallel } from '../../core/parallel.ts';
import type { AssetPlace, Logger } from '../../core/ports.ts';
import {
  parsePrompt,
  seedOfImage,
  withDefaults,
  type GenerateArgs,
  type GenerationRequest,
} from '../../core/request.ts';
import { createSharedFailure } from '../../core/sharedFailure.ts';
import { unlessAborted } from '../../core/unlessAborted.ts';
import type { AssetStore } from './assetStore.ts';
import {
  describeImage,
  type Batch,
  type BatchFailure,
  type BatchItem,
  type BatchObserver,
  type BatchOutcome,
  type BatchProgress,
} from './batch.ts';
import type { DocumentLanguages } from '../documents/documentLanguages.ts';
import { asImageError } from '../failures.ts';
import { batchOfManyOrders, batchOfOrders, scopeOf, type ImageOrder } from './imageOrders.ts';
import { tryFolders } from './folderTrials.ts';
import { locate, type Surroundings } from './imagePlan.ts';
import { settingsScope, type SavingContext } from './savingContext.ts';
import type { DocumentLinks, LinkedImage } from '../documents/documentLinks.ts';
import type { Settings } from '../settings.ts';
import type { Uri, Uris } from '../uri.ts';
import type { Folders } from '../folders.ts';

/** Makes the images of a command, saves each as it arrives, and inserts their links at the end. */
export interface ImageStudio {
  /** @throws {ImageError} `badRequest` for a bad prompt or setting. Sends nothing. */
  prepare(args: GenerateArgs, context: SavingContext): Batch;
  /**
   * A batch whose images differ in more than their seeds; none is inserted.
   * @throws {ImageError} `badRequest` for a bad setting.
   */
  order(orders: readonly ImageOrder[], context?: SavingContext): Batch;
  /** As `order`, for so many that they would hold up the thread of all extensions. Rejects `cancelled`, too. */
  orderMany(
    orders: Iterable<ImageOrder>,
    context: SavingContext | undefined,
    signal: AbortSignal,
  ): Promise<Batch>;
  /** The file that the first image would get now; for showing, it reserves nothing. */
  preview(batch: Batch): Promise<Uri>;
  /** Reserves every name, then makes the images; each is told of on its own. Inserts nothing. */
  make(batch: Batch, paid: ReadonlyMap<number, PaidImage>, observer: BatchObserver): Promise<void>;
  /**
   * Makes the images and inserts their links in the end.
   * @param paid what is paid for already, by index.
   * @param mayGoOn asked before each image is begun, in order, and before it is sent; without it all are begun at once.
   * @throws {ImageError} Before anything is sent. Later failures of images are in the outcome; where their links fail,
   * what stands for them is their URIs.
   */
  run(
    batch: Batch,
    paid: ReadonlyMap<number, PaidImage>,
    onProgress: BatchProgress,
    signal: AbortSignal,
    mayGoOn?: BatchObserver['mayGoOn'],
  ): Promise<BatchOutcome>;
}

export interface ImageStudioOptions {
  readonly settings: Settings;
  readonly languages: DocumentLanguages;
  readonly links: DocumentLinks;
  readonly store: AssetStore;
  readonly generator: Pick<Generator, 'run'>;
  readonly folders: Folders;
  readonly uris: Uris;
  /** Told once, before the first payment, of a model that the workspace has chosen. */
  readonly onWorkspaceModel: (model: string) => void;
  readonly drawSeed: () => number;
  /** The time of day in milliseconds. */
  readonly now: () => number;
  readonly log: Logger;
}

export function createImageStudio(options: ImageStudioOptions): ImageStudio {
  const { settings, languages, links, store, generator, folders, uris, drawSeed, now, log } =
    options;
  const { onWorkspaceModel } = options;
  const surroundings = (): Surroundings => ({
    settings,
    folders,
    nowMs: now(),
    known: new Map(),
  });
  const linkedImage = ({ asset, altText }: Made): LinkedImage => ({
    uri: uris.parse(asset.uri, true),
    altText,
  });
  let hasNamedWorkspaceModel = false;

  /** A repository can choose a dearer model, so whose choice it is gets said before the first payment. */
  const nameWorkspaceModel = ({ items, context }: Batch): void => {
    if (hasNamedWorkspaceModel) return;
    const item = items.find(({ request, destination }) => {
      const scope = scopeOf(destination) ?? settingsScope(context);
      return (
        settings.isFromWorkspace('model', scope) && request.model === settings.value('model', scope)
      );
    });
    if (!item) return;
    hasNamedWorkspaceModel = true;
    const { model } = item.request;
    onWorkspaceModel(model);
  };

  const reserveAll = ({ items, context }: Batch): Promise<AssetPlace[]> => {
    const here = surroundings();
    return store.reserve(
      items.map(({ request, index, destination }) => {
        const location = locate(context, request, index, here, destination);
        settings.flag('embedProvenance', location.folder);
        return { format: request.outputFormat, location };
      }),
    );
  };

  const getReady = async (batch: Batch): Promise<AssetPlace[]> => {
    await links.prepare(batch.context.target);
    return reserveAll(batch);
  };

  /** Whoever is told of an image changes nothing about it any more. */
  const tell = (say: () => void): void => {
    try {
      say();
    } catch (error) {
      log.error(`An image could not be told of: ${String(error)}`);
    }
  };

  const make: ImageStudio['make'] = async (batch, paid, observer) => {
    settings.checkLimits();
    const signals = batch.items.map(observer.signalOf);
    const places = await unlessAborted(getReady(batch), signals, (late) =>
      late.forEach((place) => place.release()),
    );
    if (!places) return batch.items.forEach((item) => observer.onFailed(item, cancelled()));
    nameWorkspaceModel(batch);
    const shared = createSharedFailure();
    const trials = tryFolders(places.filter((_, at) => !paid.has(batch.items[at]!.index)));
    // A disk that is away answers never.
    const tried = unlessAborted(trials, signals, () => undefined);
    const makeOne = async (item: BatchItem, position: number): Promise<void> => {
      const { request, index, altText = batch.altText } = item;
      const place = places[position]!;
      const known = paid.get(index);
      const signal = signals[position]!;
      const hold = shared.hold(
        {
          isPaid: known !== undefined,
          ...(place.note.exactName !== undefined && {
            onlyFormat: `${request.model} ${request.outputFormat}`,
            file: place.note.exactName,
          }),
        },
        signal,
      );
      try {
        hold.check();
        await observer.mayGoOn?.(hold.signal);
        hold.check();
        if (!known) {
          place.checkWritable?.().catch((error: ImageError) => hold.stop(error));
          if (place.checkFree) await orAborted(place.checkFree(), hold.signal);
        }
        const asset = await generator.run(
          {
            request,
            altText,
            place,
            ...(known && { paid: known }),
            ...(item.sourceImage !== undefined && { sourceImage: item.sourceImage }),
            hold,
            ...(observer.mayGoOn && { mayGoOn: observer.mayGoOn }),
            untilReady: async () => {
              await tried;
              await place.checkWritable?.();
            },
          },
          (step) => observer.onStep(item, step),
          hold.signal,
        );
        tell(() => observer.onMade(item, asset));
      } catch (error) {
        const failure = asImageError(hold.causeOf(error), log, signal);
        tell(() => observer.onFailed(item, stillPaid(failure, known)));
      } finally {
        place.release();
        hold.end();
      }
    };
    if (!observer.mayGoOn) {
      await Promise.all([tried, ...batch.items.map(makeOne)]);
      return;
    }
    // As many at once as may be sent at once, so that a pause holds back all that are left.
    await inParallel(batch.items.entries(), settings.limit('maxParallelRequests'), ([at, item]) =>
      makeOne(item, at),
    );
    await tried;
  };

  /** Formats that the document can show which the images will be inserted into. */
  const shownFormats = (
    { insert = true }: GenerateArgs,
    { target }: SavingContext,
  ): readonly ImageFormat[] | undefined =>
    target && insert ? languages.of(target.document)?.formats : undefined;

  const insertAll = async (
    batch: Batch,
    made: readonly Made[],
  ): Promise<readonly string[] | undefined> => {
    const { target } = batch.context;
    if (!batch.wantsInsertion || !target || made.length === 0) return undefined;
    return links.insert(target, made.map(linkedImage));
  };

  /** What is saved is saved, whatever becomes of its link. */
  const unlessItFails = async <T>(linking: Promise<T> | undefined): Promise<T | undefined> => {
    try {
      return await linking;
    } catch (error) {
      log.warn(`The images are saved, but without links: ${String(error)}`);
      return undefined;
    }
  };

  return {
    prepare(args, context) {
      const prompt = parsePrompt(args.prompt);
      settings.endpoint();
      const scope = settingsScope(context);
      const shown = shownFormats(args, context);
      const decided = withDefaults(args, (name) => {
        const value = settings.value(name, scope);
        return name === 'outputFormat' && shown ? shownInstead(value, shown) : value;
      });
      const seed = args.seed ?? drawSeed();
      const items = Array.from({ length: args.count ?? 1 }, (_, index) => ({
        index,
        request: { prompt, ...decided, seed: seedOfImage(seed, index) },
      }));
      return {
        items,
        context,
        altText: args.altText ?? altTextOf(prompt),
        wantsInsertion: args.insert ?? true,
      };
    },

    order: (orders, context) => batchOfOrders(orders, context, { settings, drawSeed }),

    orderMany: (orders, context, signal) =>
      batchOfManyOrders(orders, context, { settings, drawSeed }, signal),

    preview({ items, context }) {
      const { request, index } = items[0]!;
      const location = locate(context, request, index, surroundings());
      return store.nextFree(location, request.outputFormat);
    },

    make,

    async run(batch, paid, onProgress, signal, mayGoOn) {
      const made = new Map<number, Made>();
      const failures: BatchFailure[] = [];
      await make(batch, paid, {
        signalOf: () => signal,
        ...(mayGoOn && { mayGoOn }),
        onStep: ({ index }, step) => onProgress(index, step),
        onMade({ index, request, altText = batch.altText }, asset) {
          made.set(index, { request, asset, altText });
          onProgress(index, { kind: 'done' });
        },
        onFailed(item, error) {
          failures.push({ item, error });
          onProgress(item.index, { kind: 'failed' });
        },
      });
      failures.sort((a, b) => a.item.index - b.item.index);
      const present = batch.items
        .map(({ index }) => made.get(index))
        .filter((entry) => entry !== undefined);
      const inserting = unlessItFails(signal.aborted ? undefined : insertAll(batch, present));
      const cleared = present.map(({ asset }) => asset.cleared);
      const [inserted] = await Promise.all([inserting, ...cleared]);
      const written =
        inserted ??
        (await unlessItFails(links.linksOf(present.map(linkedImage), batch.context.target)));
      const images = present.map(({ request, asset }, position) =>
        describeImage(request, asset, {
          link: written?.[position] ?? asset.uri,
          inserted: inserted !== undefined,
        }),
      );
      return { images, failures };
    },
  };
}

interface Made {
  readonly request: GenerationRequest;
  readonly asset: GeneratedAsset;
  readonly altText: string;
}
