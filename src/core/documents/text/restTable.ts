import { restOf, type RestLine } from './restLines.ts';

/** True for a line that may begin a grid table. */
export const isGridTable = (text: string): boolean => /^\+-[-+]+-\+$/.test(text);

/** True for a line that may begin a simple table. */
export const isSimpleTable = (text: string): boolean => /^=+(?: +=+)+$/.test(text);

/** The cells of a grid table, row by row; cells that span others are read with them. */
export function gridCells(lines: readonly RestLine[]): (readonly RestLine[])[] {
  const cells: RestLine[][] = [];
  const edges = [...(lines[0]?.text ?? '').matchAll(/\+/g)].map(({ index }) => index);
  /** Cells that go on, by the edge at which they begin. */
  let open = new Map<number, RestLine[]>();
  for (const line of lines) {
    if (/^\+[-=+]+\+$/.test(line.text)) {
      open = new Map();
      continue;
    }
    const walls = edges.filter((edge) => /[|+]/.test(line.text[edge] ?? ''));
    for (const [index, wall] of walls.entries()) {
      const end = walls[index + 1];
      if (end === undefined) break;
      let cell = open.get(wall);
      if (!cell) {
        cell = [];
        open.set(wall, cell);
        cells.push(cell);
      }
      cell.push(partOf(line, wall + 1, end));
    }
  }
  return cells;
}

/** The cells of a simple table. A line whose first column is blank goes on with the row above. */
export function simpleCells(lines: readonly RestLine[]): (readonly RestLine[])[] {
  const cells: RestLine[][] = [];
  const columns = [...(lines[0]?.text ?? '').matchAll(/=+/g)].map(({ index }) => index);
  let row: RestLine[][] = [];
  for (const line of lines) {
    if (/^[=\- ]+$/.test(line.text)) {
      row = [];
      continue;
    }
    if (row.length === 0 || /\S/.test(line.text.slice(0, columns[1]))) {
      row = columns.map(() => []);
      for (const cell of row) cells.push(cell);
    }
    for (const [index, column] of columns.entries()) {
      row[index]!.push(partOf(line, column, columns[index + 1] ?? line.text.length));
    }
  }
  return cells;
}

/** The cells of a CSV table; one in quotation marks may go on over line ends. */
export function csvCells(lines: readonly RestLine[]): (readonly RestLine[])[] {
  const cells: RestLine[][] = [];
  let quoted: RestLine[] | undefined;
  for (const line of lines) {
    const { text } = line;
    let index = 0;
    while (index < text.length || (quoted && index === 0)) {
      if (!quoted) {
        const cell: RestLine[] = [];
        cells.push(cell);
        index = endOf(/ */y, text, index);
        if (text[index] === '"') {
          quoted = cell;
          index++;
        } else {
          const end = endOf(/[^,]*/y, text, index);
          cell.push(partOf(line, index, end));
          index = end + 1;
          continue;
        }
      }
      const end = endOf(/[^"]*(?:""[^"]*)*/y, text, index);
      quoted.push(partOf(line, index, end));
      if (end === text.length) break;
      quoted = undefined;
      index = endOf(/[^,]*/y, text, end + 1) + 1;
    }
  }
  return cells;
}

function endOf(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : offset;
}

function partOf(line: RestLine, start: number, end: number): RestLine {
  const part = restOf(line, Math.min(start, line.text.length));
  return { ...part, text: part.text.slice(0, Math.max(0, end - start)).trimEnd() };
}
