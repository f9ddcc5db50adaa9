import type { DocumentLines } from '../blockReader.ts';
import type { PictureWriter } from '../documentLanguage.ts';
import { lastLineOf } from '../textOfLines.ts';
import {
  isBareCursor,
  isBlankLine,
  onOneLine,
  placeAtCursor,
  placeBlocks,
  type WholeParts,
} from './blockPlace.ts';

/**
 * Writes a link to the file, with the alt text in the `#+ATTR_HTML:` line above it. Within a line of
 * text a link is all that can stand: Org has no alt text there.
 */
export const pictureWriter: PictureWriter = {
  place(lines, selection, options) {
    const { line } = selection.start;
    const last = lastLineOf(selection, lines);
    const unit = endOfUnit(lines, last);
    const isInline = isBareCursor(selection, options) && !isBlankLine(lines, line);
    // In verbatim text, and on lines that belong to Org, a link would be no link.
    if (isInline && !unit.isVerbatim) return placeAtCursor(selection, lines, whole);
    return placeBlocks(lines, unit.end, indentAfter(lines, unit.end));
  },

  write({ altText, path }, { isBlock, before }) {
    const link = `[[${escapeTarget(path)}]]`;
    if (!isBlock) return [link];
    const indent = /[ \t]*$/.exec(before)![0];
    if (altText === '') return [`#+ATTR_HTML: :alt\n${indent}${link}`];
    return ['#+ATTR_HTML: :alt ', { altText: escapeAlt(altText) }, `\n${indent}${link}`];
  },
};

const whole: WholeParts = {
  marker:
    /^(?:\*+[ \t]+(?:[A-Z]{2,}[ \t]+)?(?:\[#\w\][ \t]+)?|[ \t]*(?:(?:[-+]|\d+[.)])[ \t]+(?:\[@\d+\][ \t]+)?(?:\[[ X-]\][ \t]+)?(?:.*?[ \t]::[ \t]+)?|\[fn:[^\]]*\][ \t]*|\|[ \t]*)?)/,
  tail: /[ \t]*(?:\\\\|\||[ \t]:[\w@#%:]+:)[ \t]*$/,
  units:
    /\[\[.*?\]\]|\[(?:fn:|\d{4}-)[^\]]*\]|<[^<>]*>|\{{3}.*?\}{3}|(?<![^\s('"{-])([=~$])\S.*?\1|\\\(.*?\\\)|src_\w+(?:\[[^\]]*\])?\{[^}]*\}|@@.*?@@|\w+:\/\/\S+|\\\w+/g,
  before: /:\/\/[^\s\]]*$/,
  after: /^[*/_=~+]/,
};

/** Org's file links: backslashes count double before a bracket and at the end. */
function escapeTarget(path: string): string {
  const target = /^[a-z][a-z0-9+.-]+:\/\//i.test(path) ? path : `file:${path}`;
  return onOneLine(target).replace(/(\\*)([[\]]|$)/g, (_, slashes: string, bracket: string) => {
    return slashes + slashes + (bracket && `\\${bracket}`);
  });
}

/** A word with a colon before it would be the next attribute, and there is no escape for it. */
function escapeAlt(altText: string): string {
  return onOneLine(altText)
    .replace(/ +(?=:[-\w]+(?:\s|$))/g, (spaces) => '\u00a0'.repeat(spaces.length))
    .replace(/^(?=:[-\w]+(?:\s|$))/, '\u00a0');
}

/** Last line of the block, drawer or table that a line is in. */
function endOfUnit(lines: DocumentLines, line: number): { end: number; isVerbatim: boolean } {
  const at = (index: number): string => (index < lines.lineCount ? lines.lineAt(index) : '');
  for (let start = 0; start <= line; start++) {
    const opening = /^[ \t]*(?:#\+begin_(\S+)|:(?!end:)[\w-]+:[ \t]*$|\\begin\{([^}]+)\})/i.exec(
      at(start),
    );
    if (!opening) continue;
    const name = opening[1]?.toLowerCase();
    const latex = opening[2]?.toLowerCase();
    const last = latex ? `\\end{${latex}}` : name === undefined ? ':end:' : `#+end_${name}`;
    const isEnd = (text: string): boolean => text.trim().toLowerCase() === last;
    let end = start + 1;
    while (end < lines.lineCount && !isEnd(at(end))) end++;
    if (end === lines.lineCount) continue;
    const isText = name !== undefined && /^(?:quote|center|verse)$/.test(name);
    if (end >= line && (!isText || line === start || line === end)) {
      return { end, isVerbatim: true };
    }
    if (!isText) start = end;
  }
  if (/^[ \t]*(?:#(?:\s|\+|$)|:(?:\s|$))/.test(at(line))) {
    // Keywords belong to what follows them.
    let end = line;
    while (end + 1 < lines.lineCount && /^[ \t]*#\+/.test(at(end)) && /\S/.test(at(end + 1))) end++;
    return { end, isVerbatim: true };
  }
  if (/^\*+[ \t]/.test(at(line)) || planning.test(at(line))) {
    // What Org says of a heading stands right under it.
    const isDrawer = /^[ \t]*:properties:/i;
    let end = line;
    while (end + 1 < lines.lineCount && planning.test(at(end + 1))) end++;
    if (isDrawer.test(at(end + 1))) end = endOfUnit(lines, end + 1).end;
    return { end, isVerbatim: planning.test(at(line)) };
  }
  let end = line;
  while (/^[ \t]*\|/.test(at(line)) && /^[ \t]*(?:\||#\+tblfm:)/i.test(at(end + 1))) end++;
  return { end, isVerbatim: alone.test(at(line)) };
}

const planning = /^[ \t]*(?:SCHEDULED|DEADLINE|CLOSED|CLOCK):/;
/** A rule, a line of a table, and a link that is a figure of its own. */
const alone = /^[ \t]*(?:-{5,}|\|-.*|\[\[[^\]]*\]\])[ \t]*$/;

/** What a paragraph after a line begins with, so that it belongs to the line's list item. */
function indentAfter(lines: DocumentLines, line: number): string {
  let index = line;
  while (index > 0 && isBlankLine(lines, index) && index > line - 1) index--;
  const text = lines.lineAt(index);
  const item = /^([ \t]*)([-+]|\d+[.)]|[ \t]\*)([ \t]+)/.exec(text);
  if (!item) return /^[ \t]*/.exec(text)![0];
  return item[1]! + ' '.repeat(item[2]!.length + item[3]!.length);
}
