import { altTextOf } from '../../core/documents/markdownImage.ts';
import { seedOfImage, withDefaults, type GenerateArgs } from '../../core/request.ts';
import type { Batch, ImageDestination } from './batch.ts';
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

/**
 * A batch whose images differ in more than their seeds; none is inserted.
 * @throws {ImageError} `badRequest` for a bad setting.
 */
export function batchOfOrders(
  orders: readonly ImageOrder[],
  context: SavingContext = { target: undefined, args: {}, workspaceFolder: undefined },
  { settings, drawSeed }: { readonly settings: Settings; readonly drawSeed: () => number },
): Batch {
  settings.endpoint();
  const images = orders.flatMap(({ args, imageCount = 1, destination, sourceImage }) => {
    const scope = scopeOf(destination) ?? settingsScope(context);
    const decided = withDefaults(args, (name) => settings.value(name, scope));
    const seed = args.seed ?? drawSeed();
    const isModelFromFile =
      args.model !== undefined && args.model !== settings.value('model', scope);
    return Array.from({ length: imageCount }, (_, nth) => ({
      destination,
      ...(sourceImage !== undefined && { sourceImage }),
      ...(isModelFromFile && { isModelFromFile }),
      altText: args.altText ?? altTextOf(args.prompt),
      request: { prompt: args.prompt, ...decided, seed: seedOfImage(seed, nth) },
    }));
  });
  return {
    items: images.map((image, index) => ({ ...image, index })),
    context,
    altText: '',
    wantsInsertion: false,
  };
}
