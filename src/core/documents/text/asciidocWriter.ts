import type { DocumentLines } from '../blockReader.ts';
import type { PictureWriter, WritingPlace } from '../documentLanguage.ts';
import type { TextPosition } from '../textSelection.ts';
import { lastLineOf, textOfLines } from '../textOfLines.ts';
import { readAttributeEntry } from './asciidocAttributes.ts';
import type { AsciidocAttributes } from './asciidocCondition.ts';
import {
  boundary,
  closedAround,
  closedDelimiter,
  headerEnd,
  isInHeader,
  isText,
  isUnderline,
  listItem,
  metadata,
  textAt,
} from './asciidocBlocks.ts';
import { asciidocDocumentLines } from './asciidocDocumentLines.ts';
import {
  isBareCursor,
  isBlankLine,
  onOneLine,
  placeAtCursor,
  placeBlocks,
  type WholeParts,
} from './blockPlace.ts';

/** Writes `image::` in a block of its own, `image:` in a line; the path is relative to `imagesdir`. */
export const pictureWriter: PictureWriter = {
  place(lines, selection, options) {
    if (isBareCursor(selection, options) && isText(lines, selection.start.line)) {
      const start = afterLongMacro(lines, selection.start);
      return placeAtCursor({ start, end: start }, lines, whole);
    }
    const line = lastLineOf(selection, lines);
    if (!isText(lines, line)) return placeAfter(lines, line);
    const end = { line, character: lines.lineAt(line).length };
    return placeAfter(lines, afterLongMacro(lines, end).line);
  },

  write({ altText, path }, { isBlock, position }, lines) {
    const { target, needsNoFolder } = targetIn(path, attributesAt(lines, position.line));
    const macro = `image${isBlock ? '::' : ':'}${encodeTarget(target)}[`;
    const end = `${needsNoFolder ? ',imagesdir=""' : ''}]`;
    if (altText === '') return [`${macro}""${end}`];
    const alt = escapeAlt(onOneLine(altText), isBlock);
    // A comma or an equals sign would begin another attribute.
    if (/^[\p{L}\p{N}](?:[\p{L}\p{N} .;!?-]*[\p{L}\p{N}.!?])?$/u.test(alt) && !/ {2}/.test(alt)) {
      return [macro, { altText: alt }, end];
    }
    return [`${macro}"`, { altText: alt }, `"${end}`];
  },
};

