import {
  badRow,
  createSheetCollector,
  type SheetContent,
  type SheetFailure,
  type SheetRow,
} from './sheetRows.ts';

/** A prompt of full length, with every character written as an escape, and all options. */
const maxLineLength = 100_000;

/** Reads a sheet with a JSON object, or a prompt as a JSON string, on each line. Empty lines count for nothing. */
export function readJsonLinesSheet(text: string): SheetContent {
  const content = createSheetCollector();
  const lines = text.replace(/^\ufeff/, '').split(/\r\n?|\n/);
  for (const [index, source] of lines.entries()) {
    if (source.trim() !== '') content.add(rowOf(index + 1, source));
  }
  return content;
}

function rowOf(line: number, source: string): SheetRow | SheetFailure {
  if (source.length > maxLineLength) return badRow(line, '', 'The line is too long for a row.');
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    return badRow(line, '', 'The line is not JSON.');
  }
  return asRow(line, value);
}

/** A row of a language that has objects: one, or a prompt alone. */
export function asRow(line: number, value: unknown): SheetRow | SheetFailure {
  if (typeof value === 'string') return { line, fields: { prompt: value } };
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return { line, fields: value as SheetRow['fields'] };
  }
  return badRow(line, '', 'A row must be an object with a prompt, or a prompt alone.');
}
