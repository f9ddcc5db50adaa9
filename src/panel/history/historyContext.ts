import type {
  FromHistory,
  HistoryAction,
  HistoryItem,
  ToHistory,
} from '../../protocol/historyMessages.ts';
import type { HistoryStringKey } from '../../protocol/historyStrings.ts';
import type { HostLink } from '../hostLink.ts';
import type { MenuItem } from '../menuElement.ts';
import type { Texts } from '../texts.ts';

export type HistoryTexts = Texts<HistoryStringKey>;
export type HistoryLink = HostLink<FromHistory, ToHistory>;

/** A text of many characters as a name that can be read out. */
export function shortName(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 120 ? `${[...line].slice(0, 119).join('')}…` : line;
}

/** What the menu of an image offers, the most likely first. */
export function menuItems(
  { isFavourite }: HistoryItem,
  texts: HistoryTexts,
  act: (action: HistoryAction | 'delete') => void,
): readonly MenuItem[] {
  const offer = (action: HistoryAction | 'delete'): MenuItem => ({
    label: texts(action),
    run: () => act(action),
  });
  return [
    offer('insert'),
    offer('open'),
    offer('copyLink'),
    offer(isFavourite ? 'unmarkFavourite' : 'markFavourite'),
    offer('details'),
    offer('reuseSettings'),
    offer('vary'),
    offer('regenerate'),
    offer('reveal'),
    offer('delete'),
  ];
}
