import type { L10n } from './l10n.ts';
import type { ImageError } from '../../core/errors.ts';
import { isUnplaced, whatIsPaid } from '../../core/paidImage.ts';
import { sentBy, type Press, type PressName, type Presses } from '../../core/presses.ts';
import type { FailureAction, FailureMessage } from './failureMessage.ts';
import { causeMessage, failureMessage } from './failureMessages.ts';

/** More causes than these at once are for the log. */
const maxCauses = 3;

/** What is said of images that failed together: every cause with its count, and what may have been charged. */
export function failedImagesMessage(
  errors: readonly [ImageError, ...ImageError[]],
  l10n: L10n,
): FailureMessage {
  if (errors.length === 1) return failureMessage(errors[0], l10n);
  const urgent = errors.toSorted((a, b) => urgencyOf(b) - urgencyOf(a));
  const causes = Map.groupBy(urgent, (error) => causeMessage(error, l10n).text);
  const told = [...causes].slice(0, maxCauses);
  const words =
    causes.size === 1
      ? told.map(([text]) => text)
      : told.map(([text, { length }]) =>
          length === 1 ? l10n.t('1 image: {0}', text) : l10n.t('{0} images: {1}', length, text),
        );
  if (causes.size > maxCauses) words.push(l10n.t('The log names the other causes.'));
  return {
    text: [...words, moneyWords(errors, l10n)].filter(Boolean).join(' '),
    actions: actionsOf(urgent, l10n),
  };
}

/** Only buttons that send something; those that send nothing in any case stay, where there is room for them. */
export function offeredActions(
  actions: readonly FailureAction[],
  presses: Presses<unknown>,
): readonly FailureAction[] {
  const offered = actions.filter((action) => {
    const press: Press<unknown> | undefined = presses[action as PressName];
    return action === 'setApiKey' || press === undefined || sentBy(press).length > 0;
  });
  // Beside both, a third button would cut off what they say about money.
  const isWide = offered.includes('retry') && offered.includes('retryAll');
  return isWide ? offered.filter((action) => action !== 'showLog') : offered;
}

/** A paid image that lies nowhere needs the person most, then what can be had for free, then what may cost again. */
function urgencyOf(error: ImageError): number {
  const paid = whatIsPaid({ error });
  if (paid?.image || isUnplaced(error)) return 3;
  return paid ? 2 : error.mayHaveBeenCharged ? 1 : 0;
}

function moneyWords(errors: readonly ImageError[], l10n: L10n): string {
  const charged = errors.filter((error) => error.mayHaveBeenCharged && !isUnplaced(error)).length;
  if (charged === 0) return '';
  if (charged === errors.length) return l10n.t('They may have been charged.');
  return charged === 1
    ? l10n.t('1 of them may have been charged.')
    : l10n.t('{0} of them may have been charged.', charged);
}

/** Those of all causes, the most urgent first, and the log at the end. */
function actionsOf(urgent: readonly ImageError[], l10n: L10n): readonly FailureAction[] {
  const all = new Set(
    urgent
      .flatMap((error) => causeMessage(error, l10n).actions)
      .flatMap((action): FailureAction[] =>
        action === 'retry' ? ['retry', 'retryAll'] : [action],
      ),
  );
  if (all.delete('showLog')) all.add('showLog');
  return [...all];
}
