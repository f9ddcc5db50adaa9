import type { DocumentLines } from '../blockReader.ts';
import type { PlaceOptions, WritingPlace } from '../documentLanguage.ts';
import type { TextSelection } from '../textSelection.ts';

/** What of a line stays whole in a language. */
export interface WholeParts {
  /** What the line begins with, as the mark of an item. */
  readonly marker: RegExp;
  /** What it ends with, as the mark of a break. */
  readonly tail: RegExp;
  /** Links and their kind; with the flag `g`. */
  readonly units: RegExp;
  /** Text that would run into a picture right after it. */
  readonly before?: RegExp;
  /** Text that a picture right before it would change. */
  readonly after?: RegExp;
}

/** Place of one picture at the cursor within a line, or next to what stays whole there. */
export function placeAtCursor(
  { start: { line, character } }: TextSelection,
  lines: DocumentLines,
  { marker, tail, units, before, after }: WholeParts,
): WritingPlace {
  const text = lines.lineAt(line);
  const last = text.search(tail);
  let place = last < 0 ? character : Math.min(character, last);
  place = Math.max(place, marker.exec(text)?.[0].length ?? 0);
  for (const { 0: unit, index } of text.matchAll(units)) {
    const end = index + unit.length;
    if (index < place && place < end) place = end;
  }
  return {
    position: { line, character: place },
    before: before?.test(text.slice(0, place)) ? ' ' : '',
    between: '',
    after: after?.test(text.slice(place)) && !/\w$/.test(text.slice(0, place)) ? ' ' : '',
    isBlock: false,
  };
}

/** True where one picture goes to a cursor. */
export function isBareCursor(
  { start, end }: TextSelection,
  { wasSelected, pictureCount }: PlaceOptions,
): boolean {
  const isEmpty = start.line === end.line && start.character === end.character;
  return isEmpty && !wasSelected && pictureCount === 1;
}

/** True for a line of white space, and for what lies outside of the document. */
export function isBlankLine(lines: DocumentLines, line: number): boolean {
  return line < 0 || line >= lines.lineCount || !/\S/.test(lines.lineAt(line));
}

/**
 * Blocks with blank lines around them: on the line if it is blank, else after it. `indent` is what
 * each of their lines begins with.
 */
export function placeBlocks(lines: DocumentLines, line: number, indent = ''): WritingPlace {
  const isNextBlank = isBlankLine(lines, line + 1);
  const after = isNextBlank ? '' : '\n';
  const between = `\n\n${indent}`;
  if (!isBlankLine(lines, line)) {
    const position = { line, character: lines.lineAt(line).length };
    return { position, before: between, between, after, isBlock: true };
  }
  const before = isBlankLine(lines, line - 1) ? indent : `\n${indent}`;
  return { position: { line, character: 0 }, before, between, after, isBlock: true };
}

/** A document's text up to and with a line, without that line's end. */
export function textUpTo(lines: DocumentLines, line: number, character?: number): string {
  const texts: string[] = [];
  for (let index = 0; index < line; index++) texts.push(lines.lineAt(index));
  texts.push(lines.lineAt(line).slice(0, character));
  return texts.join('\n');
}

/** Text without what would end a line or is no text, each as a space. */
export function onOneLine(text: string): string {
  // Python, and so docutils, ends lines at some control characters.
  return text.replace(/\r\n|[\s\p{Cc}]/gu, ' ');
}
