import * as vscode from 'vscode';
import type { ImageError } from '../../../core/errors.ts';
import { isDiscardable, isUnfinished, type Job } from '../../../core/jobs.ts';
import { pressesFor } from '../../../core/presses.ts';
import type { ImageCard } from '../../../protocol/messages.ts';
import type { FailureAction } from '../../../app/words/failureMessage.ts';
import { actionLabel } from '../../../app/words/actionLabel.ts';
import { offeredActions } from '../../../app/words/failedImages.ts';
import { failureMessage } from '../../../app/words/failureMessages.ts';
import { plainText } from '../../../app/words/plainText.ts';
import { stepWords } from '../../../app/words/progressWords.ts';
import { l10n } from '../../host/l10n.ts';

export function formatted(count: number): string {
  return new Intl.NumberFormat(vscode.env.language).format(count);
}

/** "4,000 of 994,766 credits", as far as it is known. */
export function priceWords(
  price: number | undefined,
  remaining: number | undefined,
): string | undefined {
  if (price !== undefined && remaining !== undefined) {
    return l10n.t('Costs {0} of {1} credits', formatted(price), formatted(remaining));
  }
  if (price !== undefined) return l10n.t('Costs {0} credits', formatted(price));
  return remaining === undefined ? undefined : l10n.t('{0} credits left', formatted(remaining));
}

export function queueWords(running: number, total: number): string {
  if (running === 0) return '';
  return total === 1
    ? l10n.t('Generating image')
    : l10n.t('Generating: {0} of {1} done', total - running, total);
}

/** The whole list, as the panel shows it. */
export function cardsOf(all: readonly Job[]): ImageCard[] {
  const hasOthers = (job: Job): boolean =>
    job.insertedInto !== undefined &&
    all.some((other) => other.batchId === job.batchId && isDiscardable(other));
  return all.map((job) => cardOf(job, hasOthers(job)));
}

/** An image as the panel shows it. */
export function cardOf(job: Job, hasOthers: boolean): ImageCard {
  const { id, batchId, status, request, asset, error, step, insertedInto } = job;
  const failure = error && status === 'failed' ? failureMessage(error, l10n) : undefined;
  const remedies = error ? remediesOf(error) : [];
  const words = failure?.text ?? wordsDuring(job);
  return {
    id,
    batchId,
    status,
    prompt: request.prompt,
    seed: request.seed,
    aspectRatio: request.aspectRatio,
    isDraft: request.megapixels === '0.25',
    hasOthers,
    ...(words && { words: isUnfinished(job) && step ? words : plainText(words, 500) }),
    ...(asset && {
      width: asset.width,
      height: asset.height,
      byteCount: asset.byteCount,
      fileName: fileNameOf(asset.uri),
    }),
    ...(insertedInto && { insertedInto }),
    ...(remedies.length > 0 && { remedies }),
  };
}

type Remedy = Exclude<FailureAction, 'editPrompt' | 'retryAll'>;

/**
 * The most helpful first, trying again second: whatever failed can be tried again here, and its
 * prompt is edited in the form. Each says what it costs.
 */
function remediesOf(error: ImageError): NonNullable<ImageCard['remedies']> {
  const presses = pressesFor([{ error }]);
  const offered = offeredActions(failureMessage(error, l10n).actions, presses);
  const [first, ...rest] = offered.filter(
    (action): action is Remedy => action !== 'editPrompt' && action !== 'retryAll',
  );
  const others = rest.filter((action) => action !== 'retry');
  const actions: readonly Remedy[] =
    first === undefined || first === 'retry' ? ['retry', ...rest] : [first, 'retry', ...others];
  return actions.map((action) => ({ action, label: actionLabel(action, presses, l10n) }));
}

function wordsDuring({ status, step, error }: Job): string {
  if (status === 'cancelled') {
    return error?.mayHaveBeenCharged
      ? l10n.t('Cancelled. The image may have been charged.')
      : l10n.t('Cancelled.');
  }
  return step && status !== 'done' ? stepWords(step, l10n) : '';
}

export function fileNameOf(uri: string): string {
  const { path } = vscode.Uri.parse(uri, true);
  return path.slice(path.lastIndexOf('/') + 1);
}
