import { readTitle } from './titleOptions.ts';
import { ImageError } from '../errors.ts';
import {
  badRow,
  createSheetCollector,
  maxColumns,
  type SheetContent,
  type SheetFailure,
  type SheetRow,
} from './sheetRows.ts';

/**
 * Reads a sheet that is a Markdown list, an item a prompt, whose options may follow in double quotes as in a
 * picture's title: `- a fox in snow "16:9 seed=7"`; or a table with a `prompt` column. Other text is for
 * readers, and fenced code too.
 */
export function readMarkdownSheet(text: string): SheetContent {
  const content = createSheetCollector();
  const lines = text.replace(/^\ufeff/, '').split(/\r\n?|\n/);
  let fence: string | undefined;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    const [, marks] = /^\s{0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    if (fence !== undefined) {
      if (marks?.startsWith(fence) && line.trim() === marks) fence = undefined;
      continue;
    }
    if (marks !== undefined) {
      fence = marks;
      continue;
    }
    const names = cellsOf(line);
    if (names?.includes('prompt') && isDelimiterRow(lines[index + 1])) {
      index++;
      if (names.length > maxColumns) {
        content.add(badRow(index, '', `The table has more than ${maxColumns} columns.`));
        break;
      }
      for (let cells; (cells = cellsOf(lines[index + 1])) !== undefined; index++) {
        content.add(tableRow(index + 2, names, cells));
      }
      continue;
    }
    const item = /^\s*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?(\S.*)$/.exec(line)?.[1];
    if (item === undefined) continue;
    const start = index;
    let words = item.trim();
    // An item goes on in lines that are indented.
    for (let more; (more = continuationOf(lines[index + 1])) !== undefined; index++) {
      words += ` ${more}`;
    }
    content.add(listItem(start + 1, words));
  }
  return content;
}

function listItem(line: number, words: string): SheetRow | SheetFailure {
  const [, head = '', title = ''] = /^(.*\S)\s+"([^"]*)"$/s.exec(words) ?? [];
  try {
    const { options, isCheckerIgnored } = readTitle(title);
    const fields = { ...options, ...(isCheckerIgnored && { disableSafetyChecker: true }) };
    // Quoted words that are no options belong to the prompt.
    const prompt = Object.keys(fields).length > 0 ? head : words;
    return { line, fields: { prompt, ...fields } };
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return { line, prompt: head, error };
  }
}

function tableRow(
  line: number,
  names: readonly string[],
  cells: readonly string[],
): SheetRow | SheetFailure {
  const prompt = cells[names.indexOf('prompt')] ?? '';
  if (cells.length > names.length) {
    const message = `The row has ${cells.length} cells for ${names.length} columns. Write a | inside of a cell as \\|.`;
    return badRow(line, prompt, message);
  }
  const values = names.map((name, index) => [name, cells[index] ?? ''] as const);
  const said = values.filter(([name, value]) => name !== '' && value !== '');
  return { line, fields: Object.fromEntries(said) };
}

/** The cells of a line that can be a row of a table: it has a `|` that is not escaped. */
function cellsOf(line: string | undefined): string[] | undefined {
  if (line === undefined || !line.includes('|')) return undefined;
  const parts = line.trim().split(/(?<!\\)\|/);
  if (parts.length === 1) return undefined;
  if (parts[0]!.trim() === '') parts.shift();
  if (parts.at(-1)?.trim() === '') parts.pop();
  return parts.map((part) => part.trim().replaceAll('\\|', '|'));
}

function isDelimiterRow(line: string | undefined): boolean {
  const cells = cellsOf(line);
  return cells !== undefined && cells.every((cell) => /^:?-+:?$/.test(cell));
}

function continuationOf(line: string | undefined): string | undefined {
  if (line === undefined || !/^\s{2,}\S/.test(line)) return undefined;
  if (/^\s*(?:[-*+]|\d{1,9}[.)])\s/.test(line)) return undefined;
  return line.trim();
}
