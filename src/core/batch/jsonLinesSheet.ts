import { badRow, type SheetContent, type SheetFailure, type SheetRow } from './sheetRows.ts';

/** Reads a sheet with a JSON object, or a prompt as a JSON string, on each line. Empty lines count for nothing. */
export function readJsonLinesSheet(text: string): SheetContent {
  const rows: SheetRow[] = [];
  const failures: SheetFailure[] = [];
  const lines = text.replace(/^\ufeff/, '').split(/\r\n?|\n/);
  for (const [index, source] of lines.entries()) {
    if (source.trim() === '') continue;
    const line = index + 1;
    let value: unknown;
    try {
      value = JSON.parse(source);
    } catch {
      failures.push(badRow(line, '', 'The line is not JSON.'));
      continue;
    }
    const row = asRow(line, value);
    if ('error' in row) failures.push(row);
    else rows.push(row);
  }
  return { rows, failures };
}

/** A row of a language that has objects: one, or a prompt alone. */
export function asRow(line: number, value: unknown): SheetRow | SheetFailure {
  if (typeof value === 'string') return { line, fields: { prompt: value } };
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return { line, fields: value as SheetRow['fields'] };
  }
  return badRow(line, '', 'A row must be an object with a prompt, or a prompt alone.');
}
