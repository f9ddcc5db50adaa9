import { panelStrings as english, type PanelStrings } from '../../../protocol/panelStrings.ts';
import { l10n } from '../../host/l10n.ts';

/** The panel's texts in the person's language; its script has no `l10n` of its own (U22). */
export function panelStrings(): PanelStrings {
  const entries = Object.entries(english).map(([key, text]) => [key, l10n.t(text)]);
  return Object.fromEntries(entries) as PanelStrings;
}
