import { postprocess, preprocess } from 'micromark';
import { decodeString } from 'micromark-util-decode-string';
import type { Event, ParseContext } from 'micromark-util-types';
import { maskUnclosed, unmask } from './markdownMask.ts';
import type { MarkdownPiece } from './markdownPieces.ts';
import type { MappedText } from './markupTag.ts';

/** A piece of a Markdown text as its parser's events, with what is asked of them; each is known by its index. */
export class MarkdownEvents {
  readonly #piece: MarkdownPiece;
  readonly #events: readonly Event[];
  readonly #shift: number;
  #hasText = false;

  /**
   * Reads the blocks; to the parser, all that it defines is defined from then on.
   * @throws where an extension refuses the text: MDX does, Markdown never.
   */
  constructor(piece: MarkdownPiece, parser: ParseContext) {
    const { text } = piece;
    this.#piece = piece;
    // The parser drops the byte order mark, and does not count it.
    this.#shift = text.startsWith('\ufeff') ? 1 : 0;
    this.#events = parser
      .document()
      .write(preprocess()(maskUnclosed(text.slice(this.#shift)), undefined, true));
  }

  /** Reads what is in the blocks, if that has not been done. */
  readText(): void {
    if (!this.#hasText) postprocess(this.#events as Event[]);
    this.#hasText = true;
  }

  get length(): number {
    return this.#events.length;
  }

  at(index: number): Event {
    return this.#events[index]!;
  }

  /** What is read of the text between two events, on one line. */
  textOf(from: number, end: number): string {
    let text = '';
    for (let index = from; index < end; index++) {
      const [kind, { type }] = this.#events[index]!;
      if (kind !== 'enter') continue;
      if (type === 'resource' || type === 'reference') {
        index = this.endOf(index);
      } else if (textTokens.has(type)) text += this.sliceOf(index);
      else if (rawTokens.has(type)) {
        text += this.sliceOf(index);
        index = this.endOf(index);
      } else if (type === 'characterReference') {
        text += decodeString(this.sliceOf(index));
        index = this.endOf(index);
      } else if (type === 'lineEnding') text += ' ';
    }
    return text;
  }

  /** The data of a token, without the marks of containers between its lines; all of it where none is known. */
  contentOf(from: number, end: number): MappedText {
    const starts: number[] = [];
    const offsets: number[] = [];
    let text = '';
    for (let index = from + 1; index < end; index++) {
      const [kind, { type, start }] = this.#events[index]!;
      if (kind !== 'enter' || !(type === 'lineEnding' || contentTokens.has(type))) continue;
      starts.push(text.length);
      offsets.push(this.offset(start.offset));
      text += type === 'lineEnding' ? '\n' : this.sliceOf(index);
    }
    if (!/\S/.test(text)) {
      const [, token] = this.#events[from]!;
      starts.splice(0, Infinity, 0);
      offsets.splice(0, Infinity, this.offset(token.start.offset));
      text = this.#piece.text.slice(
        token.start.offset + this.#shift,
        token.end.offset + this.#shift,
      );
    }
    return {
      text,
      offsetAt(position) {
        const piece = Math.max(0, lastAtMost(starts, position));
        return (offsets[piece] ?? 0) + position - (starts[piece] ?? 0);
      },
    };
  }

  /** The offset in the text, of the parser's. */
  offset(offset: number): number {
    const { start, prefixLength } = this.#piece;
    return start + offset + this.#shift - prefixLength;
  }

  sliceOf(index: number): string {
    const [, token, context] = this.#events[index]!;
    return unmask(context.sliceSerialize(token));
  }

  sliceOfFirst(type: string, from: number, end: number): string | undefined {
    const at = this.indexOfFirst(type, from, end);
    return at === undefined ? undefined : this.sliceOf(at);
  }

  indexOfFirst(type: string, from: number, end: number): number | undefined {
    for (let index = from; index < end; index++) {
      const [kind, token] = this.#events[index]!;
      if (kind === 'enter' && token.type === type) return index;
    }
    return undefined;
  }

  /** Index of the event that leaves what the one at `from` enters. */
  endOf(from: number): number {
    const token = this.#events[from]![1];
    let index = from + 1;
    while (index < this.#events.length) {
      const [kind, candidate] = this.#events[index]!;
      if (kind === 'exit' && candidate === token) return index;
      index++;
    }
    return this.#events.length - 1;
  }
}

const textTokens: ReadonlySet<string> = new Set([
  'data',
  'characterEscapeValue',
  'codeTextData',
  'autolinkProtocol',
  'autolinkEmail',
]);
/** Read as they stand: tags, too, which have no other meaning in an alt text. */
const rawTokens: ReadonlySet<string> = new Set(['htmlText', 'inlineMath', 'mathText', 'wikiEmbed']);

const contentTokens: ReadonlySet<string> = new Set([
  'htmlFlowData',
  'htmlTextData',
  'codeFlowValue',
  'codeFencedFenceInfo',
  'codeFencedFenceMeta',
  'whitespace',
]);

function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
