import { foldLines } from './foldLines.ts';
import { endsAtBlankLine, endsHtmlBlock, htmlBlockKind, type HtmlBlockKind } from './htmlBlock.ts';
import { LineCursor } from './lineCursor.ts';

export interface DocumentLines {
  readonly lineCount: number;
  /** A line, from 0, without its end. */
  lineAt(line: number): string;
}

/** What a block can lie in. One object stands for one container, on all of its lines. */
export type Container =
  | { readonly kind: 'quote' }
  | {
      readonly kind: 'item';
      /** Columns from where the surrounding container's content begins to where this one's does. */
      readonly indent: number;
      /** `-`, `+`, `*`, `.` or `)`: items with the same one after each other are one list. */
      readonly marker: string;
    };

/** A block of lines that is still open after a line. */
export type Leaf =
  | { readonly kind: 'none' }
  | { readonly kind: 'paragraph' | 'table'; readonly text: string; readonly lastLine: string }
  | { readonly kind: 'fence'; readonly fence: string }
  | { readonly kind: 'html'; readonly html: HtmlBlockKind }
  | { readonly kind: 'indented' };

/** What one line of a Markdown document is, and what is open after it. */
export interface LineState {
  readonly line: number;
  readonly containers: readonly Container[];
  readonly leaf: Leaf;
  /** Line on which the block begins that this line is part of. Its own where it is blank. */
  readonly block: number;
  /** True where there is nothing but white space and marks of block quotes. */
  readonly isBlank: boolean;
  /** True for a blank line that begins a block quote. */
  readonly opensQuote?: boolean;
  /** Text of the heading that ends here. */
  readonly heading?: string;
  /** True for a line that continues a paragraph without the marks of its containers. */
  readonly isLazy?: boolean;
  /** Where the last container is a list item with nothing in it yet: offset after its marker. */
  readonly emptyItemOffset?: number;
}

const noLeaf: Leaf = { kind: 'none' };

/** The state before the first line. */
export function startBefore(line: number): LineState {
  return { line: line - 1, containers: [], leaf: noLeaf, block: line - 1, isBlank: true };
}

/** Number of lines that YAML front matter takes at the beginning; 0 where there is none. */
export function frontMatterLength(lines: DocumentLines): number {
  if (lines.lineCount === 0 || !/^---[ \t]*$/.test(lines.lineAt(0))) return 0;
  for (let line = 1; line < lines.lineCount; line++) {
    if (/^(?:---|\.\.\.)[ \t]*$/.test(lines.lineAt(line))) return line + 1;
  }
  return 0;
}

/** The state after the next line; `undefined` at the end. */
export function following(lines: DocumentLines, state: LineState): LineState | undefined {
  const line = state.line + 1;
  return line < lines.lineCount ? readLine(state, lines.lineAt(line)) : undefined;
}

/**
 * Reads one more line by CommonMark's rules for blocks, and GitHub's for tables. Definitions of
 * links count as paragraphs.
 */
export function readLine(previous: LineState, text: string): LineState {
  if (isOneMoreGap(previous, text))
    return { ...previous, line: previous.line + 1, block: previous.line + 1 };
  const cursor = new LineCursor(text);
  const kept = countKept(previous, cursor);
  const isAllKept = kept === previous.containers.length;
  const containers = isAllKept ? previous.containers : previous.containers.slice(0, kept);
  const base = { line: previous.line + 1, containers, block: previous.line + 1 };
  const continued = isAllKept && continueLeaf(previous, cursor, base);
  return continued || readStarts(previous, cursor, base, isAllKept);
}

/** Of blank lines there can be thousands, deep within lists, and each is as the one before. */
const isOneMoreGap = (
  { leaf, isBlank, opensQuote, containers }: LineState,
  text: string,
): boolean =>
  isBlank &&
  leaf.kind === 'none' &&
  opensQuote === false &&
  /^[ \t]*$/.test(text) &&
  !containers.some(({ kind }) => kind === 'quote');

type Base = Pick<LineState, 'line' | 'containers' | 'block'>;

function countKept(previous: LineState, cursor: LineCursor): number {
  const { containers, emptyItemOffset } = previous;
  const stop = containers.findIndex((container, index) => {
    if (container.kind === 'quote') return !skipQuoteMark(cursor);
    if (cursor.isBlank) return emptyItemOffset !== undefined && index === containers.length - 1;
    if (cursor.indent < container.indent) return true;
    cursor.skipColumns(container.indent);
    return false;
  });
  return stop < 0 ? containers.length : stop;
}

function skipQuoteMark(cursor: LineCursor): boolean {
  if (cursor.next !== '>' || cursor.indent > 3) return false;
  cursor.skipMarker(1);
  cursor.skipColumns(1);
  return true;
}

