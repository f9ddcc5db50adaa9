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

/**
 * The state after a line that is not inside of front matter.
 * @param from that after a line above it, where it is known
 */
export function stateAt(lines: DocumentLines, line: number, from?: LineState): LineState {
  const firstLine = frontMatterLength(lines);
  let state: LineState = from ?? { ...startBefore(firstLine), isBlank: firstLine === 0 };
  while (state.line < line) state = following(lines, state)!;
  return state;
}

/** True inside a block that goes on over blank lines up to a mark of its own. */
export const isCodeOrHtml = ({ leaf }: LineState): boolean =>
  leaf.kind === 'fence' || (leaf.kind === 'html' && !endsAtBlankLine(leaf.html));

/** True for a line that separates, and does not begin anything either. */
export const isGap = ({ isBlank, opensQuote }: LineState): boolean => isBlank && !opensQuote;

/** The state after the last line of the block that a line is part of. */
export function endOfBlock(lines: DocumentLines, from: LineState): LineState {
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
export function canSplitAfter(lines: DocumentLines, state: LineState, end: LineState): boolean {
  if (state.leaf.kind !== 'paragraph' || end.heading !== undefined) return false;
  if (end.leaf.kind === 'table') return false;
  const next = following(lines, state);
  if (!next || next.block !== state.block) return true;
  const { text, lastLine } = state.leaf;
  const nextText = lines.lineAt(next.line);
  // A line that is text in a paragraph may be the definition of a link where it begins one.
  const isDefinition = text.startsWith('[') && text.includes(']:');
  const becomesDefinition = /^[\s>]*\[/.test(nextText);
  const endsWithBreak = /(?<!\\)(?:\\\\)*\\$/.test(lastLine);
  if (next.isLazy || isDefinition || becomesDefinition) return false;
  if (endsWithBreak || endsInsideInline(text)) return false;
  const separated: LineState = { ...state, leaf: { kind: 'none' }, isBlank: true };
  const alone = readLine(separated, nextText);
  return (
    alone.leaf.kind === 'paragraph' &&
    alone.containers.length === state.containers.length &&
    countShared(alone.containers, state.containers) === state.containers.length
  );
}

/** The state after the next line that is more than a gap. */
export function nextFilled(lines: DocumentLines, state: LineState): LineState | undefined {
  let next = following(lines, state);
  while (next && isGap(next)) next = following(lines, next);
  return next;
}

/** How many containers, from outside, are the same ones. */
export function countShared(a: readonly Container[], b: readonly Container[]): number {
  const stop = a.findIndex((container, index) => b[index] !== container);
  return stop < 0 ? a.length : stop;
}
