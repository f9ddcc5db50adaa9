import type { DocumentLines } from '../blockReader.ts';
import type { PictureWriter } from '../documentLanguage.ts';
import { lastLineOf } from '../textOfLines.ts';
import { isBlankLine, onOneLine, placeBlocks } from './blockPlace.ts';

/** Writes `image` directives, each a block of its own: reStructuredText has no other place for them. */
export const pictureWriter: PictureWriter = {
  place(lines, selection) {
    const line = labelledBy(lines, lastLineOf(selection, lines));
    const verbatim = verbatimAround(lines, line);
    if (verbatim) return placeBlocks(lines, verbatim.end, bodyIndent(lines, verbatim.start));
    const end =
      endOfSimpleTable(lines, line) ?? (isBlankLine(lines, line) ? line : endOfBlock(lines, line));
    return placeBlocks(lines, end, indentAfter(lines, end));
  },

  write({ altText, path }, { before }) {
    const indent = /[ \t]*$/.exec(before)![0];
    const directive = `.. image:: ${escapePath(path)}\n${indent}   :alt:`;
    if (altText === '') return [directive];
    return [`${directive} `, { altText: onOneLine(altText).trim() }];
  },
};

/** White space needs a backslash, and the path of a URL is what it is read as. */
function escapePath(path: string): string {
  const isUrl = /^[a-z][a-z0-9+.-]+:\/\//i.test(path);
  const encoded = isUrl ? path : path.replace(/[%?#]/g, encodeURIComponent);
  return onOneLine(encoded)
    .replace(/[\\\s]/g, '\\$&')
    .replace(/^:|^$/, '\\$&');
}

const transparent =
  /^\.\.[ \t]+(?:note|warning|tip|hint|important|caution|attention|danger|error|seealso|admonition|sidebar|topic|container|compound|only|epigraph|highlights|pull-quote|versionadded|versionchanged|deprecated|rubric|tab|tab-set|tab-item|grid|grid-item|dropdown|details)::/;
const listItem = /^([ \t]*)((?:[-+*\u2022]|\(?(?:\d+|[a-zA-Z]|#)[.)])[ \t]+)/;
const adornment = /^[ \t]*([!-/:-@[-`{-~])\1*[ \t]*$/;

/** The line, or the first one of what the target or class there, or over the blank lines there, belongs to. */
function labelledBy(lines: DocumentLines, line: number): number {
  let above = line;
  while (above > 0 && isBlankLine(lines, above)) above--;
  if (!label.test(lines.lineAt(above))) return line;
  let below = above + 1;
  while (isBlankLine(lines, below) && below < lines.lineCount) below++;
  if (below >= lines.lineCount) return line;
  // A URL on the next line is part of the target.
  const isLonger = below === above + 1 && indentOf(lines, below) > indentOf(lines, above);
  return isLonger ? line : labelledBy(lines, below);
}

const label = /^[ \t]*\.\.[ \t]+(?:_(?:`[^`]*`|[^:`])+:|class::.*)[ \t]*$/;
const field = /^[ \t]*:[^:]+:(?:[ \t]|$)/;
const border = /^[ \t]*=+(?: +=+)+[ \t]*$/;

const indentOf = (lines: DocumentLines, line: number): number =>
  /^[ \t]*/.exec(lines.lineAt(line))![0].length;

/** The literal block, comment or directive that a line is in, with the line that announces it. */
function verbatimAround(
  lines: DocumentLines,
  line: number,
): { start: number; end: number } | undefined {
  for (let start = 0; start <= line; start++) {
    const text = lines.lineAt(start);
    const trimmed = text.trim();
    const item = listItem.exec(text);
    const indent = item ? item[0].length : indentOf(lines, start);
    const body = item ? text.slice(indent) : trimmed;
    const holdsText = start !== line && transparent.test(body);
    const isExplicit = /^\.\.(?:[ \t]|$)/.test(body) && !holdsText;
    if (!isExplicit && !(trimmed.endsWith('::') && !/^\.\.[ \t]/.test(body))) continue;
    const end = endOfIndented(lines, start, isExplicit ? indent : indentOf(lines, start));
    if (end >= line && (isExplicit || end > start)) return { start, end };
    start = Math.max(start, end);
  }
  return undefined;
}

/** Last line that is indented deeper than given, from the next one on. */
function endOfIndented(lines: DocumentLines, line: number, indent: number): number {
  let end = line;
  for (let next = line + 1; next < lines.lineCount; next++) {
    if (isBlankLine(lines, next)) continue;
    if (indentOf(lines, next) <= indent) break;
    end = next;
  }
  return end;
}

/** The line itself, unless it is part of what must stay whole: a table, a title, a definition. */
function endOfBlock(lines: DocumentLines, line: number): number {
  let end = line;
  const text = lines.lineAt(line).trim();
  const next = (): string => (end + 1 < lines.lineCount ? lines.lineAt(end + 1) : '');
  if (/^(?:\+[-=]|\|)/.test(text) || field.test(text)) return endOfFilled(lines, line);
  if (adornment.test(text) && !isBlankLine(lines, line + 1) && isBlankLine(lines, line - 1)) end++;
  const isUnderlined = adornment.test(next()) && next().trim().length > 1;
  if (isUnderlined) end++;
  if (isUnderlined || adornment.test(text)) {
    // What a document says of itself stands right under its title.
    let below = end + 1;
    while (isBlankLine(lines, below) && below < lines.lineCount) below++;
    const isField = below < lines.lineCount && field.test(lines.lineAt(below));
    return isField ? endOfFilled(lines, below) : end;
  }
  // Lines that are indented deeper belong to the one above them.
  while (!isBlankLine(lines, end + 1) && indentOf(lines, end + 1) > indentOf(lines, line)) end++;
  return end;
}

function endOfFilled(lines: DocumentLines, line: number): number {
  let end = line;
  while (!isBlankLine(lines, end + 1)) end++;
  return end;
}

/** Last line of the simple table that a line is in: a border over a blank line. */
function endOfSimpleTable(lines: DocumentLines, line: number): number | undefined {
  for (let start = 0; start <= line; start++) {
    if (!border.test(lines.lineAt(start))) continue;
    let end = start + 1;
    while (
      end < lines.lineCount &&
      !(border.test(lines.lineAt(end)) && isBlankLine(lines, end + 1))
    )
      end++;
    if (end === lines.lineCount) return undefined;
    if (end >= line) return end;
    start = end;
  }
  return undefined;
}

/** What a paragraph after a line begins with, so that it belongs to the same list item or body. */
function indentAfter(lines: DocumentLines, line: number): string {
  let above = line;
  while (above > 0 && isBlankLine(lines, above)) above--;
  const indent = bodyIndent(lines, above);
  let below = above === line ? line + 1 : line;
  while (below < lines.lineCount && isBlankLine(lines, below)) below++;
  if (below >= lines.lineCount) return above === line ? indent : '';
  // Between the items of one list the picture is part of the first of them.
  const isBetweenItems = listItem.test(lines.lineAt(above)) && listItem.test(lines.lineAt(below));
  const next = /^[ \t]*/.exec(lines.lineAt(below))![0];
  // A quote under the picture would be read as part of it.
  if (above === line) return next.length > indent.length ? next : indent;
  return isBetweenItems && next.length < indent.length ? indent : next;
}

function bodyIndent(lines: DocumentLines, line: number): string {
  const text = lines.lineAt(line);
  let rest = text;
  let width = '';
  for (let item = listItem.exec(rest); item; item = listItem.exec(rest)) {
    width += item[1]! + ' '.repeat(item[2]!.length);
    rest = rest.slice(item[0].length);
  }
  if (/^\.\.[ \t]/.test(rest.trim())) return width + /^[ \t]*/.exec(rest)![0];
  return width + /^[ \t]*/.exec(rest)![0];
}
