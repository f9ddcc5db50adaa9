import * as vscode from 'vscode';
import { ImageError } from '../../core/errors.ts';
import { orAborted } from '../../core/orAborted.ts';
import { parseGenerateArgs } from '../../core/request.ts';
import type { ApiKeys } from '../host/apiKeys.ts';
import { uriArgument } from '../host/uriArgument.ts';
import { hasNoPlace, type SavingContext } from '../../app/making/savingContext.ts';
import { obviousFolder } from '../editor/obviousFolder.ts';
import type { Batch, BatchFailure, GeneratedImage } from '../../app/making/batch.ts';
import type { ImageStudio } from '../../app/making/imageStudio.ts';
import type { InsertionTargets } from '../editor/insertionTargets.ts';
import type { InsertionTarget } from '../../app/documents/insertionTarget.ts';
import type { Settings } from '../../app/settings.ts';
import { requireConfirmed } from '../dialogs/confirmation.ts';
import { stopOn } from '../host/stopping.ts';
import { runBatch } from './runBatch.ts';

export interface GenerateWithArgumentsOptions {
  readonly studio: ImageStudio;
  readonly targets: InsertionTargets;
  readonly keys: ApiKeys;
  readonly settings: Settings;
}

/** What became of an image that could not be made. Public: see the contract. */
export interface PublicFailure {
  readonly index: number;
  /** The file that it was to become, where that was decided. */
  readonly uri?: string;
  /** Of a prompt sheet, from 1. */
  readonly line?: number;
  readonly prompt: string;
  readonly code: string;
  readonly message: string;
  readonly mayHaveBeenCharged: boolean;
}

export function publicFailure({ item, error }: BatchFailure): PublicFailure {
  const file = item.destination?.file;
  return {
    index: item.index,
    ...(file && { uri: file.toString() }),
    prompt: item.request.prompt,
    code: error.code,
    message: error.message,
    mayHaveBeenCharged: error.mayHaveBeenCharged,
  };
}

/** Rejection of a command that was asked for several images: what became of each, and whether any may have been charged. */
export class BatchError extends ImageError {
  readonly images: readonly GeneratedImage[];
  readonly failures: readonly PublicFailure[];

  constructor(
    first: ImageError,
    images: readonly GeneratedImage[],
    failures: readonly PublicFailure[],
  ) {
    super(first.code, first.message, {
      cause: first,
      mayHaveBeenCharged: failures.some(({ mayHaveBeenCharged }) => mayHaveBeenCharged),
      ...(first.reason && { reason: first.reason }),
      ...(first.field && { field: first.field }),
    });
    this.images = images;
    this.failures = failures;
  }
}

/**
 * Generate Image for programs: asks nothing, and rejects with `ImageError`, or `BatchError` where
 * more than one image was asked for.
 */
export function createGenerateWithArguments(
  options: GenerateWithArgumentsOptions,
): (given: object, signal?: AbortSignal) => Promise<GeneratedImage[]> {
  const withBatch = createBatchForProgram(options);
  return (given, stopper) =>
    withBatch(given, (batch, signal) => runForProgram(options, batch, signal), stopper);
}

/**
 * Reads the arguments of Generate Image, and holds the place of its links for as long as the batch is used.
 * @throws {ImageError} `badRequest`, or `noWorkspace`.
 */
export function createBatchForProgram(
  options: Omit<GenerateWithArgumentsOptions, 'keys'>,
): <T>(
  given: object,
  use: (batch: Batch, signal: AbortSignal) => Promise<T>,
  stopper?: AbortSignal,
) => Promise<T> {
  const { studio, targets, settings } = options;

  const prepare = (given: object, target: InsertionTarget | undefined): Batch => {
    const args = parseGenerateArgs(given);
    const workspaceFolder = obviousFolder(target) ?? vscode.workspace.workspaceFolders?.[0];
    const context: SavingContext = { target, args, workspaceFolder };
    const prompt = args.prompt ?? target?.selectedText.trim();
    const batch = studio.prepare({ ...args, ...(prompt && { prompt }) }, context);
    requireConfirmed(batch.items, args.confirmed ?? false, settings);
    if (!hasNoPlace(context)) return batch;
    throw new ImageError('noWorkspace', 'No folder is open, and no saved document to be beside.');
  };

  return async (given, use, stopper) => {
    const { signal } = stopOn(stopper);
    signal.throwIfAborted();
    const { document, ...rest } = given as { document?: unknown };
    // Wrong arguments are named before a document is opened for them.
    parseGenerateArgs(rest);
    const uri = document === undefined ? undefined : uriArgument(document, 'document');
    const finding = uri ? targets.inDocument(uri) : targets.current();
    const target = await orAborted(finding, signal, (late) => late?.dispose());
    try {
      return await use(prepare(rest, target), signal);
    } finally {
      target?.dispose();
    }
  };
}

/**
 * Makes the images of a batch, and asks nothing.
 * @throws {ImageError} where one image was asked for and could not be made; `BatchError` where one of several.
 */
export async function runForProgram(
  { studio, keys, settings }: Pick<GenerateWithArgumentsOptions, 'studio' | 'keys' | 'settings'>,
  batch: Batch,
  signal: AbortSignal = new AbortController().signal,
): Promise<GeneratedImage[]> {
  if (!(await orAborted(keys.get(settings.endpoint().origin), signal))) {
    throw asBatchError(new ImageError('keyMissing', 'No API key is set for this service.'), batch);
  }
  const outcome = await runBatch(studio, batch, undefined, signal).then(
    undefined,
    (error: unknown) => {
      throw asBatchError(error, batch);
    },
  );
  const [first] = outcome.failures;
  if (!first) return [...outcome.images];
  if (batch.items.length === 1) throw first.error;
  throw new BatchError(first.error, outcome.images, outcome.failures.map(publicFailure));
}

/** Where several images were asked for, a failure before the first was sent is one of each. */
function asBatchError(error: unknown, { items }: Batch): unknown {
  if (!(error instanceof ImageError) || items.length === 1) return error;
  return new BatchError(
    error,
    [],
    items.map((item) => publicFailure({ item, error })),
  );
}
