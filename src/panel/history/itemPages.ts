import type { HistoryItem, HistoryState } from '../../protocol/historyMessages.ts';

/** Images asked for at once. */
const pageSize = 60;
/** Images kept on either side of what is in sight. */
const keptAround = 240;

/** The images of the list around what is in sight, and no others. */
export interface ItemPages {
  /** A new list. Until its images have come, those of the old one are shown in their places. */
  renew(state: HistoryState, count: number): void;
  receive(version: number, start: number, items: readonly HistoryItem[]): void;
  /** What is in sight: asks for what is missing there, and lets go of what is far away. */
  want(start: number, end: number): void;
  at(index: number): HistoryItem | undefined;
}

export function createItemPages(
  request: (range: { readonly start: number; readonly count: number }) => void,
): ItemPages {
  const items = new Map<number, { readonly item: HistoryItem; readonly version: number }>();
  const asked = new Set<number>();
  let version = 0;
  let count = 0;

  const isMissing = (page: number): boolean => {
    const end = Math.min(count, (page + 1) * pageSize);
    for (let index = page * pageSize; index < end; index += 1) {
      if (items.get(index)?.version !== version) return true;
    }
    return false;
  };

  const put = (start: number, list: readonly HistoryItem[]): void => {
    for (const [offset, item] of list.entries()) items.set(start + offset, { item, version });
  };

  return {
    renew(state, newCount) {
      version = state.version;
      count = newCount;
      asked.clear();
      for (const index of items.keys()) if (index >= count) items.delete(index);
      put(0, state.items);
    },
    receive(ofVersion, start, list) {
      if (ofVersion === version) put(start, list);
    },
    want(start, end) {
      for (const index of items.keys()) {
        if (index < start - keptAround || index >= end + keptAround) items.delete(index);
      }
      const lastPage = Math.ceil(Math.min(end, count) / pageSize);
      for (let page = Math.floor(start / pageSize); page < lastPage; page += 1) {
        if (!isMissing(page)) {
          asked.delete(page);
        } else if (!asked.has(page)) {
          asked.add(page);
          request({ start: page * pageSize, count: pageSize });
        }
      }
    },
    at: (index) => items.get(index)?.item,
  };
}
