import {
  canSplitAfter,
  countShared,
  endOfBlock,
  isCodeOrHtml,
  isGap,
  nextFilled,
  stateAt,
} from './blockBounds.ts';
import {
  following,
  frontMatterLength,
  readLine,
  type Container,
  type DocumentLines,
  type LineState,
} from './blockReader.ts';

/** Where paragraphs go, and what surrounds them there. */
export interface InsertionPlace {
  readonly line: number;
  readonly character: number;
  /** Text up to the first paragraph. */
  readonly before: string;
  /** What one paragraph and the next have between them. */
  readonly between: string;
  /** Text after the last paragraph. */
  readonly after: string;
}

/**
 * Where new paragraphs go that follow a line, so that they lie in the same block quote or list item
 * and every other block stays what it is. That is after the line; after the end of what must not be
 * split, such as a table, code, HTML, front matter or a heading; on the line if it is empty. Time is
 * linear in the length of the document.
 */
export function placeAfterLine(lines: DocumentLines, line: number): InsertionPlace {
  const firstLine = frontMatterLength(lines);
  if (line < firstLine) return afterState(lines, stateAt(lines, firstLine - 1));
  const filled = filledAbove(lines, line, firstLine);
  const previous = stateAt(lines, line - 1, filled);
  const state = following(lines, previous)!;
  if (state.emptyItemOffset !== undefined) return inEmptyItem(lines, state, state.emptyItemOffset);
  const end = endOfBlock(lines, state);
  const isInCode = isCodeOrHtml(state);
  if (state.isBlank && !isInCode && end === state) {
    return belowEmptyItem(lines, filled) ?? onBlankLine(lines, state, previous.isBlank);
  }
  if (canSplitAfter(lines, state, end)) return afterState(lines, state);
  return isCodeOrHtml(end) ? besideUnclosed(lines, end) : afterState(lines, end);
}

function afterState(
  lines: DocumentLines,
  state: LineState,
  containers: readonly Container[] = state.containers,
  needsBlank = !state.isBlank,
): InsertionPlace {
  const prefix = prefixOf(containers);
  const blank = prefix.trimEnd();
  return {
    line: state.line,
    character: lines.lineAt(state.line).length,
    before: `\n${needsBlank ? `${blank}\n` : ''}${prefix}`,
    between: `\n${blank}\n${prefix}`,
    after: blankBeforeNext(lines, state, containers),
  };
}

function blankBeforeNext(
  lines: DocumentLines,
  state: LineState,
  containers: readonly Container[],
): string {
  const next = following(lines, state);
  if (!next || isGap(next)) return '';
  const shared = containers.slice(0, countShared(containers, next.containers));
  return `\n${prefixOf(shared).trimEnd()}`;
}

function onBlankLine(
  lines: DocumentLines,
  state: LineState,
  isAfterBlank: boolean,
): InsertionPlace {
  const containers = state.containers.slice(0, countGoingOn(lines, state));
  if (/\S/.test(lines.lineAt(state.line))) return afterState(lines, state, containers);
  const prefix = prefixOf(containers);
  return {
    line: state.line,
    character: 0,
    before: `${isAfterBlank ? '' : '\n'}${prefix}`,
    between: `\n\n${prefix}`,
    // What is left of the line itself is the blank one.
    after: blankBeforeNext(lines, state, []),
  };
}

function areOfOneList(a: Container | undefined, b: Container | undefined): boolean {
  return a?.kind === 'item' && b?.kind === 'item' && a.marker === b.marker;
}

/** The state after the last line above one that is more than white space and marks of block quotes. */
function filledAbove(lines: DocumentLines, line: number, firstLine: number): LineState | undefined {
  let above = line - 1;
  while (above >= firstLine && /^[\s>]*$/.test(lines.lineAt(above))) above--;
  return above < firstLine ? undefined : stateAt(lines, above);
}

/** Blank lines are no part of an empty item; only inside of it is a place that keeps the list whole. */
function belowEmptyItem(
  lines: DocumentLines,
  item: LineState | undefined,
): InsertionPlace | undefined {
  if (!item) return undefined;
  const next = nextFilled(lines, item);
  const { containers, emptyItemOffset } = item;
  if (emptyItemOffset === undefined || !next) return undefined;
  const shared = countShared(containers, next.containers);
  const goesOn =
    shared === containers.length - 1 && areOfOneList(containers[shared], next.containers[shared]);
  return goesOn ? inEmptyItem(lines, item, emptyItemOffset) : undefined;
}

/** How many of the containers around a blank line it is in: those that it or what follows continues. */
function countGoingOn(lines: DocumentLines, blank: LineState): number {
  const { containers } = blank;
  const marked = containers.findLastIndex(({ kind }) => kind === 'quote') + 1;
  const next = nextFilled(lines, blank);
  if (!next) return marked;
  const shared = countShared(containers, next.containers);
  // Between two items, the first takes it: a paragraph of no item would cut the list in two.
  const isBetweenItems = areOfOneList(containers[shared], next.containers[shared]);
  return Math.max(marked, shared + (isBetweenItems ? 1 : 0));
}

function inEmptyItem(lines: DocumentLines, state: LineState, offset: number): InsertionPlace {
  if (fillingItTakesMore(lines, state)) {
    return afterState(lines, state, state.containers.slice(0, -1), true);
  }
  const hasSpace = lines.lineAt(state.line)[offset] === ' ';
  const prefix = prefixOf(state.containers);
  return {
    line: state.line,
    character: hasSpace ? offset + 1 : offset,
    before: hasSpace ? '' : ' ',
    between: `\n${prefix.trimEnd()}\n${prefix}`,
    after: blankBeforeNext(lines, state, state.containers),
  };
}

/**
 * True where text after a blank line is no part of an empty item, as that ends there, and would be
 * of one with something in it.
 */
function fillingItTakesMore(lines: DocumentLines, state: LineState): boolean {
  const next = nextFilled(lines, state);
  if (!next || next.line === state.line + 1) return false;
  const { emptyItemOffset: _, ...filled } = { ...state, line: next.line - 1, isBlank: true };
  const taken = readLine(filled, lines.lineAt(next.line));
  return taken.containers.includes(state.containers.at(-1)!);
}

/**
 * Code or HTML that nothing closes ends with its container; with none, all that follows is part of
 * it. In a list item, a blank line would be part of it, and a paragraph beside the item would cut
 * the list in two.
 */
function besideUnclosed(lines: DocumentLines, end: LineState): InsertionPlace {
  const { block } = end;
  const outside = end.containers.slice(0, -1);
  const above = stateAt(lines, block - 1);
  const { containers } = following(lines, above)!;
  const innermost = containers.at(-1);
  if (innermost?.kind === 'quote') return afterState(lines, end, outside, true);
  if (innermost && countShared(containers, above.containers) < containers.length) {
    return afterState(lines, end, outside, false);
  }
  if (innermost) {
    const { emptyItemOffset } = above;
    const isOnlyContent = above.containers.length === containers.length;
    return isOnlyContent && emptyItemOffset !== undefined
      ? inEmptyItem(lines, above, emptyItemOffset)
      : afterState(lines, above, containers);
  }
  // What precedes may be such code of an item, which ends here.
  const needsBlank = !above.isBlank && !isCodeOrHtml(above);
  return {
    line: block,
    character: 0,
    before: needsBlank ? '\n' : '',
    between: '\n\n',
    after: '\n\n',
  };
}

function prefixOf(containers: readonly Container[]): string {
  return containers
    .map((container) => (container.kind === 'quote' ? '> ' : ' '.repeat(container.indent)))
    .join('');
}
