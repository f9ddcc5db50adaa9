import type { PictureReference } from './documentLanguage.ts';

/** Longer texts between two literal parts are no picture. */
const maxValueLength = 2000;
/** As far as is looked at a time; many times longer, so that little is looked at twice. */
const maxLook = 16 * maxValueLength;

export type Name = 'path' | 'alt';
/** Literal text, or a value that ends before a character: `''` is the end of the line. */
export type Piece = string | { readonly name: Name; readonly stop: string };

/** How one language's values are kept apart from what stands around them. */
export interface Escapes {
  write(name: Name, value: string, stop: string): string;
  read(name: Name, written: string): string;
  /** True where a backslash keeps the character after it from ending the value. */
  readonly hasBackslash: boolean;
}

/**
 * Reads at one place after the other, from the start of the text on. Each value is looked through once however
 * many places it could belong to, so all of them together take time in proportion to the text.
 */
export function createPatternReader(
  text: string,
  pieces: readonly Piece[],
  escapes: Escapes,
): (from: number) => PictureReference | undefined {
  const readers = pieces.map((piece) =>
    typeof piece === 'string'
      ? (index: number) => endOfLiteral(text, index, piece)
      : createValueReader(text, piece.stop, escapes.hasBackslash && piece.name === 'alt'),
  );
  return (from) => {
    let index = from;
    let path: { readonly start: number; readonly end: number } | undefined;
    let alt: { readonly start: number; readonly end: number } | undefined;
    for (const [at, piece] of pieces.entries()) {
      const start = index;
      const end = readers[at]!(start);
      if (end === undefined) return undefined;
      if (typeof piece !== 'string') {
        if (piece.name === 'path') path = { start, end };
        else alt = { start, end };
      }
      index = end;
    }
    const written = path && text.slice(path.start, path.end);
    if (!path || !written?.trim()) return undefined;
    return {
      start: from,
      end: index,
      pathStart: path.start,
      pathEnd: path.end,
      path: escapes.read('path', written),
      ...(alt && { altText: escapes.read('alt', text.slice(alt.start, alt.end)) }),
    };
  };
}

/** Line ends count alike, whichever the document has. */
function endOfLiteral(text: string, from: number, literal: string): number | undefined {
  if (text.startsWith(literal, from)) return from + literal.length;
  if (!literal.includes('\n')) return undefined;
  const withReturns = literal.replace(/\r?\n/g, '\r\n');
  return text.startsWith(withReturns, from) ? from + withReturns.length : undefined;
}

/** Where the value ends that begins at an index; `undefined`: nowhere, or too far away. */
function createValueReader(
  text: string,
  stop: string,
  hasBackslash: boolean,
): (start: number) => number | undefined {
  // Where a value began that was looked through, and where its end is: from any place in between, the end is the
  // same. After a backslash one that begins at the next character is read otherwise, so there are two.
  const known: [Seen, Seen] = [nothingSeen, nothingSeen];
  const look = (start: number): Seen => {
    const isKnown = ({ from, end, isWhole, escaped }: Seen): boolean =>
      from <= start && start <= (isWhole ? end : end - maxValueLength) && !escaped.has(start);
    const found = known.find(isKnown);
    if (found) return found;
    const escaped = new Set<number>();
    const limit = Math.min(text.length, start + maxLook);
    let end = start;
    for (; end < limit; end++) {
      const character = text[end]!;
      if (character === '\n' || character === '\r' || character === stop) break;
      if (hasBackslash && character === '\\') escaped.add(++end);
    }
    const isWhole = end < limit || limit === text.length;
    const seen = { from: start, end: Math.min(end, text.length), isWhole, escaped };
    // The one that reaches less far is of less use to the places that follow.
    known[known[0].end <= known[1].end ? 0 : 1] = seen;
    return seen;
  };
  return (start) => {
    const { end } = look(start);
    if (end - start >= maxValueLength) return undefined;
    const character = text[end];
    if (character === stop && end < text.length) return end;
    if (character === undefined) return stop === '' ? end : undefined;
    return stop === '' || stop === '\n' ? end : undefined;
  };
}

interface Seen {
  readonly from: number;
  readonly end: number;
  /** False where the end lies further away than was looked. */
  readonly isWhole: boolean;
  /** Indexes that a backslash keeps from being the beginning of anything. */
  readonly escaped: ReadonlySet<number>;
}

const nothingSeen: Seen = { from: 0, end: -1, isWhole: true, escaped: new Set() };
