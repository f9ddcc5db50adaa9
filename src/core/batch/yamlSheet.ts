import {
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  parseDocument,
  type Node,
} from 'yaml';
import { asRow } from './jsonLinesSheet.ts';
import {
  badRow,
  createSheetCollector,
  type SheetContent,
  type SheetFailure,
  type SheetRow,
} from './sheetRows.ts';

/** Anchors may repeat a row, and not blow it up: each one that is used makes the parser walk the whole sheet. */
const maxAliasCount = 100;
/** Words, marks and blanks of all rows. The parser takes half a kilobyte and some microseconds for each of them. */
const maxLexemeCount = 300_000;
/** Brackets in brackets, and marks of nesting on one line: the parser calls itself for each. */
const maxNesting = 500;
/** A row has names and values. Making values of much deeper ones can take for ever. */
const maxDepth = 8;

/**
 * Reads a sheet that is a YAML list of objects or prompts, or an object whose key `prompts` or `images`
 * holds that list. Where the text stops being YAML, that line is named, and
 * the rows before it count.
 */
export function readYamlSheet(text: string, onStep: () => void = () => undefined): SheetContent {
  const source = text.replace(/^\ufeff/, '');
  const lineCounter = new LineCounter();
  const tooMuch = whatIsTooMuch(source, onStep);
  if (tooMuch) return { rows: [], failures: [tooMuch] };
  const document = parseDocument(source, {
    lineCounter,
    // It would compare each name with all others; a row says itself what it has twice.
    uniqueKeys: false,
    // The spec's own schema, so that nothing is a date or a "yes".
    schema: 'core',
    prettyErrors: false,
  });
  // One fault brings others with it: the first says what to mend.
  const [fault] = document.errors;
  const faultOffset = fault?.pos[0] ?? Infinity;
  const content = createSheetCollector();
  if (fault) {
    const { line } = lineCounter.linePos(faultOffset);
    content.add(badRow(line, '', `The sheet is not YAML from here on: ${fault.message}`));
  }
  const root: unknown = document.contents;
  const list = isMap(root) ? (root.get('prompts') ?? root.get('images')) : root;
  if (root === null) return content;
  if (!isSeq(list)) {
    if (!fault) content.add(badRow(1, '', 'The sheet must be a list of rows.'));
    return content;
  }
  for (const item of list.items as Node[]) {
    onStep();
    const [start = 0, end = 0] = item.range ?? [];
    if (end >= faultOffset) break;
    const line = lineCounter.linePos(start).line || 1;
    content.add(rowOf(line, () => item.toJS(document, { maxAliasCount }) as unknown, item));
  }
  return content;
}

/** What would take the parser too long or too deep, by its line; found out without parsing. */
function whatIsTooMuch(source: string, onStep: () => void): SheetFailure | undefined {
  let lexemes = 0;
  let aliases = 0;
  let brackets = 0;
  let marksOnLine = 0;
  let line = 1;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(source)) {
    onStep();
    if (++lexemes > maxLexemeCount) return badRow(line, '', 'The sheet is too long for YAML.');
    const [first = ''] = lexeme;
    if (!isScalar) {
      if (first === '*' && ++aliases > maxAliasCount) {
        return badRow(line, '', `The sheet repeats more than ${maxAliasCount} values.`);
      }
      if (first === '[' || first === '{') brackets++;
      if (first === ']' || first === '}') brackets--;
      if (brackets === 0 && /^[-?:]$/.test(first)) marksOnLine++;
      if (Math.max(brackets, marksOnLine) > maxNesting)
        return badRow(line, '', 'The row is nested too deeply.');
    }
    for (let at = lexeme.indexOf('\n'); at !== -1; at = lexeme.indexOf('\n', at + 1)) {
      line++;
      marksOnLine = 0;
    }
    // The lexer says with this character that text follows.
    isScalar = lexeme === '\x1f';
  }
  return undefined;
}

function isTooDeep(node: unknown, depth = 0): boolean {
  if (!isCollection(node)) return false;
  if (depth === maxDepth) return true;
  return node.items.some((item) =>
    isPair(item)
      ? isTooDeep(item.key, depth + 1) || isTooDeep(item.value, depth + 1)
      : isTooDeep(item, depth + 1),
  );
}

function rowOf(line: number, read: () => unknown, item: Node): SheetRow | SheetFailure {
  if (isTooDeep(item)) return badRow(line, '', 'The row is nested too deeply.');
  const keys = isMap(item) ? item.items.map(({ key }) => key as unknown) : [];
  // As a text, a list for a name would be all that is in it.
  if (!keys.every((key) => isScalar(key))) return badRow(line, '', 'A name must be a word.');
  const names = keys.map((key) => String(key.value));
  if (new Set(names).size < names.length) return badRow(line, '', 'The row has a name twice.');
  try {
    const value = read();
    if (isScalar(item)) return asRow(line, asText(value));
    const row = asRow(line, value);
    if ('error' in row) return row;
    const fields = Object.entries(row.fields).map(([name, field]) => [name, asText(field)]);
    return { line, fields: Object.fromEntries(fields) as SheetRow['fields'] };
  } catch {
    return badRow(line, '', 'The row refers to something that is not there, or too often.');
  }
}

/** To YAML a prompt such as `1984` and the size `0.25` are numbers. Rows take numbers as texts, too. */
const asText = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value);