/** Blocks of code and HTML take what comes, up to their end. */
function continueLeaf(previous: LineState, cursor: LineCursor, base: Base): LineState | false {
  const { leaf, block } = previous;
  if (leaf.kind === 'none') return false;
  const { isBlank, rest } = cursor;
  if (leaf.kind === 'fence') {
    const run = cursor.indent < 4 ? (/^(`+|~+)[ \t]*$/.exec(rest)?.[1] ?? '') : '';
    const next = run.startsWith(leaf.fence) ? noLeaf : leaf;
    return { ...base, leaf: next, block, isBlank };
  }
  if (leaf.kind === 'html' && !(isBlank && endsAtBlankLine(leaf.html))) {
    const next = endsHtmlBlock(leaf.html, rest) ? noLeaf : leaf;
    return { ...base, leaf: next, block, isBlank };
  }
  if (leaf.kind === 'indented' && (isBlank || cursor.indent > 3)) {
    return { ...base, leaf, block, isBlank };
  }
  return false;
}

/** As deep as markdown-it nests, which VS Code's preview is made of; what is deeper is text. */
const maxContainers = 100;

function readStarts(
  previous: LineState,
  cursor: LineCursor,
  base: Base,
  isAllKept: boolean,
): LineState {
  const containers = [...base.containers];
  const opened = (): boolean => containers.length > base.containers.length;
  const paragraph = previous.leaf.kind === 'paragraph' || previous.leaf.kind === 'table';
  let emptyItemOffset: number | undefined;
  while (containers.length < maxContainers && !cursor.isBlank) {
    const isAfterParagraph = paragraph && !opened();
    if (cursor.indent > 3) {
      if (isAfterParagraph) break;
      return { ...base, containers, leaf: { kind: 'indented' }, isBlank: false };
    }
    if (skipQuoteMark(cursor)) {
      containers.push({ kind: 'quote' });
      continue;
    }
    const block =
      (isAfterParagraph && isAllKept && readUnderline(previous, cursor.rest)) ||
      readBlockStart(cursor.rest, isAfterParagraph);
    if (block) return { ...base, containers, isBlank: false, ...block };
    const item = readItemStart(cursor, isAfterParagraph && isAllKept);
    if (!item) break;
    containers.push(item.container);
    emptyItemOffset = item.emptyItemOffset;
  }
  const state = { ...base, containers: opened() ? containers : base.containers };
  if (cursor.isBlank) {
    if (emptyItemOffset === undefined) {
      return { ...state, leaf: noLeaf, isBlank: true, opensQuote: opened() };
    }
    return { ...state, leaf: noLeaf, isBlank: false, emptyItemOffset };
  }
  const { rest } = cursor;
  if (opened() || !paragraph || (!isAllKept && previous.leaf.kind === 'table')) {
    const leaf: Leaf = { kind: 'paragraph', text: rest, lastLine: rest };
    return { ...state, leaf, isBlank: false };
  }
  return continueParagraph(
    previous,
    rest,
    { ...base, containers: previous.containers },
    !isAllKept,
  );
}

function continueParagraph(
  { leaf, block }: LineState,
  rest: string,
  base: Base,
  isLazy: boolean,
): LineState {
  if (!('text' in leaf)) return { ...base, leaf, isBlank: false };
  const text = `${leaf.text}\n${rest}`;
  return { ...base, leaf: { ...leaf, text, lastLine: rest }, block, isBlank: false, isLazy };
}

const delimiterRow = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$/;

// Definitions of links leave no text that could be a heading.
const onlyDefinitions =
  /^(?:\[[^\]]+\]:[ \t]*\S+(?:[ \t]+(?:"[^"\n]*"|'[^'\n]*'|\([^)\n]*\)))?[ \t]*(?:\n|$))+$/;

/** What turns the paragraph above it into a heading, or its last line into the head of a table. */
function readUnderline(
  { leaf, block, line }: LineState,
  rest: string,
): Pick<LineState, 'leaf' | 'block' | 'heading'> | undefined {
  if (leaf.kind !== 'paragraph') return undefined;
  if (/^(?:=+|-+)[ \t]*$/.test(rest)) {
    if (onlyDefinitions.test(leaf.text)) return undefined;
    const heading = foldLines(leaf.text);
    return { leaf: noLeaf, block, heading };
  }
  if (leaf.lastLine.includes('|') && rest.includes('|') && delimiterRow.test(rest.trimEnd())) {
    return { leaf: { kind: 'table', text: '', lastLine: rest }, block: line };
  }
  return undefined;
}

const thematicBreak = /^(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$/;

function readBlockStart(
  rest: string,
  isAfterParagraph: boolean,
): Pick<LineState, 'leaf' | 'heading'> | undefined {
  if (!/^[#`~<*_-]/.test(rest)) return undefined;
  const hashes = /^#{1,6}(?=[ \t]|$)/.exec(rest)?.[0];
  if (hashes) {
    const heading = rest.slice(hashes.length).replace(/(?:^|[ \t])#+[ \t]*$/, '');
    return { leaf: noLeaf, heading: heading.trim() };
  }
  const [, backticks, fence = backticks] = /^(?:(`{3,})[^`]*$|(~{3,}))/.exec(rest) ?? [];
  if (fence) return { leaf: { kind: 'fence', fence } };
  const html = rest.startsWith('<') ? htmlBlockKind(rest) : undefined;
  if (html && !(html === 7 && isAfterParagraph)) {
    return { leaf: endsHtmlBlock(html, rest) ? noLeaf : { kind: 'html', html } };
  }
  return thematicBreak.test(rest) ? { leaf: noLeaf } : undefined;
}

function readItemStart(
  cursor: LineCursor,
  isInParagraph: boolean,
): { container: Container; emptyItemOffset: number | undefined } | undefined {
  const { rest } = cursor;
  const match = /^(?:([-+*])|(\d{1,9})([.)]))(?:(?=[ \t])|$)/.exec(rest);
  if (!match) return undefined;
  const [token, bullet, number, delimiter] = match;
  const isEmpty = rest.slice(token.length).trim() === '';
  if (isInParagraph && (isEmpty || (number !== undefined && Number(number) !== 1))) {
    return undefined;
  }
  const markerOffset = cursor.indent;
  cursor.skipMarker(token.length);
  const { offset } = cursor;
  // More than four columns are one, and the rest is the indentation of code.
  const spaces = isEmpty || cursor.indent > 4 ? 1 : cursor.indent;
  cursor.skipColumns(spaces);
  return {
    container: {
      kind: 'item',
      indent: markerOffset + token.length + spaces,
      marker: (bullet ?? delimiter)!,
    },
    emptyItemOffset: isEmpty ? offset : undefined,
  };
}
