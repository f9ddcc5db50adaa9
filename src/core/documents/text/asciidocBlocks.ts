import type { DocumentLines } from '../blockReader.ts';
import { isBlankLine } from './blockPlace.ts';

/** Lines that are no text: titles, attributes, comments, block macros, terms, and marks of blocks. */
export const metadata =
  /^(?:\[.*\]|\.[^\s.].*|:!?[^:\s][^:]*:(?:[ \t].*)?|\/\/(?!\/).*|\w+::\S*\[.*\]|={1,6} .*|(?:={4,}|\*{4,}|_{4,}|'{3,}|<{3,}|--|\+)|\S.*(?:::|;;))[ \t]*$/;
export const listItem =
  /^[ \t]*(?:-|\*{1,5}|\.{1,5}|\u2022|\d+\.|[a-zA-Z]\.)[ \t]+\S|^[^\s/].*?(?:::{1,3}|;;)(?:[ \t]|$)/;
const verbatimStyle = /^\[(?:verse|source|listing|literal|pass|stem|latexmath|asciimath|comment)\b/;
/** What ends an item's text. */
export const boundary = /^(?:\+|--|([=*_.+-])\1{3,}|[|,:!]={3,})[ \t]*$/;
/** The first and last line of what holds no blocks. */
export const closedDelimiter = /^(?:(?:-{4,}|\.{4,}|\+{4,}|\/{4,}|[|,:!]={3,})$|`{3})/;

/** True for a line of a paragraph, a list's item or another text that a picture can stand in. */
export const isText = (lines: DocumentLines, line: number): boolean =>
  !isBlankLine(lines, line) &&
  !metadata.test(lines.lineAt(line)) &&
  !isInHeader(lines, line) &&
  closedAround(lines, line) === undefined;

/** A line without the blanks at its end; empty outside of the document. */
export const textAt = (lines: DocumentLines, line: number): string =>
  isBlankLine(lines, line) ? '' : lines.lineAt(line).trimEnd();

/** Lines of listings, comments, verse and tables, which must stay whole: those around a line. */
export function closedAround(
  lines: DocumentLines,
  line: number,
): { start: number; end: number } | undefined {
  for (let start = 0; start <= line; start++) {
    const delimiter = closedAt(lines, start);
    if (delimiter === undefined) continue;
    if (isUnderline(delimiter, textAt(lines, start - 1), textAt(lines, start - 2))) continue;
    let end = start + 1;
    while (end < lines.lineCount && textAt(lines, end) !== delimiter) end++;
    if (delimiter === '') end--;
    if (end >= line) return { start, end: Math.min(end, lines.lineCount - 1) };
    start = end;
  }
  return undefined;
}

/** The line that ends what must stay whole and begins at a line; a blank one ends a paragraph. */
function closedAt(lines: DocumentLines, line: number): string | undefined {
  const text = textAt(lines, line);
  const delimiter = closedDelimiter.exec(text)?.[0];
  if (delimiter !== undefined || text === '') return delimiter;
  const above = textAt(lines, line - 1);
  const isFirst = above === '' || boundary.test(above);
  const isLiteral = /^[ \t]/.test(text) && isFirst && !listItem.test(text);
  if (!isLiteral && !verbatimStyle.test(above)) return undefined;
  return /^(?:_{4,}|--)$/.test(text) ? text : '';
}

/** A section's title may have a line under it that looks like a listing's. */
export function isUnderline(delimiter: string, title = '', aboveTitle = ''): boolean {
  if (!/^[-+]/.test(delimiter) || title === '' || aboveTitle !== '') return false;
  return Math.abs(title.length - delimiter.length) <= 1;
}

export const isInHeader = (lines: DocumentLines, line: number): boolean =>
  /^[=#] /.test(lines.lineAt(0)) && headerEnd(lines) >= line;

export function headerEnd(lines: DocumentLines): number {
  let line = 0;
  while (!isBlankLine(lines, line + 1)) line++;
  return line;
}
