import * as vscode from 'vscode';
import { UnsavedImageError, type PaidImage } from '../../core/generator.ts';
import { announce } from '../announcement.ts';
import { asImageError, showFailure } from '../failureActions.ts';
import {
  paidOf,
  withoutDestination,
  type Batch,
  type BatchFailure,
  type BatchOutcome,
  type GeneratedImage,
} from '../batch.ts';
import type { ImageStudio } from '../imageStudio.ts';
import type { Log } from '../log.ts';
import type { ApiKeyDialog } from './apiKeyDialog.ts';
import { runBatch } from './runBatch.ts';
import { askForFile } from './saveDialog.ts';

export interface GenerateForPersonOptions {
  readonly studio: ImageStudio;
  readonly keyDialog: ApiKeyDialog;
  /** Starts over with these words. */
  readonly editPrompt: (prompt: string) => Promise<unknown>;
  /** Does what is left to do with images once they are saved, and tells what has become of them. */
  readonly finish?: (images: readonly GeneratedImage[]) => Promise<readonly GeneratedImage[]>;
  readonly log: Log;
}

interface Attempt {
  /** What the command answers with: nothing, where anything failed. */
  readonly images: GeneratedImage[] | undefined;
  /** Resolves once the person has no more buttons to press about it. */
  readonly followUp: Promise<void>;
}

/**
 * Makes a batch, says what came of it, and offers what can be done about failures. Takes over the
 * batch's insertion target.
 */
export function createGenerateForPerson(
  options: GenerateForPersonOptions,
): (batch: Batch) => Promise<GeneratedImage[] | undefined> {
  const { studio, keyDialog, editPrompt, finish, log } = options;

  const attempt = async (batch: Batch, paid?: ReadonlyMap<number, PaidImage>): Promise<Attempt> => {
    const made = await runBatch(studio, batch, paid);
    const outcome = finish ? { ...made, images: await finish(made.images) } : made;
    await announce(outcome.images, batch, log);
    const { failures } = outcome;
    return failures.length === 0
      ? { images: [...outcome.images], followUp: Promise.resolve() }
      : { images: undefined, followUp: offerRemedies(outcome, batch) };
  };

  const again = async (batch: Batch, paid?: ReadonlyMap<number, PaidImage>): Promise<void> => {
    try {
      await (
        await attempt(batch, paid)
      ).followUp;
    } catch (error) {
      await showFailure(asImageError(error, log), log);
    }
  };

  const offerRemedies = ({ images, failures }: BatchOutcome, batch: Batch): Promise<void> => {
    const count = images.length + failures.length;
    const intro =
      count > 1
        ? vscode.l10n.t('{0} of {1} images could not be made.', failures.length, count)
        : '';
    const failed = { ...batch, items: failures.map(({ item }) => item) };
    const remedies = {
      // Among several, what is paid for is not paid again by a press that is meant for the others.
      retry: () => again(failed, failures.length > 1 ? paidOf(failures) : undefined),
      checkAgain: () => fetchPaid(failures, batch),
      saveElsewhere: () => saveElsewhere(failures, batch),
      editPrompt: () => editPrompt(batch.items[0]!.request.prompt),
      setApiKey: async () => {
        if (await keyDialog.set()) await again(failed, paidOf(failures));
      },
    };
    return showFailure(worst(failures).error, log, remedies, intro);
  };

  const fetchPaid = async (failures: readonly BatchFailure[], batch: Batch): Promise<void> => {
    const paid = paidOf(failures);
    const items = batch.items.filter(({ index }) => paid.has(index));
    await again({ ...batch, items }, paid);
    const others = failures.filter(({ item }) => !paid.has(item.index));
    if (others.length > 0) await offerRemedies({ images: [], failures: others }, batch);
  };

  const saveElsewhere = async (failures: readonly BatchFailure[], batch: Batch): Promise<void> => {
    const chosen = await askForFile();
    // Backing out of the dialog keeps the bytes and the offer.
    if (!chosen) return offerRemedies({ images: [], failures }, batch);
    // What the person chooses now counts before what was decided image by image.
    const items = batch.items.map(withoutDestination);
    return fetchPaid(failures, { ...batch, items, context: { ...batch.context, chosen } });
  };

  return async (batch) => {
    const { target } = batch.context;
    let isFollowed = false;
    try {
      const { images, followUp } = await attempt(batch);
      isFollowed = true;
      void followUp.finally(() => target?.dispose());
      return images;
    } finally {
      if (!isFollowed) target?.dispose();
    }
  };
}

/** A failure that leaves a paid image behind needs the person more than one that does not. */
function worst(failures: readonly BatchFailure[]): BatchFailure {
  const weight = ({ error }: BatchFailure): number =>
    error instanceof UnsavedImageError ? 3 : error.recordId ? 2 : error.mayHaveBeenCharged ? 1 : 0;
  return failures.toSorted((a, b) => weight(b) - weight(a))[0]!;
}
