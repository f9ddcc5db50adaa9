import type { PictureReference } from '../documentLanguage.ts';
import { captionOf, endArgument, pictureOf, type TypstCall, type TypstToken } from './typstCall.ts';

type Mode = 'markup' | 'code' | 'math';

/** What is open: a group with its closing character, or a statement that ends with its line. */
interface Frame {
  readonly mode: Mode;
  readonly close: string;
  /** True for a part of a `#expression`, which goes on if `(`, `[` or `.` follows at once. */
  readonly isEmbedded: boolean;
  /** True for `#if`, `#for` and their kind, which end with their last body. */
  readonly endsWithBody?: boolean;
  readonly start: number;
  readonly call?: TypstCall;
  /** For content right after a call's arguments, which is one of them: the call that ends with it. */
  readonly endingCall?: TypstCall;
}

export interface TypstScan {
  readonly pictures: readonly PictureReference[];
  /** What the text's end lies in: `verbatim` in raw text, comments and strings. */
  readonly modeAtEnd: Mode | 'verbatim';
  /** What closes the innermost group that is open at the text's end; a line end for statements. */
  readonly closeAtEnd: string | undefined;
  /** True at the end of a text in a figure's arguments, which has its one body. */
  readonly hasBody: boolean;
  /** Offsets of the line ends that lie in no group, raw text or comment. */
  readonly outerLineEnds: readonly number[];
}

const bodyKeywords = new Set(['if', 'for', 'while', 'context']);
const lineKeywords = new Set(['let', 'set', 'show', 'import', 'include', 'return']);

/**
 * Reads Typst as its syntax module does: markup, code and math, each with its own strings and comments.
 * The file is long because all of this is one machine, whose parts share its offset and its frames.
 */
export function scanTypst(text: string): TypstScan {
  return new TypstScanner(text).scan();
}

class TypstScanner {
  readonly #text: string;
  readonly #frames: Frame[] = [];
  /** How many open frames end with a character, so that a stray one is known without a search. */
  readonly #open = new Map<string, number>();
  readonly #pictures: (PictureReference | undefined)[] = [];
  readonly #outerLineEnds: number[] = [];
  #offset = 0;
  #isVerbatimAtEnd = false;
  #previousWord = '';

  constructor(text: string) {
    this.#text = text;
  }

  scan(): TypstScan {
    while (this.#offset < this.#text.length) this.#readToken();
    return {
      pictures: this.#pictures.filter((picture) => picture !== undefined),
      modeAtEnd: this.#isVerbatimAtEnd ? 'verbatim' : this.#mode,
      closeAtEnd: this.#top?.close,
      hasBody: this.#top?.call?.name === 'figure' && this.#top.call.positional.length > 0,
      outerLineEnds: this.#outerLineEnds,
    };
  }

  get #top(): Frame | undefined {
    return this.#frames.at(-1);
  }

