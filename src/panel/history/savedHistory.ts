import type { HistoryWishes } from '../../protocol/historyMessages.ts';

/** What outlives a hidden view and a restart of the editor. */
export interface SavedHistory {
  readonly version: 1;
  readonly wishes: HistoryWishes;
  readonly scrollPx: number;
}

export const noWishes: HistoryWishes = {
  search: '',
  model: '',
  aspectRatio: '',
  isFavouritesOnly: false,
};

/** Longer texts the host would refuse. */
const maxTextLength = 2000;

/** Reads what was saved, by whatever version; what can't be used is as on the first day. */
export function parseSavedHistory(saved: unknown): SavedHistory {
  const known = isRecord(saved) && saved.version === 1 ? saved : {};
  const wishes = isRecord(known.wishes) ? known.wishes : {};
  const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, maxTextLength) : '');
  const scrollPx = Number(known.scrollPx);
  return {
    version: 1,
    wishes: {
      search: text(wishes.search),
      model: text(wishes.model),
      aspectRatio: text(wishes.aspectRatio),
      isFavouritesOnly: wishes.isFavouritesOnly === true,
    },
    scrollPx: Number.isFinite(scrollPx) ? scrollPx : 0,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
