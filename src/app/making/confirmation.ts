import { ImageError } from '../../core/errors.ts';
import type { BatchItem } from './batch.ts';
import type { PlainText } from '../words/plainText.ts';
import type { L10n } from '../words/l10n.ts';
import type { Settings } from '../settings.ts';

/** An image that may have to be confirmed. */
export interface Confirmable extends Pick<BatchItem, 'request' | 'isModelFromFile'> {
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

/** What is paid for, with the question whether it shall be made. */
export function chargeWords(items: readonly Confirmable[], l10n: L10n): PlainText {
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
