import { ImageError } from '../../core/errors.ts';
import { orAborted } from '../../core/orAborted.ts';
import { parseGenerateArgs } from '../../core/request.ts';
import { hasNoPlace, type SavingContext } from '../making/savingContext.ts';
import type { Batch, BatchFailure, BatchOutcome, GeneratedImage } from '../making/batch.ts';
import type { ImageStudio } from '../making/imageStudio.ts';
import type { InsertionTarget } from '../documents/insertionTarget.ts';
import type { Settings } from '../settings.ts';
import { requireConfirmed } from '../making/confirmation.ts';
import type { KeySource } from '../../core/ports.ts';
import type { WorkspaceFolder } from '../folders.ts';
import type { Uri, Uris } from '../uri.ts';
import { uriArgument } from '../commandArguments.ts';
import { stopWith } from '../stopping.ts';

export interface GenerateForProgramOptions {
  readonly studio: Pick<ImageStudio, 'prepare'>;
  readonly targets: Targets;
  /** The workspace folder that counts where the arguments say none. */
  readonly folderFor: (target: InsertionTarget | undefined) => WorkspaceFolder | undefined;
  /** Makes a batch, perhaps behind something that says what happens. Rejects before anything is sent. */
  readonly run: (batch: Batch, signal: AbortSignal) => Promise<BatchOutcome>;
  readonly keys: Pick<KeySource, 'get'>;
  readonly settings: Settings;
  readonly uris: Uris;
}

/** Where links can go. */
export interface Targets {
  /** Where they would go now; `undefined`: nowhere that can be written. */
  current(): Promise<InsertionTarget | undefined>;
  /**
   * A named document: at the cursor of its editor, else at its end.
   * @throws {ImageError} `badRequest` where there is no such text document.
   */
  inDocument(uri: Uri): Promise<InsertionTarget | undefined>;
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
export function createGenerateForProgram(
  options: GenerateForProgramOptions,
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
  options: Omit<GenerateForProgramOptions, 'keys' | 'run'>,
): <T>(
  given: object,
  use: (batch: Batch, signal: AbortSignal) => Promise<T>,
  stopper?: AbortSignal,
) => Promise<T> {
  const { studio, targets, folderFor, settings, uris } = options;

  const prepare = (given: object, target: InsertionTarget | undefined): Batch => {
    const args = parseGenerateArgs(given);
    const workspaceFolder = folderFor(target);
    const context: SavingContext = { target, args, workspaceFolder };
    const prompt = args.prompt ?? target?.selectedText.trim();
    const batch = studio.prepare({ ...args, ...(prompt && { prompt }) }, context);
    requireConfirmed(batch.items, args.confirmed ?? false, settings);
    if (!hasNoPlace(context)) return batch;
    throw new ImageError('noWorkspace', 'No folder is open, and no saved document to be beside.');
  };

  return async (given, use, stopper) => {
    const stop = new AbortController();
    stopWith(stop, stopper);
    const { signal } = stop;
    signal.throwIfAborted();
    const { document, ...rest } = given as { document?: unknown };
    // Wrong arguments are named before a document is opened for them.
    parseGenerateArgs(rest);
    const uri = document === undefined ? undefined : uriArgument(document, 'document', uris);
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
  { run, keys, settings }: Pick<GenerateForProgramOptions, 'run' | 'keys' | 'settings'>,
  batch: Batch,
  signal: AbortSignal = new AbortController().signal,
): Promise<GeneratedImage[]> {
  if (!(await orAborted(keys.get(settings.endpoint().origin), signal))) {
    throw asBatchError(new ImageError('keyMissing', 'No API key is set for this service.'), batch);
  }
  const outcome = await run(batch, signal).then(undefined, (error: unknown) => {
    throw asBatchError(error, batch);
  });
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
