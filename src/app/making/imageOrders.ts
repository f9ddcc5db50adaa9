import { altTextOf } from '../../core/documents/markdownImage.ts';
import { seedOfImage, withDefaults, type GenerateArgs } from '../../core/request.ts';
import { createBreather } from '../documents/breather.ts';
import type { Batch, BatchItem, ImageDestination } from './batch.ts';
import { settingsScope, type SavingContext } from './savingContext.ts';
import type { Settings } from '../settings.ts';
import type { Uri } from '../uri.ts';

/** What settings are read for, where an image has a place of its own. */
export function scopeOf({ document, file, beside }: ImageDestination = {}): Uri | undefined {
  return document ?? file ?? beside;
}

/** Images of one prompt in a batch of many. */
export interface ImageOrder {
  /** Checked; what a file says, so that a model in it is the file's choice. */
  readonly args: GenerateArgs & { readonly prompt: string };
  /** With consecutive seeds. Default 1. */
  readonly imageCount?: number;
  /** The image that these are made of, as their files are to name it. */
  readonly sourceImage?: string;
  readonly destination: ImageDestination;
}

export interface OrderingOptions {
  readonly settings: Settings;
  readonly drawSeed: () => number;
}

/**
 * A batch whose images differ in more than their seeds; none is inserted.
 * @throws {ImageError} `badRequest` for a bad setting.
 */
export function batchOfOrders(
  orders: Iterable<ImageOrder>,
  context: SavingContext = nowhere,
  options: OrderingOptions,
): Batch {
  return batchOf([...itemsOf(orders, context, options)], context);
}

/** As `batchOfOrders`, with the other work of the thread in between. Rejects `cancelled`, too. */
export async function batchOfManyOrders(
  orders: Iterable<ImageOrder>,
  context: SavingContext = nowhere,
  options: OrderingOptions,
  signal: AbortSignal,
): Promise<Batch> {
  const breather = createBreather(signal);
  const items: BatchItem[] = [];
  for (const item of itemsOf(orders, context, options)) {
    items.push(item);
    const pause = breather.pause();
    if (pause) await pause;
  }
  return batchOf(items, context);
}

const nowhere: SavingContext = { target: undefined, args: {}, workspaceFolder: undefined };

const batchOf = (items: readonly BatchItem[], context: SavingContext): Batch => ({
  items,
  context,
  altText: '',
  wantsInsertion: false,
});

function* itemsOf(
  orders: Iterable<ImageOrder>,
  context: SavingContext,
  { settings, drawSeed }: OrderingOptions,
): Generator<BatchItem> {
  settings.endpoint();
  let index = 0;
  for (const { args, imageCount = 1, destination, sourceImage } of orders) {
    const scope = scopeOf(destination) ?? settingsScope(context);
    const decided = withDefaults(args, (name) => settings.value(name, scope));
    const seed = args.seed ?? drawSeed();
    const isModelFromFile =
      args.model !== undefined && args.model !== settings.value('model', scope);
    const altText = args.altText ?? altTextOf(args.prompt);
    for (let nth = 0; nth < imageCount; nth++) {
      yield {
        destination,
        ...(sourceImage !== undefined && { sourceImage }),
        ...(isModelFromFile && { isModelFromFile }),
        altText,
        request: { prompt: args.prompt, ...decided, seed: seedOfImage(seed, nth) },
        index: index++,
      };
    }
  }
}
