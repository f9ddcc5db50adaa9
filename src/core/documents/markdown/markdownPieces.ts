import { countShared } from '../blockBounds.ts';
import { readLine, startBefore, type Container, type LineState } from '../blockReader.ts';
import { endsInsideSpan } from '../openInline.ts';
import { dollarsOf, formulaLeaf } from './formulaFence.ts';

/** A part of a Markdown text that is read on its own, with what has to stand before it for that. */
export interface MarkdownPiece {
  readonly text: string;
  /** Characters at its beginning that are not in the document. */
  readonly prefixLength: number;
  /** Offset in the document of what follows the prefix. */
  readonly start: number;
}

/** Blocks are put together up to here: a shorter document is read as a whole. */
const usualPieceCharacters = 4_000;

/** Rows that follow it are rows of a table wherever they stand. */
const tableHead = '|a|\n|-|\n';

const footnote = /^ {0,3}\[\^/;
const frontMatter = /^(---|\+\+\+)[ \t]*$/;
const definition =
  /^ {0,3}\[(?:[^[\]\\]|\\.)+\]:[ \t]*[^\s<]\S*(?:[ \t]+(?:"[^"]*"|'[^']*'|\([^()]*\)))?[ \t]*$/;

export interface PieceOptions {
  /** False where tags are read in another way than those of HTML. */
  readonly hasHtml: boolean;
  /** What a piece has at least, if there is more. */
  readonly pieceCharacters?: number | undefined;
}

/**
 * Cuts a text into pieces that mean apart what they mean together, but for what a label refers to: before blocks
 * at the document's own level, and within those that are longer than a person writes. So a parser whose time grows
 * faster than what it reads takes its time for each piece only.
 */
export function* markdownPieces(text: string, options: PieceOptions): Generator<MarkdownPiece> {
  const cutter = new PieceCutter(text, options);
  const lineEnd = /\r\n?|\n|$/g;
  for (let start = 0; start < text.length; start = lineEnd.lastIndex) {
    lineEnd.lastIndex = start;
    const end = lineEnd.exec(text)!.index;
    // At the very end nothing is matched, and the next search would begin there again.
    if (end === text.length) lineEnd.lastIndex = end;
    yield* cutter.addLine(start, end);
  }
  yield cutter.rest();
}

class PieceCutter {
  readonly #text: string;
  readonly #hasHtml: boolean;
  readonly #enough: number;
  /** Within one block, which is then longer than people write, and from here on even where something is open. */
  readonly #many: number;
  readonly #tooMany: number;
  #start = 0;
  #prefix = '';
  #state: LineState = startBefore(0);
  /** What closes front matter, while its lines pass by. */
  #frontMatterEnd: string | undefined;
  /** Dollars that open a formula, which is read like a fence here. */
  #formula: string | undefined;
  /** True while a paragraph is nothing but definitions, each on its line. */
  #isDefinitions = false;
  /** True where the lines may be a footnote's. */
  #hasFootnote = false;
  /** True while the lines of a table begin like rows: others may end it. */
  #areRows = false;
  /** Where something was open when a cut was tried last. */
  #triedAt = 0;

  constructor(text: string, { hasHtml, pieceCharacters = usualPieceCharacters }: PieceOptions) {
    this.#text = text;
    this.#hasHtml = hasHtml;
    this.#enough = pieceCharacters;
    this.#many = 2 * pieceCharacters;
    this.#tooMany = 8 * pieceCharacters;
  }

  *addLine(start: number, end: number): Generator<MarkdownPiece> {
    const line = this.#text.slice(start === 0 && this.#text.startsWith('\ufeff') ? 1 : start, end);
    if (this.#isFrontMatter(line, start)) return;
    const before = this.#state;
    const state = this.#read(line);
    const isFirst = state.block === state.line;
    this.#isDefinitions = definition.test(line) && (isFirst ? before.isBlank : this.#isDefinitions);
    // A footnote holds what is indented further down, and the lines that go on with that.
    const isApart = before.isBlank && /^\S/.test(line);
    this.#hasFootnote = footnote.test(line) || (!isApart && this.#hasFootnote);
    this.#areRows = line.startsWith('|') && (before.leaf.kind !== 'table' || this.#areRows);
    const length = start - this.#start;
    if (length >= this.#enough && this.#mayBegin(line, before, state)) {
      yield this.#cutAt(start);
    } else if (length >= this.#many && this.#areRows && isSameTable(before, state)) {
      yield this.#cutAt(start, tableHead);
    } else if (length >= this.#many && this.#mayGoOn(line, before, state, start)) {
      yield this.#cutAt(start);
    }
    const isLong = !this.#hasFootnote && end - start > this.#many && state.containers.length === 0;
    if (isLong && isOpenParagraph(state)) yield* this.#cutLine(start, end);
  }

  rest(): MarkdownPiece {
    return this.#cutAt(this.#text.length);
  }

  #cutAt(end: number, nextPrefix = ''): MarkdownPiece {
    const piece = {
      text: this.#prefix + this.#text.slice(this.#start, end),
      prefixLength: this.#prefix.length,
      start: this.#start,
    };
    this.#start = end;
    this.#prefix = nextPrefix;
    this.#triedAt = end;
    return piece;
  }

  #isFrontMatter(line: string, start: number): boolean {
    const mark = frontMatter.exec(line)?.[1];
    if (start === 0) {
      const isClosed =
        mark !== undefined &&
        new RegExp(`[\\r\\n]${mark.replaceAll('+', '\\+')}[ \\t]*(?:[\\r\\n]|$)`).test(this.#text);
      if (isClosed) this.#frontMatterEnd = mark;
      return isClosed;
    }
    if (this.#frontMatterEnd === undefined) return false;
    if (mark === this.#frontMatterEnd) this.#frontMatterEnd = undefined;
    return true;
  }

  #read(line: string): LineState {
    const before = this.#state;
    let state = readLine(before, line);
    if (!this.#hasHtml && state.leaf.kind === 'html') state = { ...state, leaf: { kind: 'none' } };
    const isInFormula = this.#formula !== undefined && state.leaf === before.leaf;
    if (!isInFormula) this.#formula = undefined;
    const isText = state.leaf.kind === 'paragraph' || state.leaf.kind === 'table';
    const dollars = isInFormula || isText ? dollarsOf(line, before, isInFormula) : undefined;
    if (isInFormula && dollars?.isClosing && dollars.run.startsWith(this.#formula!)) {
      state = { ...state, leaf: { kind: 'none' } };
      this.#formula = undefined;
    } else if (!isInFormula && dollars) {
      this.#formula = dollars.run;
      // Unlike text, a formula that lacks the marks of what surrounds it is not in there.
      const containers = state.isLazy ? before.containers.slice(0, dollars.kept) : state.containers;
      state = { ...state, containers, leaf: formulaLeaf(), block: state.line };
    }
    return (this.#state = state);
  }

  /** True for a line that begins a block which nothing above it has part in. */
  #mayBegin(
    line: string,
    before: LineState,
    { containers, leaf, block, line: at, heading }: LineState,
  ): boolean {
    const isGap = before.isBlank && before.leaf.kind === 'none' && before.containers.length === 0;
    if (isGap && /^[ \t]*$/.test(line)) return true;
    if (!/^\S/.test(line) || frontMatter.test(line) || block !== at) return false;
    const shared = countShared(before.containers, containers);
    // Some numbers begin a list in some places only.
    const isAnyNumber = /^\d/.test(line) && !/^1[.)]/.test(line);
    if (
      isAnyNumber &&
      before.leaf.kind !== 'none' &&
      !isSibling(before.containers[0], containers[0])
    )
      return false;
    if (heading !== undefined && containers.length === 0 && line.startsWith('#')) return true;
    if (shared === 0 && containers[0]?.kind === 'item') return true;
    const isApart =
      before.isBlank && (before.leaf.kind === 'none' || before.leaf.kind === 'indented');
    const isInQuotes = containers.slice(0, shared).every(({ kind }) => kind === 'quote');
    return isApart && isInQuotes && leaf.kind !== 'table';
  }

  /** True for a line that goes on with a paragraph, and begins one as it is. */
  #mayGoOn(line: string, before: LineState, state: LineState, start: number): boolean {
    // Other lines may mean something else after one that only goes on with what surrounds it.
    if (state.isLazy && start - this.#start < this.#tooMany) return false;
    if (
      this.#hasFootnote ||
      !isOpenParagraph(before) ||
      !isOpenParagraph(state) ||
      state.block === state.line
    )
      return false;
    if (this.#isDefinitions) return true;
    if (!beginsText.test(line) || /\]:/.test('lastLine' in before.leaf ? before.leaf.lastLine : ''))
      return false;
    return this.#isNothingOpen(start);
  }

  /** Within a line, where a word begins. */
  *#cutLine(start: number, end: number): Generator<MarkdownPiece> {
    const word = /[ \t](?=[\p{L}[!(&"'\\])/gu;
    word.lastIndex = Math.max(start, this.#start + this.#many);
    for (let match = word.exec(this.#text); match; match = word.exec(this.#text)) {
      const at = match.index + 1;
      if (end - at < this.#many) return;
      // A formula in single dollars is on one line.
      const dollars = this.#text.slice(Math.max(start, this.#start), at).split('$').length - 1;
      if (dollars % 2 === 0 && this.#isNothingOpen(at)) yield this.#cutAt(at);
      word.lastIndex = this.#start === at ? at + this.#many : at;
    }
  }

  #isNothingOpen(at: number): boolean {
    const length = at - this.#start;
    if (length >= this.#tooMany) return true;
    // Each look takes as long as the piece.
    if (at - this.#triedAt < this.#many / 4) return false;
    this.#triedAt = at;
    return !endsInsideSpan(this.#text.slice(this.#start, at));
  }
}

/** What no block begins with, in a quote too. */
const beginsText = /^(?:>[ \t]?)*[\p{L}!(&"'\\]/u;

const isOpenParagraph = ({ leaf, containers, heading }: LineState): boolean =>
  leaf.kind === 'paragraph' &&
  containers.every(({ kind }) => kind === 'quote') &&
  heading === undefined;

const isSibling = (a: Container | undefined, b: Container | undefined): boolean =>
  a?.kind === 'item' && b?.kind === 'item' && a.marker === b.marker;

const isSameTable = (before: LineState, { leaf, block, containers }: LineState): boolean =>
  leaf.kind === 'table' &&
  before.leaf.kind === 'table' &&
  before.block === block &&
  before.line > block + 1 &&
  containers.length === 0;
