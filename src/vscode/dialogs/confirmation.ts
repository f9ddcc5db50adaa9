import { ImageError } from '../../core/errors.ts';
import type { BatchItem } from '../../app/making/batch.ts';
import type { PlainText } from '../../app/words/plainText.ts';
import { requestWords } from '../../app/words/requestWords.ts';
import { l10n } from '../host/l10n.ts';
import type { Settings } from '../../app/settings.ts';
import { showInformationMessage } from './windowText.ts';

interface Confirmable extends Pick<BatchItem, 'request' | 'isModelFromFile'> {
  /** Fetched for free. */
  readonly isPaid?: boolean;
}

/** True where these are more images than the person wants made without being asked. */
function isMany(count: number, settings: Settings): boolean {
  const limit = settings.limit('confirmImagesAbove');
  return limit === 0 || count > limit;
}

/** True where the person is asked before these are made: they are many, or a file has chosen their model. */
export function needsConfirmation(items: readonly Confirmable[], settings: Settings): boolean {
  return items.some(({ isModelFromFile }) => isModelFromFile) || isMany(items.length, settings);
}

/**
 * The same for programs, which are asked nothing.
 * @throws {ImageError} `badRequest` that names `confirmed`.
 */
export function requireConfirmed(
  items: readonly Confirmable[],
  isConfirmed: boolean,
  settings: Settings,
): void {
  if (isConfirmed || items.length === 0 || !needsConfirmation(items, settings)) return;
  const models = items.flatMap(({ request, isModelFromFile }) =>
    isModelFromFile ? [request.model] : [],
  );
  const count = items.length === 1 ? '1 image is' : `${items.length} images are`;
  const message = isMany(items.length, settings)
    ? `${count} more than fluxKlein.confirmImagesAbove. Pass confirmed: true to make them.`
    : `A file chooses ${[...new Set(models)].join(' and ')}, which is not the model of the settings. Pass confirmed: true to use it.`;
  throw new ImageError('badRequest', message, { field: 'confirmed' });
}

/** Asks a person where it is needed; `false`: they backed out. */
export async function confirmItems(
  items: readonly Confirmable[],
  settings: Settings,
): Promise<boolean> {
  if (!needsConfirmation(items, settings)) return true;
  const count = items.length;
  const question =
    count === 1 ? l10n.t('Generate one image?') : l10n.t('Generate {0} images?', count);
  return askToPay(question, items);
}

function chargeWords(items: readonly Confirmable[]): PlainText {
  const paidCount = items.filter(({ isPaid }) => isPaid).length;
  if (paidCount === 0) return l10n.t('Each image is charged to your 1min.ai account.');
  if (paidCount === items.length) return l10n.t('Paid for already: nothing is charged.');
  return paidCount === 1
    ? l10n.t('1 of them is paid for already. Each other image is charged to your 1min.ai account.')
    : l10n.t(
        '{0} of them are paid for already. Each other image is charged to your 1min.ai account.',
        paidCount,
      );
}

/** Asks in any case; `false`: they backed out. */
export async function askToPay(question: string, items: readonly Confirmable[]): Promise<boolean> {
  const proceed = l10n.t('Generate');
  const detail = [
    requestWords(
      items.map(({ request }) => request),
      l10n,
    ),
    chargeWords(items),
  ].join('\n');
  const answer = showInformationMessage(question, { modal: true, detail }, proceed);
  return (await answer) === proceed;
}