const whole: WholeParts = {
  marker:
    /^[ \t]*(?:(?:-|\*{1,5}|\.{1,5}|\u2022|\d+\.|[a-zA-Z]\.|<(?:\d+|\.)>)[ \t]+(?:\[[ x*]\][ \t]+)?|>[ \t]|(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+)/,
  tail: / \+[ \t]*$/,
  units:
    /(\+{1,3}|\$\$)(?=\S).*?\1|<<.*?>>|[\w.+-]+@[\w.-]+|\[\[.*?\]\]|\({2,3}.*?\){2,3}|(?:\{[\w-]+\}|[a-z]\w*:(?!\s))[^\s[]*(?:\[(?:\\.|[^\]\\])*\])?/g,
  after: /^[*_`#^~]/,
  before: /[^\s*_`#+][*_`#+]+$|(?::\/\/|@)[^\s\]]*$/,
};
/** Lines above and below that the attributes of a macro may reach to. */
const maxMacroLines = 10;

/** The end of the macro over several lines that a position in text lies in; else the position. */
function afterLongMacro(lines: DocumentLines, position: TextPosition): TextPosition {
  const goesOn = (line: number): boolean =>
    Math.abs(line - position.line) <= maxMacroLines &&
    !isBlankLine(lines, line) &&
    !metadata.test(lines.lineAt(line)) &&
    !closedDelimiter.test(lines.lineAt(line));
  const isItem = (line: number): boolean => listItem.test(lines.lineAt(line));
  let first = position.line;
  let last = position.line;
  while (!isItem(first) && goesOn(first - 1)) first--;
  while (goesOn(last + 1) && !isItem(last + 1)) last++;
  if (first === last) return position;
  const { text, offsetOf, positionOf } = textOfLines({
    lineCount: last + 1 - first,
    lineAt: (index) => lines.lineAt(first + index),
  });
  const offset = offsetOf({ ...position, line: position.line - first });
  for (const { 0: macro, index } of text.matchAll(longMacro)) {
    const end = index + macro.length;
    if (index >= offset || offset >= end || !macro.includes('\n')) continue;
    const { line, character } = positionOf(end);
    return { line: line + first, character };
  }
  return position;
}

const longMacro = /\b[a-z]\w*::?[^\s[\]]{0,500}\[(?:\\[^]|[^\]\\]){0,1000}\]/g;

function placeAfter(lines: DocumentLines, line: number): WritingPlace {
  const isBlank = isBlankLine(lines, line);
  let target = line;
  if (isInHeader(lines, target)) target = headerEnd(lines);
  // What stands above a block belongs to it.
  while (!isBlankLine(lines, target) && /^(?:\[.*\]|\.[^\s.].*)$/.test(lines.lineAt(target))) {
    if (target === lines.lineCount - 1) break;
    target++;
  }
  // What a plus sign joins to an item comes after the picture.
  if (textAt(lines, target) === '+' && target > 0) target--;
  const closed = closedAround(lines, target);
  target = closed?.end ?? target;
  const item = itemAround(lines, isBlank ? line - 1 : (closed?.start ?? target), closed?.end);
  const next = lines.lineCount > target + 1 ? lines.lineAt(target + 1) : '';
  if (isBlank && !(item !== undefined && listItem.test(next))) return placeBlocks(lines, target);
  if (item === undefined) return placeBlocks(lines, target);
  const after = next.trim() === '' || next.trim() === '+' || listItem.test(next) ? '' : '\n';
  const position = { line: item, character: lines.lineAt(item).length };
  return { position, before: '\n+\n', between: '\n+\n', after, isBlock: true };
}

/** True for the last line of a block that a plus sign joins to an item. */
function isJoined(lines: DocumentLines, line: number): boolean {
  let open = -1;
  for (let index = 0; index < line; index++) {
    if (textAt(lines, index) === textAt(lines, line)) open = open < 0 ? index : -1;
  }
  while (/^[.[]/.test(textAt(lines, open - 1))) open--;
  return textAt(lines, open - 1) === '+';
}

/** Last line of the text of the list's item that a line is in. */
function itemAround(lines: DocumentLines, line: number, end = line): number | undefined {
  let first = line;
  while (!isBlankLine(lines, first) && !listItem.test(lines.lineAt(first))) {
    // The item may be outside of a block that the line is in.
    const text = textAt(lines, first);
    if ((end === line || first < line) && text !== '+' && boundary.test(text)) {
      if (!isJoined(lines, first)) return undefined;
      if (first === line) return line;
    }
    first--;
  }
  if (isBlankLine(lines, first)) return undefined;
  let last = end;
  while (!isBlankLine(lines, last + 1) && !listItem.test(lines.lineAt(last + 1))) {
    if (boundary.test(lines.lineAt(last + 1))) break;
    last++;
  }
  return last;
}

function attributesAt(lines: DocumentLines, line: number): AsciidocAttributes {
  const attributes: AsciidocAttributes = new Map();
  const count = Math.min(line + 1, lines.lineCount);
  const texts = Array.from({ length: count }, (_, index) => lines.lineAt(index));
  const above = asciidocDocumentLines(texts.join('\n'));
  let verbatim: string | undefined;
  for (let index = 0; index < above.length; index++) {
    const { text } = above[index]!;
    const delimiter = /^(?:-{4,}|\.{4,}|\+{4,}|\/{4,})$/.exec(text)?.[0];
    if (verbatim !== undefined) {
      if (text === verbatim) verbatim = undefined;
    } else if (
      delimiter !== undefined &&
      !isUnderline(delimiter, above[index - 1]?.text, above[index - 2]?.text)
    ) {
      verbatim = delimiter;
    } else {
      index += Math.max(0, readAttributeEntry(above, index, attributes) - 1);
    }
  }
  return attributes;
}

const isAbsolute = (path: string): boolean => /^(?:\/|[a-z][a-z0-9.+-]+:)/i.test(path);

/** The path as it is read from the folder of pictures; that folder does not count where it cannot. */
function targetIn(
  path: string,
  attributes: AsciidocAttributes,
): { target: string; needsNoFolder: boolean } {
  const parts = (whole: string): string[] =>
    whole.split('/').filter((part) => part && part !== '.');
  const folder = attributes.get('imagesdir') ?? '';
  const folders = parts(folder);
  if (folders.length === 0 || isAbsolute(path)) {
    return { target: path, needsNoFolder: isAbsolute(folder) && !isAbsolute(path) };
  }
  const steps = parts(path);
  let shared = 0;
  while (shared < folders.length && shared < steps.length - 1 && folders[shared] === steps[shared])
    shared++;
  const up = folders.slice(shared);
  // The way back down from a folder above the document is not known.
  if (isAbsolute(folder) || folder.includes('{') || up.includes('..')) {
    return { target: path, needsNoFolder: true };
  }
  const target = [...up.map(() => '..'), ...steps.slice(shared)].join('/');
  return { target, needsNoFolder: false };
}

const percentEncode = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*~_.-]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** As the path of a URL, with all that AsciiDoc would read as formatting, a macro or a reference encoded. */
function encodeTarget(target: string): string {
  if (/^[a-z][a-z0-9.+-]+:\/\//i.test(target)) return target.replace(/[\s[\]]/g, percentEncode);
  return target
    .replace(/[^\p{L}\p{N}\p{M}/._ -]|^ | (?= )| $/gu, percentEncode)
    .replace(/(?<=-)-|(?<=\.)\.(?=\.)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, percentEncode);
}

const reference = (text: string): string =>
  [...text].map((character) => `&#${String(character.codePointAt(0)).padStart(2, '0')};`).join('');

/** So that the shown alt text is the given one: without formatting, macros, attributes and replacements. */
function escapeAlt(altText: string, isBlock: boolean): string {
  const special = isBlock ? /[&{\\]/g : /[&{}\\<>*_`#^~+$|[\]@"]|:(?=\/)|\((?=\()/g;
  return altText
    .replace(special, reference)
    .replace(/(?<=-)-|(?<=[.])[.](?=[.])|(?<=[-=])>|<(?=[-=])|(?<=`)'/g, reference)
    .replace(/\((?=(?:C|R|TM)\))/g, reference)
    .replace(/(?<=[\p{L}\p{N}])'(?=\p{L})/gu, reference)
    .replace(/"/g, '\\"');
}
