import type { DocumentLines } from '../blockReader.ts';
import type { PictureWriter } from '../documentLanguage.ts';
import type { TextPosition } from '../textSelection.ts';
import { lastLineOf } from '../textOfLines.ts';
import {
  isBareCursor,
  isBlankLine,
  onOneLine,
  placeAtCursor,
  placeBlocks,
  textUpTo,
  type WholeParts,
} from './blockPlace.ts';
import { scanTypst, type TypstScan } from './typstScanner.ts';

/** Writes `image(…)`: with `#` in markup, in a box where it stands within a line of text. */
export const pictureWriter: PictureWriter = {
  place(lines, selection, options) {
    if (isBareCursor(selection, options)) {
      const { line } = selection.start;
      const mode = modeAt(lines, selection.start);
      const isInline =
        mode === 'code'
          ? mayHoldValue(lines, selection.start)
          : mode === 'markup' && !isBlankLine(lines, line);
      if (isInline && !isInName(lines, selection.start)) {
        return mode === 'code'
          ? placeAtCursor(selection, lines, { marker: /^/, tail: /$/, units: /$^/g })
          : placeAtCursor(selection, lines, whole);
      }
    }
    return placeBlocks(lines, endOfOuter(lines, lastLineOf(selection, lines)));
  },

  write({ altText, path }, { isBlock, position }, lines) {
    const alt = escapeString(onOneLine(altText));
    const [prefix, suffix] = frameOf(isBlock, isBlock ? 'markup' : modeAt(lines, position));
    const before = `${prefix}image("${escapeString(path)}", alt: "`;
    // Brackets and fields right after a call would be part of it.
    const next = isBlock ? '' : lines.lineAt(position.line).slice(position.character);
    const end = suffix && /^(?:[([;]|\.[\p{L}_])/u.test(next) ? ';' : '';
    const after = `")${suffix}${end}`;
    return altText === '' ? [before + after] : [before, { altText: alt }, after];
  },
};

function frameOf(isBlock: boolean, mode: TypstScan['modeAtEnd']): [string, string] {
  if (mode === 'code') return ['', ''];
  return isBlock ? ['#', ''] : ['#box(', ')'];
}

function modeAt(lines: DocumentLines, { line, character }: TextPosition): TypstScan['modeAtEnd'] {
  return scanTypst(textUpTo(lines, line, character)).modeAtEnd;
}

const whole: WholeParts = {
  marker: /^[ \t]*(?:(?:=+|[-+]|\d+\.)[ \t]+|\/[ \t]+[^:]*:[ \t]+)?/,
  // A heading's label belongs to what stands before it.
  tail: /(?<!\\)\\[ \t]*$|(?<=^=+[ \t].*?)[ \t]*<[\w:.-]+>[ \t]*$/,
  units: /\\.|[)\]}$`][ \t]*<[\w:.-]+>|<[\w:.-]+>|@[\p{L}\p{N}_:.-]+|https?:\/\/\S+|[)\]][([]/gu,
  before: /:\/\/[^\s"\]]*$/,
};

/** True within or right after the name of a function that is called. */
function isInName(lines: DocumentLines, { line, character }: TextPosition): boolean {
  const text = lines.lineAt(line);
  const isNamed = /#[\p{L}\p{N}_.-]*$/u.test(text.slice(0, character));
  return isNamed && /^[\p{L}\p{N}_.([{-]/u.test(text.slice(character));
}

/** True for a place in code where the compiler takes one more value. */
function mayHoldValue(lines: DocumentLines, { line, character }: TextPosition): boolean {
  const before = textUpTo(lines, line, character);
  const after = textUpTo(lines, lines.lineCount - 1).slice(before.length);
  const { closeAtEnd, hasBody } = scanTypst(before);
  if (hasBody) return false;
  // Arguments go on over line ends, statements end with them.
  if (closeAtEnd === ')') return /[(,:=]\s*$/.test(before.slice(-200)) && /^\s*[),]/.test(after);
  const lineBefore = lines.lineAt(line).slice(0, character);
  const statement = lineBefore.slice(lineBefore.lastIndexOf(';') + 1);
  if (!/^[ \t]*(?:[;}]|\n|$)/.test(after) || /\bimport\b/.test(statement)) return false;
  return closeAtEnd === '}'
    ? /(?:^|[{;=:])[ \t]*$/.test(lineBefore)
    : /[=:][ \t]*$/.test(lineBefore);
}

/** The line, or the first one after it whose end lies in no group, raw text or comment. */
function endOfOuter(lines: DocumentLines, line: number): number {
  const last = lines.lineCount - 1;
  const { outerLineEnds } = scanTypst(textUpTo(lines, last));
  const from = textUpTo(lines, line).length;
  const end = outerLineEnds.find((offset) => offset >= from);
  if (end === undefined) return last;
  let offset = from;
  let found = line;
  while (offset < end) offset += lines.lineAt(++found).length + 1;
  return found;
}

function escapeString(text: string): string {
  return text.replace(/["\\]|[\p{Cc}\u2028\u2029]/gu, (character) =>
    /["\\]/.test(character) ? `\\${character}` : `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}