  get #mode(): Mode {
    return this.#top?.mode ?? 'markup';
  }

  #readToken(): void {
    const character = this.#text[this.#offset]!;
    const mode = this.#mode;
    if (this.#skipComment()) return;
    if (character === '\n') return this.#readLineEnd();
    if (character === '`' && mode !== 'math') return this.#skipRaw();
    if (character === '\\' && mode !== 'code') {
      this.#offset += 2;
      return;
    }
    if (character === '"' && mode !== 'markup') return this.#readString();
    if (character === '$') return this.#readDollar();
    if (mode === 'code') return this.#readCode(character);
    if (character === '#') return this.#readHash();
    if (mode === 'markup') return this.#readMarkup(character);
    this.#offset++;
  }

  #skipComment(): boolean {
    const { pattern, text } = { pattern: /\/\*|\*\//g, text: this.#text };
    if (text.startsWith('//', this.#offset)) {
      const end = text.indexOf('\n', this.#offset);
      this.#offset = end < 0 ? text.length : end;
      this.#isVerbatimAtEnd = end < 0;
      return true;
    }
    if (!text.startsWith('/*', this.#offset)) return false;
    pattern.lastIndex = this.#offset;
    let depth = 0;
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      depth += match[0] === '/*' ? 1 : -1;
      if (depth === 0) {
        this.#offset = pattern.lastIndex;
        return true;
      }
    }
    this.#endVerbatim();
    return true;
  }

  #endVerbatim(): void {
    this.#offset = this.#text.length;
    this.#isVerbatimAtEnd = true;
  }

  #skipRaw(): void {
    const start = this.#offset;
    const fence = /`+/y;
    fence.lastIndex = start;
    const length = fence.exec(this.#text)![0].length;
    this.#addArgumentToken('other', start, start + length);
    if (length === 2) {
      this.#offset = start + 2;
      return;
    }
    // A longer run of backticks closes, too: what is left over are other ones.
    const end = this.#text.indexOf('`'.repeat(length), start + length);
    if (end < 0) this.#endVerbatim();
    else this.#offset = end + length;
  }

  #readLineEnd(): void {
    if (this.#top?.close === '\n') this.#pop();
    if (this.#frames.length === 0) this.#outerLineEnds.push(this.#offset);
    this.#offset++;
  }

  #readString(): void {
    const start = this.#offset;
    const string = /"[^"\\]*(?:\\[^][^"\\]*)*"/y;
    string.lastIndex = start;
    if (!string.test(this.#text)) return this.#endVerbatim();
    this.#offset = string.lastIndex;
    this.#addArgumentToken('string', start, this.#offset);
  }

  #readDollar(): void {
    const start = this.#offset++;
    if (this.#mode !== 'math') return this.#push('math', '$', start, false);
    this.#close('$');
  }

  #readMarkup(character: string): void {
    const link = /https?:\/\/[\w!#$%&*+,\-./:;=?@~']*/y;
    link.lastIndex = this.#offset;
    if (character === 'h' && link.test(this.#text)) {
      this.#offset = link.lastIndex;
      return;
    }
    const start = this.#offset++;
    if (character === '[') this.#push('markup', ']', start, false);
    else if (character === ']') this.#close(']');
  }

  #readHash(): void {
    const start = this.#offset++;
    const next = this.#text[this.#offset] ?? '';
    if (/[\p{L}_]/u.test(next)) {
      const word = this.#readWord();
      if (lineKeywords.has(word)) {
        this.#previousWord = word;
        return this.#push('code', '\n', start, false);
      }
      if (bodyKeywords.has(word)) return this.#push('code', '\n', start, false, true);
      if (this.#text[this.#offset] === '(') return this.#openCall(word, start);
      return this.#continueExpression(start);
    }
    if (next === '"') {
      this.#readString();
      return this.#continueExpression(start);
    }
    if ('([{'.includes(next) && next) this.#openGroup(start);
  }

  /** After an embedded expression: what follows at once is part of it. */
  #continueExpression(start: number): void {
    const field = /\.([\p{L}_][\p{L}\p{N}_-]*)/uy;
    field.lastIndex = this.#offset;
    let name = '';
    for (let match = field.exec(this.#text); match; match = field.exec(this.#text)) {
      this.#offset = field.lastIndex;
      name = match[1]!;
    }
    const next = this.#text[this.#offset];
    if (next === '(' && name === 'image' && this.#text.startsWith('#std.', start)) {
      return this.#openCall(name, start);
    }
    if (next === '(' || next === '[') this.#openGroup(start);
  }

  #openGroup(start: number): void {
    const character = this.#text[this.#offset++];
    if (character === '[') this.#push('markup', ']', start, true);
    else this.#push('code', character === '(' ? ')' : '}', start, true);
  }

  #readWord(): string {
    const word = /[\p{L}_][\p{L}\p{N}\p{M}_-]*/uy;
    word.lastIndex = this.#offset;
    const [name] = word.exec(this.#text)!;
    this.#offset = word.lastIndex;
    return name;
  }

  #readCode(character: string): void {
    const start = this.#offset;
    if (/\s/.test(character)) {
      this.#offset++;
    } else if (/[\p{L}_]/u.test(character)) {
      this.#readCodeWord(start);
    } else if (/[0-9]/.test(character)) {
      const number = /[0-9][0-9a-zA-Z.%]*/y;
      number.lastIndex = start;
      number.test(this.#text);
      this.#offset = number.lastIndex;
      this.#addArgumentToken('number', start, this.#offset);
    } else {
      this.#readPunctuation(character);
    }
  }

  #readCodeWord(start: number): void {
    const word = this.#readWord();
    const isField = this.#text[start - 1] === '.' && !this.#text.endsWith('std.', start);
    const call = this.#top?.call;
    if (!isField && this.#text[this.#offset] === '(' && this.#previousWord !== 'let') {
      const isStandard = this.#text.slice(Math.max(0, start - 4), start) === 'std.';
      this.#openCall(word, isStandard ? start - 4 : start);
    } else if (call && call.argument.length === 0 && /^\s*:/.test(this.#ahead(20))) {
      call.argumentName = word;
      this.#offset = this.#text.indexOf(':', this.#offset) + 1;
    } else {
      this.#addArgumentToken('other', start, this.#offset);
    }
    this.#previousWord = word;
  }

  #ahead(length: number): string {
    return this.#text.slice(this.#offset, this.#offset + length);
  }

  #readPunctuation(character: string): void {
    const start = this.#offset++;
    const call = this.#top?.call;
    if (character === '[') this.#push('markup', ']', start, false);
    else if (character === '(') this.#push('code', ')', start, false);
    else if (character === '{') this.#push('code', '}', start, false);
    else if (')]}'.includes(character)) this.#close(character);
    else if (character === ';' && this.#top?.close === '\n') this.#pop();
    else if (character === ',' && call) endArgument(call);
    else this.#addArgumentToken('other', start, this.#offset);
  }

  #openCall(name: string, start: number): void {
    this.#offset++;
    const call: TypstCall = {
      name,
      start,
      first: this.#pictures.length,
      positional: [],
      named: new Map(),
      argumentName: undefined,
      argument: [],
    };
    // Takes its place in the order of the text now, and gets what it says at its end.
    if (name === 'image') this.#pictures.push(undefined);
    this.#push('code', ')', start, this.#text[start] === '#', false, call);
  }

  #push(
    mode: Mode,
    close: string,
    start: number,
    isEmbedded: boolean,
    endsWithBody = false,
    call?: TypstCall,
  ): void {
    this.#frames.push({ mode, close, start, isEmbedded, endsWithBody, ...(call && { call }) });
    this.#open.set(close, (this.#open.get(close) ?? 0) + 1);
  }

  #pop(): Frame {
    const frame = this.#frames.pop()!;
    this.#open.set(frame.close, this.#open.get(frame.close)! - 1);
    return frame;
  }

  /** Closes the innermost group of that kind with all that is open in it; nothing where there is none. */
  #close(character: string): void {
    if (!this.#open.get(character)) return;
    let frame = this.#pop();
    while (frame.close !== character) frame = this.#pop();
    const call = frame.call ?? frame.endingCall;
    if (call?.name === 'figure' && this.#text[this.#offset] === '[') {
      return this.#openTrailingContent(frame, call);
    }
    if (call) this.#endCall(call);
    const kind = character === ']' && !call ? 'content' : 'other';
    this.#addArgumentToken(kind, frame.start, this.#offset);
    if (frame.isEmbedded) return this.#continueExpression(frame.start);
    if (!this.#top?.endsWithBody || call || character === ')') return;
    if (!/^[ \t]*else\b/.test(this.#ahead(40))) this.#pop();
  }

  /** A figure's picture may stand in brackets after its other arguments. */
  #openTrailingContent({ start, isEmbedded }: Frame, call: TypstCall): void {
    this.#offset++;
    this.#open.set(']', (this.#open.get(']') ?? 0) + 1);
    this.#frames.push({ mode: 'markup', close: ']', start, isEmbedded, endingCall: call });
  }

  #addArgumentToken(kind: TypstToken['kind'], start: number, end: number): void {
    this.#top?.call?.argument.push({ kind, start, end });
  }

  #endCall(call: TypstCall): void {
    const { text, pictures } = { text: this.#text, pictures: this.#pictures };
    endArgument(call);
    if (call.name === 'image') pictures[call.first] = pictureOf(call, text, this.#offset);
    const caption = call.name === 'figure' ? captionOf(call, text) : undefined;
    if (!caption) return;
    for (let index = call.first; index < pictures.length; index++) {
      const picture = pictures[index];
      // A figure may hold others, which have said their own captions by now.
      if (picture && picture.caption === undefined) pictures[index] = { ...picture, caption };
    }
  }
}
