import { badRow, type SheetContent, type SheetFailure, type SheetRow } from './sheetRows.ts';

interface Field {
  readonly text: string;
  readonly isQuoted: boolean;
}

interface DelimitedRecord {
  readonly line: number;
  readonly fields: readonly Field[];
  /** What is wrong with its quotes. */
  readonly problem?: string;
}

/**
 * Reads a sheet of RFC 4180: a header of names, then a row each. The separator is the one of comma, semicolon
 * and tab that the header uses. Without a header that has `prompt` in it, a sheet of one column is a
 * list of prompts.
 */
export function readDelimitedSheet(text: string): SheetContent {
  const body = text.replace(/^\ufeff/, '');
  const records = recordsOf(body, separatorOf(body));
  const [header, ...others] = records.filter(({ fields, problem }) => {
    return problem !== undefined || fields.some(({ text: value }) => value.trim() !== '');
  });
  if (!header) return { rows: [], failures: [] };
  const names = header.fields.map(({ text: name }) => name.trim());
  const hasHeader = names.includes('prompt');
  if (!hasHeader && names.length > 1) {
    const message = 'The first row must name the columns, and one of them must be "prompt".';
    return { rows: [], failures: [badRow(header.line, '', message)] };
  }
  const rows: SheetRow[] = [];
  const failures: SheetFailure[] = [];
  for (const record of hasHeader ? others : [header, ...others]) {
    const read = rowOf(record, hasHeader ? names : ['prompt']);
    if ('error' in read) failures.push(read);
    else rows.push(read);
  }
  return { rows, failures };
}

function rowOf(
  { line, fields, problem }: DelimitedRecord,
  names: readonly string[],
): SheetRow | SheetFailure {
  const values = names.map((name, index) => [name, fields[index]?.text.trim() ?? ''] as const);
  const prompt = values.find(([name]) => name === 'prompt')?.[1] ?? '';
  if (problem !== undefined) return badRow(line, prompt, problem);
  const surplus = fields.slice(names.length).filter(({ text }) => text.trim() !== '');
  if (surplus.length > 0) {
    const message = `The row has ${fields.length} values for ${names.length} columns. Put a value with a separator in it into double quotes.`;
    return badRow(line, prompt, message);
  }
  // A quoted empty alt text is a decorative picture; an empty cell says nothing.
  const said = values.filter(([name, value], index) => {
    return name !== '' && (value !== '' || (name === 'altText' && fields[index]?.isQuoted));
  });
  return { line, fields: Object.fromEntries(said) };
}

function separatorOf(text: string): string {
  const header = text.slice(0, Math.max(0, text.search(/\r|\n|$/))).replace(/"[^"]*"/g, '');
  const names = (separator: string): number => header.split(separator).length;
  return [',', ';', '\t'].reduce((best, each) => (names(each) > names(best) ? each : best));
}

function recordsOf(text: string, separator: string): DelimitedRecord[] {
  const records: DelimitedRecord[] = [];
  const lineEnd = /\r\n?|\n/y;
  let line = 1;
  let position = 0;
  const skipLineEnd = (): boolean => {
    lineEnd.lastIndex = position;
    if (!lineEnd.test(text)) return false;
    position = lineEnd.lastIndex;
    line++;
    return true;
  };
  while (position < text.length) {
    const startLine = line;
    const fields: Field[] = [];
    let problem: string | undefined;
    for (;;) {
      const field = fieldAt(text, position, separator);
      fields.push(field);
      problem ??= field.problem;
      line += field.lineEnds;
      position = field.end;
      if (text[position] !== separator) break;
      position++;
    }
    records.push({ line: startLine, fields, ...(problem !== undefined && { problem }) });
    skipLineEnd();
  }
  return records;
}

interface ReadField extends Field {
  readonly end: number;
  readonly lineEnds: number;
  readonly problem?: string;
}

function fieldAt(text: string, start: number, separator: string): ReadField {
  const plainEnd = new RegExp(`[^${separator}\\r\\n]*`, 'y');
  const plainFrom = (from: number): { text: string; end: number } => {
    plainEnd.lastIndex = from;
    const [value = ''] = plainEnd.exec(text) ?? [];
    return { text: value, end: from + value.length };
  };
  const opening = /[^\S\r\n\t]*"/y;
  opening.lastIndex = start;
  if (!opening.test(text)) {
    return { ...plainFrom(start), isQuoted: false, lineEnds: 0 };
  }
  const quoted = /[^"]*(?:""[^"]*)*/y;
  quoted.lastIndex = opening.lastIndex;
  const [value = ''] = quoted.exec(text) ?? [];
  const end = quoted.lastIndex;
  if (text[end] !== '"') {
    // One forgotten quote must not swallow the rest of the sheet.
    const rest = plainFrom(opening.lastIndex);
    const problem = 'A value begins with a double quote that is never closed.';
    return { ...rest, isQuoted: true, lineEnds: 0, problem };
  }
  const rest = plainFrom(end + 1);
  const lineEnds = value.match(/\r\n?|\n/g)?.length ?? 0;
  const read = { text: value.replaceAll('""', '"'), isQuoted: true, lineEnds, end: rest.end };
  if (rest.text.trim() === '') return read;
  const problem = 'Text follows a closing double quote. Write a quote inside of a value twice.';
  return { ...read, problem };
}
