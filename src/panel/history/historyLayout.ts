/**
 * Where everything in the list stands, worked out without drawing it: of ten thousand images only
 * those in sight are in the page.
 */

/** Images side by side, or the prompt above those of one group. */
export interface LayoutRow {
  readonly kind: 'heading' | 'tiles';
  readonly topPx: number;
  readonly heightPx: number;
  /** Of its first image; of a heading, of the first image below it. */
  readonly start: number;
  /** Images in the row; of a heading, in its group. */
  readonly count: number;
  /** Whether each image has its prompt below, as it is the only one of it. */
  readonly hasCaptions: boolean;
}

export interface HistoryLayout {
  readonly rows: readonly LayoutRow[];
  readonly columns: number;
  /** Width and height of a picture. */
  readonly tilePx: number;
  readonly heightPx: number;
}

export const gapPx = 8;
/** Two lines of a prompt. */
const captionPx = 36;
const headingPx = 38;
const rowGapPx = 10;
/** So that what follows a group does not look like a part of it. */
const groupGapPx = 10;
const wideFromPx = 540;
const minTilePx = 116;
const minWideTilePx = 148;

/** @param groupSizes how many images each prompt has, in order */
export function layOut(groupSizes: readonly number[], widthPx: number): HistoryLayout {
  const minPx = widthPx >= wideFromPx ? minWideTilePx : minTilePx;
  const columns = Math.max(2, Math.floor((widthPx + gapPx) / (minPx + gapPx)));
  const tilePx = Math.max(1, Math.floor((widthPx - gapPx * (columns - 1)) / columns));
  const rows: LayoutRow[] = [];
  let topPx = 0;
  let start = 0;
  const put = (kind: LayoutRow['kind'], count: number, hasCaptions: boolean): void => {
    const bodyPx = kind === 'heading' ? headingPx : tilePx + (hasCaptions ? captionPx : 0);
    rows.push({ kind, topPx, heightPx: bodyPx, start, count, hasCaptions });
    topPx += bodyPx + (kind === 'heading' ? 0 : rowGapPx);
    if (kind === 'tiles') start += count;
  };
  const putTiles = (count: number, hasCaptions: boolean): void => {
    for (let left = count; left > 0; left -= columns) {
      put('tiles', Math.min(columns, left), hasCaptions);
    }
  };
  let singles = 0;
  for (const size of groupSizes) {
    if (size === 1) {
      // Prompts with one image share their rows.
      singles += 1;
      continue;
    }
    putTiles(singles, true);
    singles = 0;
    put('heading', size, false);
    putTiles(size, false);
    topPx += groupGapPx;
  }
  putTiles(singles, true);
  const last = rows.at(-1);
  return { rows, columns, tilePx, heightPx: last ? last.topPx + last.heightPx : 0 };
}

/** The rows of which something lies between two heights. */
export function rowsBetween(
  { rows }: HistoryLayout,
  topPx: number,
  bottomPx: number,
): readonly LayoutRow[] {
  const first = firstWhere(rows, (row) => row.topPx + row.heightPx >= topPx);
  const end = firstWhere(rows, (row) => row.topPx > bottomPx);
  return rows.slice(first, end);
}

/** The index in `rows` of the row that an image stands in. */
export function rowIndexOf({ rows }: HistoryLayout, imageIndex: number): number {
  return firstWhere(rows, (row) => row.start + (row.kind === 'tiles' ? row.count : 0) > imageIndex);
}

/**
 * Where a key moves the focus.
 * @param pageRows how many rows a page has
 * @returns the index of an image; `undefined` where the key means nothing here
 */
export function imageByKey(
  layout: HistoryLayout,
  key: string,
  at: number,
  pageRows: number,
): number | undefined {
  const last = imageCount(layout) - 1;
  if (last < 0) return undefined;
  const targets: Record<string, () => number> = {
    ArrowRight: () => at + 1,
    ArrowLeft: () => at - 1,
    ArrowDown: () => inOtherRow(layout, at, 1),
    ArrowUp: () => inOtherRow(layout, at, -1),
    PageDown: () => inOtherRow(layout, at, pageRows),
    PageUp: () => inOtherRow(layout, at, -pageRows),
    Home: () => 0,
    End: () => last,
  };
  const target = targets[key]?.();
  return target === undefined ? undefined : Math.min(last, Math.max(0, target));
}

export function imageCount({ rows }: HistoryLayout): number {
  const last = rows.at(-1);
  return last ? last.start + last.count : 0;
}

// Down from a long row into a short one goes to its last image.
function inOtherRow(layout: HistoryLayout, at: number, rowCount: number): number {
  const rows = layout.rows;
  let index = rowIndexOf(layout, at);
  const from = rows[index];
  if (!from) return at;
  const direction = Math.sign(rowCount);
  let found = from;
  for (let left = Math.abs(rowCount); left > 0;) {
    index += direction;
    const row = rows[index];
    if (!row) break;
    if (row.kind === 'heading') continue;
    found = row;
    left -= 1;
  }
  return found === from ? at : found.start + Math.min(found.count - 1, at - from.start);
}

/** Index of the first row for which this holds; it holds for all that follow. */
function firstWhere(rows: readonly LayoutRow[], holds: (row: LayoutRow) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(rows[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
