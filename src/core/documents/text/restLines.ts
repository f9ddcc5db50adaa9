/** A line, or what is left of it inside of a list, a directive or a table's cell. */
export interface RestLine {
  /** Without white space at its end. */
  readonly text: string;
  /** Offset in the document. */
  readonly start: number;
  /** Column of `start`, which the width of tabs depends on. */
  readonly column: number;
}

/** As docutils expands tabs. */
const tabStop = 8;

/** Columns of white space at the beginning; blank lines have none. */
export function indentOf({ text, column }: RestLine): number {
  let end = column;
  for (const character of text) {
    if (character === '\t') end += tabStop - (end % tabStop);
    else if (/\s/.test(character)) end++;
    else return end - column;
  }
  return 0;
}

/** Lines with so many columns of white space less. */
export function dedent(lines: readonly RestLine[], columns: number): RestLine[] {
  return lines.map((line) => {
    let end = line.column;
    let index = 0;
    while (end < line.column + columns && /\s/.test(line.text[index] ?? '')) {
      end += line.text[index] === '\t' ? tabStop - (end % tabStop) : 1;
      index++;
    }
    return { text: line.text.slice(index), start: line.start + index, column: end };
  });
}

/** Lines with the indentation removed that all of them have. */
export function dedentAll(lines: readonly RestLine[]): RestLine[] {
  const filled = lines.filter(({ text }) => text !== '');
  const columns = filled.reduce((least, line) => Math.min(least, indentOf(line)), Infinity);
  return dedent(lines, columns);
}

/** What is left of a line from an index of its text on. */
export function restOf({ text, start, column }: RestLine, index: number): RestLine {
  return { text: text.slice(index), start: start + index, column: column + index };
}

/** Number of lines from an index on that are blank or indented by so many columns; no blank ones at the end. */
export function countIndented(lines: readonly RestLine[], from: number, columns = 1): number {
  let end = from;
  let filledEnd = from;
  while (end < lines.length) {
    const line = lines[end]!;
    end++;
    if (line.text === '') continue;
    if (indentOf(line) < columns) break;
    filledEnd = end;
  }
  return filledEnd - from;
}
