import * as vscode from 'vscode';
import { altTextOf } from '../core/documents/markdownImage.ts';
import type { GeneratedAsset, Generator, PaidImage } from '../core/generator.ts';
import type { AssetPlace } from '../core/ports.ts';
import {
  parsePrompt,
  seedOfImage,
  withDefaults,
  type GenerateArgs,
  type GenerationRequest,
} from '../core/request.ts';
import type { AssetStore } from './assetStore.ts';
import type {
  Batch,
  BatchFailure,
  BatchObserver,
  BatchOutcome,
  BatchProgress,
  GeneratedImage,
} from './batch.ts';
import { isMarkdown } from './documentPlace.ts';
import { asImageError } from './failureActions.ts';
import { locate, settingsScope, type SavingContext } from './imagePlan.ts';
import { insertLinks, linkTo, type LinkedImage } from './linkInsertion.ts';
import type { Log } from './log.ts';
import type { Settings } from './settings.ts';

/** Makes the images of a command, saves each as it arrives, and inserts their links at the end. */
export interface ImageStudio {
  /** @throws {ImageError} `badRequest` for a bad prompt or setting. Sends nothing. */
  prepare(args: GenerateArgs, context: SavingContext): Batch;
  /** The file that the first image would get now; for showing, it reserves nothing. */
  preview(batch: Batch): Promise<vscode.Uri>;
  /** Reserves every name, then makes the images; each is told of on its own. Inserts nothing. */
  make(batch: Batch, paid: ReadonlyMap<number, PaidImage>, observer: BatchObserver): Promise<void>;
  /**
   * Makes the images and inserts their links in the end.
   * @param paid what is paid for already, by index.
   * @throws {ImageError} Before anything is sent. Later failures are in the outcome.
   */
  run(
    batch: Batch,
    paid: ReadonlyMap<number, PaidImage>,
    onProgress: BatchProgress,
    signal: AbortSignal,
  ): Promise<BatchOutcome>;
}

export interface ImageStudioOptions {
  readonly settings: Settings;
  readonly store: AssetStore;
  readonly loadGenerator: () => Promise<Generator>;
  readonly drawSeed: () => number;
  readonly now: () => number;
  readonly log: Log;
}

export function createImageStudio(options: ImageStudioOptions): ImageStudio {
  const { settings, store, loadGenerator, drawSeed, now, log } = options;
  let hasNamedWorkspaceModel = false;

  /** A repository can choose a dearer model, so whose choice it is gets said before the first payment. */
  const nameWorkspaceModel = ({ items, context }: Batch): void => {
    if (hasNamedWorkspaceModel) return;
    const model = items[0]?.request.model ?? '';
    const scope = settingsScope(context);
    if (!settings.isFromWorkspace('model', scope)) return;
    if (model !== settings.value('model', scope)) return;
    hasNamedWorkspaceModel = true;
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The settings of this workspace choose the model {0}.', model),
    );
  };

  const reserveAll = ({ items, context }: Batch): Promise<AssetPlace[]> => {
    const nowMs = now();
    return store.reserve(
      items.map(({ request, index }) => ({
        format: request.outputFormat,
        location: locate(context, request, index, settings, nowMs),
      })),
    );
  };

  const make: ImageStudio['make'] = async (batch, paid, observer) => {
    settings.checkLimits();
    const generator = await loadGenerator();
    const places = await reserveAll(batch);
    nameWorkspaceModel(batch);
    await Promise.all(
      batch.items.map(async (item, position) => {
        const { request, index } = item;
        const place = places[position]!;
        try {
          const known = paid.get(index);
          const asset = await generator.run(
            { request, place, ...(known && { paid: known }) },
            (step) => observer.onStep(item, step),
            observer.signalOf(item),
          );
          observer.onMade(item, describe({ request, asset }, batch, false), asset);
        } catch (error) {
          observer.onFailed(item, asImageError(error, log));
        } finally {
          place.release();
        }
      }),
    );
  };

  return {
    prepare(args, context) {
      const prompt = parsePrompt(args.prompt);
      settings.endpoint();
      const scope = settingsScope(context);
      const decided = withDefaults(args, (name) => settings.value(name, scope));
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

    preview({ items, context }) {
      const { request, index } = items[0]!;
      const location = locate(context, request, index, settings, now());
      return store.nextFree(location, request.outputFormat);
    },

    make,

    async run(batch, paid, onProgress, signal) {
      const made = new Map<number, Made>();
      const failures: BatchFailure[] = [];
      await make(batch, paid, {
        signalOf: () => signal,
        onStep: ({ index }, step) => onProgress(index, step),
        onMade({ index, request }, _, asset) {
          made.set(index, { request, asset });
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
      const isInserted = !signal.aborted && (await insertAll(batch, present));
      return { images: present.map((entry) => describe(entry, batch, isInserted)), failures };
    },
  };
}

interface Made {
  readonly request: GenerationRequest;
  readonly asset: GeneratedAsset;
}

const linkedImage = ({ asset }: Made, { altText }: Batch): LinkedImage => ({
  uri: vscode.Uri.parse(asset.uri, true),
  altText,
});

async function insertAll(batch: Batch, made: readonly Made[]): Promise<boolean> {
  const { target } = batch.context;
  if (!batch.wantsInsertion || !target || made.length === 0) return false;
  if (!isMarkdown(target.document)) return false;
  return insertLinks(
    target,
    made.map((entry) => linkedImage(entry, batch)),
  );
}

function describe(made: Made, batch: Batch, inserted: boolean): GeneratedImage {
  const { request, asset } = made;
  const { image } = asset;
  return {
    uri: asset.uri,
    link: linkTo(linkedImage(made, batch), batch.context.target?.document),
    inserted,
    model: request.model,
    prompt: request.prompt,
    seed: request.seed,
    width: image.width,
    height: image.height,
    format: image.format,
    bytes: asset.byteCount,
    recordId: asset.recordId,
  };
}
