import * as vscode from 'vscode';
import { ImageError } from '../../core/errors.ts';
import { parseGenerateArgs } from '../../core/request.ts';
import type { ApiKeys } from '../apiKeys.ts';
import { uriArgument } from '../commandArguments.ts';
import { hasNoPlace, obviousFolder, type SavingContext } from '../imagePlan.ts';
import type { Batch, BatchOutcome, GeneratedImage } from '../batch.ts';
import type { ImageStudio } from '../imageStudio.ts';
import type { InsertionTarget, InsertionTargets } from '../insertionTarget.ts';
import type { Settings } from '../settings.ts';
import { runBatch } from './runBatch.ts';

export interface GenerateWithArgumentsOptions {
  readonly studio: ImageStudio;
  readonly targets: InsertionTargets;
  readonly keys: ApiKeys;
  readonly settings: Settings;
}

/** Rejection of a command that was asked for several images: what became of each. */
export class BatchError extends ImageError {
  readonly images: readonly GeneratedImage[];
  readonly failures: readonly { index: number; prompt: string; code: string; message: string }[];

  constructor(first: ImageError, { images, failures }: BatchOutcome) {
    super(first.code, first.message, {
      cause: first,
      mayHaveBeenCharged: failures.some(({ error }) => error.mayHaveBeenCharged),
      ...(first.reason && { reason: first.reason }),
      ...(first.field && { field: first.field }),
    });
    this.images = images;
    this.failures = failures.map(({ item, error }) => ({
      index: item.index,
      prompt: item.request.prompt,
      code: error.code,
      message: error.message,
    }));
  }
}

/**
 * Generate Image for programs: asks nothing, and rejects with `ImageError`, or `BatchError` where
 * more than one image was asked for.
 */
export function createGenerateWithArguments(
  options: GenerateWithArgumentsOptions,
): (given: object) => Promise<GeneratedImage[]> {
  const { studio, targets, keys, settings } = options;

  const prepare = (given: object, target: InsertionTarget | undefined): Batch => {
    const args = parseGenerateArgs(given);
    const workspaceFolder = obviousFolder(target) ?? vscode.workspace.workspaceFolders?.[0];
    const context: SavingContext = { target, args, workspaceFolder };
    const prompt = args.prompt ?? target?.selectedText.trim();
    const batch = studio.prepare({ ...args, ...(prompt && { prompt }) }, context);
    if (!hasNoPlace(context)) return batch;
    throw new ImageError('noWorkspace', 'No folder is open, and no saved document to be beside.');
  };

  return async (given) => {
    const { document, ...rest } = given as { document?: unknown };
    // Wrong arguments are named before a document is opened for them.
    parseGenerateArgs(rest);
    const uri = document === undefined ? undefined : uriArgument(document, 'document');
    const target = uri ? await targets.inDocument(uri) : await targets.current();
    try {
      const batch = prepare(rest, target);
      if (!(await keys.get(settings.endpoint().origin))) {
        throw asBatchError(
          new ImageError('keyMissing', 'No API key is set for this service.'),
          batch,
        );
      }
      const outcome = await runBatch(studio, batch).then(undefined, (error: unknown) => {
        throw asBatchError(error, batch);
      });
      const [first] = outcome.failures;
      if (!first) return [...outcome.images];
      throw batch.items.length > 1 ? new BatchError(first.error, outcome) : first.error;
    } finally {
      target?.dispose();
    }
  };
}

/** Where several images were asked for, a failure before the first was sent is one of each. */
function asBatchError(error: unknown, { items }: Batch): unknown {
  if (!(error instanceof ImageError) || items.length === 1) return error;
  return new BatchError(error, { images: [], failures: items.map((item) => ({ item, error })) });
}
