import type * as vscode from 'vscode';
import type { PaidImage } from '../../core/imageJob.ts';
import { sentBy } from '../../core/presses.ts';
import { announce } from '../dialogs/announcement.ts';
import { asImageError } from '../../app/failures.ts';
import {
  failAll,
  inBatch,
  itemsOf,
  paidOf,
  withoutDestination,
  type Batch,
  type BatchFailure,
  type BatchItem,
  type GeneratedImage,
} from '../../app/making/batch.ts';
import type { ImageStudio } from '../../app/making/imageStudio.ts';
import type { Log } from '../host/log.ts';
import type { ApiKeyDialog } from '../dialogs/apiKeyDialog.ts';
import { offerRemedies } from '../dialogs/offerRemedies.ts';
import { runBatch } from './runBatch.ts';
import { l10n } from '../host/l10n.ts';

export interface GenerateForPersonOptions {
  readonly studio: ImageStudio;
  readonly keyDialog: ApiKeyDialog;
  /** Starts over with these words. */
  readonly editPrompt: (prompt: string) => Promise<unknown>;
  /**
   * Does what is left to do with images once they are saved, and tells what has become of them. What goes wrong with
   * that is no failure of an image: it is told, and rejects nothing.
   */
  readonly finish?: (images: readonly GeneratedImage[]) => Promise<readonly GeneratedImage[]>;
  readonly log: Log;
}

interface Attempt {
  /** What the command answers with: nothing, where anything failed. */
  readonly images: GeneratedImage[] | undefined;
  /** Resolves once the person has no more buttons to press about it. */
  readonly followUp: Promise<void>;
}

/** What of a batch is made now. */
interface Turn {
  readonly items: readonly BatchItem[];
  readonly paid: ReadonlyMap<number, PaidImage>;
  /** What it failed with before. */
  readonly earlier: readonly BatchFailure[];
  /** What failed before and is not tried now. */
  readonly left: readonly BatchFailure[];
  /** The file that the person chose, which counts before what was decided image by image. */
  readonly chosen?: vscode.Uri;
}

/**
 * Makes a batch, says what came of it, and offers what can be done about failures. Takes over the
 * batch's insertion target.
 */
export function createGenerateForPerson(
  options: GenerateForPersonOptions,
): (batch: Batch) => Promise<GeneratedImage[] | undefined> {
  const { studio, keyDialog, editPrompt, finish, log } = options;

  /** Nothing that comes after the payment makes an image look unsent. */
  const finished = async (
    images: readonly GeneratedImage[],
    batch: Batch,
  ): Promise<readonly GeneratedImage[]> => {
    let final = images;
    try {
      if (finish) final = await finish(images);
      await announce(final, batch, log);
    } catch (error) {
      log.warn(`The images are saved, but not what goes with them: ${String(error)}`);
    }
    return final;
  };

  const attempt = async (batch: Batch, turn: Turn): Promise<Attempt> => {
    const { items, paid, earlier, left, chosen } = turn;
    const now: Batch = chosen
      ? {
          ...batch,
          items: items.map(withoutDestination),
          context: { ...batch.context, chosen },
        }
      : { ...batch, items };
    const made = await runBatch(studio, now, paid);
    const outcome = { ...made, images: await finished(made.images, batch) };
    const failures = [...inBatch(batch, outcome.failures, earlier), ...left];
    return failures.length === 0
      ? { images: [...outcome.images], followUp: Promise.resolve() }
      : { images: undefined, followUp: offer(batch, failures) };
  };

  const tryAgain = async (batch: Batch, turn: Turn): Promise<void> => {
    try {
      await (
        await attempt(batch, turn)
      ).followUp;
    } catch (error) {
      const failures = failAll(turn.items, turn.paid, asImageError(error, log));
      await offer(batch, [...inBatch(batch, failures, turn.earlier), ...turn.left]);
    }
  };

  const offer = (batch: Batch, failures: readonly BatchFailure[]): Promise<void> => {
    const count = batch.items.length;
    return offerRemedies({
      failures,
      intro: (failed) =>
        count > 1 ? l10n.t('{0} of {1} images could not be made.', failed, count) : '',
      mayPay: true,
      async send({ press, left, chosen }) {
        const items = itemsOf(press);
        if (items.length > 0) {
          const [paid, earlier] = [paidOf(press.free), sentBy(press)];
          await tryAgain(batch, { items, paid, earlier, left, ...(chosen && { chosen }) });
        } else if (left.length > 0) {
          await offer(batch, left);
        }
      },
      setApiKey: () => keyDialog.set(),
      editPrompt: () => editPrompt(batch.items[0]!.request.prompt),
      log,
    });
  };

  return async (batch) => {
    const { target } = batch.context;
    let isFollowed = false;
    try {
      const { images, followUp } = await attempt(batch, {
        items: batch.items,
        paid: new Map(),
        earlier: [],
        left: [],
      });
      isFollowed = true;
      void followUp.finally(() => target?.dispose());
      return images;
    } finally {
      if (!isFollowed) target?.dispose();
    }
  };
}
