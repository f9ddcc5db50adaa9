import {
  badRow,
  createSheetCollector,
  maxColumns,
  type SheetContent,
  type SheetFailure,
  type SheetRow,
} from './sheetRows.ts';

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
  const content = createSheetCollector();
  let names: readonly string[] | undefined;
  for (const record of recordsOf(body, separatorOf(body))) {
    const { line, fields, problem } = record;
    const isEmpty = fields.every(({ text: value }) => value.trim() === '');
    if (isEmpty && problem === undefined) continue;
    if (!names) {
      names = fields.map(({ text: name }) => name.trim());
      if (names.includes('prompt')) continue;
      if (names.length > 1) {
        const message = 'The first row must name the columns, and one of them must be "prompt".';
        content.add(badRow(line, '', message));
        return content;
      }
      names = ['prompt'];
    }
    content.add(rowOf(record, names));
  }
  return content;
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

function* recordsOf(text: string, separator: string): Generator<DelimitedRecord> {
  const readField = createFieldReader(text, separator);
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
      const field = readField(position);
      if (fields.length < maxColumns) fields.push(field);
      else problem ??= `The row has more than ${maxColumns} values.`;
      problem ??= field.problem;
      line += field.lineEnds;
      position = field.end;
      if (text[position] !== separator) break;
      position++;
    }
    skipLineEnd();
    yield { line: startLine, fields, ...(problem !== undefined && { problem }) };
  }
}

interface ReadField extends Field {
  readonly end: number;
  readonly lineEnds: number;
  readonly problem?: string;
}

function createFieldReader(text: string, separator: string): (start: number) => ReadField {
  const plainEnd = new RegExp(`[^${separator}\\r\\n]*`, 'y');
  const opening = /[^\S\r\n\t]*"/y;
  const quoted = /[^"]*(?:""[^"]*)*/y;
  const plainFrom = (from: number): { text: string; end: number } => {
    plainEnd.lastIndex = from;
    const [value = ''] = plainEnd.exec(text) ?? [];
    return { text: value, end: from + value.length };
  };
  return (start) => {
    opening.lastIndex = start;
    if (!opening.test(text)) {
      return { ...plainFrom(start), isQuoted: false, lineEnds: 0 };
    }
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
  };
}
