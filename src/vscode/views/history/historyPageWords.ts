import {
  historyStrings as english,
  type HistoryStrings,
} from '../../../protocol/historyStrings.ts';
import { l10n } from '../../host/l10n.ts';

/** The history's texts in the person's language. */
export function historyStrings(): HistoryStrings {
  const entries = Object.entries(english).map(([key, text]) => [key, l10n.t(text)]);
  return Object.fromEntries(entries) as HistoryStrings;
}
