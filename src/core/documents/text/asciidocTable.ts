import type { AsciidocLine } from './asciidocCondition.ts';

export interface AsciidocCell {
  /** `a` holds blocks, `l` literal text, everything else lines of text. */
  readonly style: string;
  readonly lines: readonly AsciidocLine[];
}

/** The character that separates the cells of the table that a line begins. */
export function tableDelimiter(text: string): string | undefined {
  const [, separator] = /^([|,:!])={3,}$/.exec(text) ?? [];
  return separator;
}

/** Repetition, alignment and style of the cell that a separator begins. */
const cellSpecification = String.raw`(?:(?<=^|[ \t])(?:(\d*)(?:\.\d+)?([+*]))?(?:[<^>]?(?:\.[<^>])?)([a-z])?)?`;

/** The cells of a table's lines, with their style or that of their column. */
export function readCells(
  rows: readonly AsciidocLine[],
  separator: string,
  columns: string,
): AsciidocCell[] {
  const cells: AsciidocCell[] = [];
  const styles = columnStyles(columns);
  let style = '';
  let column = 0;
  let lines: AsciidocLine[] = [];
  const end = (): void => {
    const shown = style || (styles.length > 0 ? styles[(column - 1) % styles.length]! : '');
    if (lines.length > 0) cells.push({ style: shown, lines });
    lines = [];
  };
  const mark = `\\${separator.slice(0, 1) || '|'}`;
  const boundary = new RegExp(`${cellSpecification}(?<!\\\\)${mark}`, 'g');
  for (const { text, start } of rows) {
    let from = 0;
    // The blank before a cell's text is not part of it; that of a line within one is.
    const textOf = (begin: number, until: number): AsciidocLine => {
      let first = begin;
      while (begin > 0 && first < until && /[ \t]/.test(text[first]!)) first++;
      return { text: text.slice(first, until).trimEnd(), start: start + first };
    };
    for (const match of text.matchAll(boundary)) {
      lines.push(textOf(from, match.index));
      end();
      column += Number((match[2] && match[1]) || 1);
      style = match[3] ?? '';
      from = match.index + match[0].length;
    }
    lines.push(textOf(from, text.length));
  }
  end();
  return cells;
}

function columnStyles(columns: string): string[] {
  return columns.split(/[,;]/).flatMap((column) => {
    const [, count = '1', style = ''] = /^\s*(?:(\d+)\*)?.*?([a-z])?\s*$/.exec(column) ?? [];
    return Array.from<string>({ length: Math.min(Number(count), 100) }).fill(style);
  });
}
