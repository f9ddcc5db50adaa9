import {
  following,
  frontMatterLength,
  readLine,
  startBefore,
  type Container,
  type DocumentLines,
  type LineState,
} from './blockReader.ts';
import { endsAtBlankLine } from './htmlBlock.ts';
import { endsInsideInline } from './openInline.ts';

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
  if (line < firstLine) {
    return afterState(lines, { ...startBefore(firstLine), isBlank: false });
  }
  let previous = startBefore(firstLine);
  let state = previous;
  while (state.line < line) {
    previous = state;
    state = following(lines, state) ?? { ...state, line };
  }
  if (state.emptyItemOffset !== undefined) return inEmptyItem(lines, state, state.emptyItemOffset);
  const end = endOfBlock(lines, state);
  const isInCode = isCodeOrHtml(state);
  if (state.isBlank && !isInCode && end === state) {
    const isAfterBlank = state.line === 0 || (previous.isBlank && state.line > firstLine);
    return onBlankLine(lines, state, isAfterBlank);
  }
  if (canSplitAfter(lines, state, end)) return afterState(lines, state);
  return isCodeOrHtml(end) ? afterUnclosed(lines, end) : afterState(lines, end);
}

/** True inside a block that goes on over blank lines up to a mark of its own. */
const isCodeOrHtml = ({ leaf }: LineState): boolean =>
  leaf.kind === 'fence' || (leaf.kind === 'html' && !endsAtBlankLine(leaf.html));

/** The state after the last line of the block that a line is part of. */
function endOfBlock(lines: DocumentLines, from: LineState): LineState {
  let last = from;
  let beforeLast = from;
  for (let state = following(lines, from); state; state = following(lines, state)) {
    const isTableStart = state.leaf.kind === 'table' && state.block === state.line - 1;
    // The paragraph's last line turned out to be the head of a table.
    if (isTableStart && state.block > from.line) return beforeLast;
    if (state.block !== last.block && !(isTableStart && state.block === from.line)) break;
    if (state.isBlank && !isCodeOrHtml(state)) {
      // Blank lines are part of indented code only if more of it follows.
      if (state.leaf.kind !== 'indented') break;
      continue;
    }
    beforeLast = last;
    last = state;
  }
  return last;
}

/** True where what follows a line of a paragraph is a paragraph of the same container on its own, too. */
function canSplitAfter(lines: DocumentLines, state: LineState, end: LineState): boolean {
  if (state.leaf.kind !== 'paragraph' || end.heading !== undefined) return false;
  if (end.leaf.kind === 'table') return false;
  const next = following(lines, state);
  if (!next || next.block !== state.block) return true;
  const { text, lastLine } = state.leaf;
  const isDefinition = /^\[[^\]]*\]:/.test(text);
  const endsWithBreak = /(?<!\\)(?:\\\\)*\\$/.test(lastLine);
  if (next.isLazy || isDefinition || endsWithBreak || endsInsideInline(text)) return false;
  const separated: LineState = { ...state, leaf: { kind: 'none' }, isBlank: true };
  const alone = readLine(separated, lines.lineAt(next.line));
  return (
    alone.leaf.kind === 'paragraph' &&
    alone.containers.length === state.containers.length &&
    countShared(alone.containers, state.containers) === state.containers.length
  );
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
  if (!next || next.isBlank) return '';
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

/** How many of the containers around a blank line it is in: those that it or what follows continues. */
function countGoingOn(lines: DocumentLines, blank: LineState): number {
  const { containers } = blank;
  const marked = containers.findLastIndex(({ kind }) => kind === 'quote') + 1;
  let next = following(lines, blank);
  while (next?.isBlank) next = following(lines, next);
  if (!next) return marked;
  const shared = countShared(containers, next.containers);
  const [here, there] = [containers[shared], next.containers[shared]];
  // Between two items, the first takes it: a paragraph of no item would cut the list in two.
  const isSameList =
    here?.kind === 'item' && there?.kind === 'item' && here.marker === there.marker;
  return Math.max(marked, shared + (isSameList ? 1 : 0));
}

function inEmptyItem(lines: DocumentLines, state: LineState, offset: number): InsertionPlace {
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

/** Code or HTML that nothing closes ends with its container; with none, all that follows is part of it. */
function afterUnclosed(lines: DocumentLines, end: LineState): InsertionPlace {
  const innermost = end.containers.at(-1);
  if (innermost) {
    // A blank line would become part of the item, and so of its code.
    const needsBlank = innermost.kind === 'quote';
    return afterState(lines, end, end.containers.slice(0, -1), needsBlank);
  }
  const isFirst = end.block === 0;
  const needsBlank = !isFirst && lines.lineAt(end.block - 1).trim() !== '';
  return {
    line: end.block,
    character: 0,
    before: needsBlank ? '\n' : '',
    between: '\n\n',
    after: '\n\n',
  };
}

function countShared(a: readonly Container[], b: readonly Container[]): number {
  const stop = a.findIndex((container, index) => b[index] !== container);
  return stop < 0 ? a.length : stop;
}

function prefixOf(containers: readonly Container[]): string {
  return containers
    .map((container) => (container.kind === 'quote' ? '> ' : ' '.repeat(container.indent)))
    .join('');
}
