/**
 * The longest beginning that fits and ends between two characters as people see them: never between
 * a letter and its marks, nor inside an emoji. Empty where the first one alone is too long.
 * @param sizeOf how much of `maxSize` a piece of text takes.
 */
export function cutAtCharacter(
  text: string,
  maxSize: number,
  sizeOf: (piece: string) => number,
): string {
  let size = 0;
  for (const { segment, index } of new Intl.Segmenter('en').segment(text)) {
    size += sizeOf(segment);
    if (size > maxSize) return text.slice(0, index);
  }
  return text;
}

function codePointsIn(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Bytes in UTF-8; a lone surrogate counts as the three bytes of its replacement. */
export function utf8BytesIn(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0)!;
    bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/**
 * The beginning of a text, at most so many code points, cut before a separator; inside a word only
 * where there is none to cut at.
 */
export function cutAtWord(text: string, maxCodePoints: number, separator: string): string {
  // One more than allowed tells whether a word ends exactly at the limit.
  const head = Array.from(text.slice(0, 2 * (maxCodePoints + 1))).slice(0, maxCodePoints + 1);
  if (head.length <= maxCodePoints) return text;
  const lastSeparator = head.lastIndexOf(separator);
  if (lastSeparator > 0) return head.slice(0, lastSeparator).join('');
  return cutAtCharacter(text, maxCodePoints, codePointsIn);
}
