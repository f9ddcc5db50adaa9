import { chargeWords, needsConfirmation, type Confirmable } from '../../app/making/confirmation.ts';
import type { Settings } from '../../app/settings.ts';
import { requestWords } from '../../app/words/requestWords.ts';
import { l10n } from '../host/l10n.ts';
import { showInformationMessage } from './windowText.ts';

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

/** Asks in any case; `false`: they backed out. */
export async function askToPay(question: string, items: readonly Confirmable[]): Promise<boolean> {
  const proceed = l10n.t('Generate');
  const requests = items.map(({ request }) => request);
  const detail = [requestWords(requests, l10n), chargeWords(items, l10n)].join('\n');
  const answer = showInformationMessage(question, { modal: true, detail }, proceed);
  return (await answer) === proceed;
}
