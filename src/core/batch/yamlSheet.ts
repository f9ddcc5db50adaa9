import {
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Node,
} from 'yaml';
import { asRow } from './jsonLinesSheet.ts';
import { badRow, type SheetContent, type SheetFailure, type SheetRow } from './sheetRows.ts';

/** Anchors may repeat a row, and not blow it up. */
const maxAliasCount = 100;
/** A row has names and values. Making values of much deeper ones can take for ever. */
const maxDepth = 8;

/**
 * Reads a sheet that is a YAML list of objects or prompts, or an object whose key `prompts` or `images`
 * holds that list. Where the text stops being YAML, that line is named, and
 * the rows before it count.
 */
export function readYamlSheet(text: string): SheetContent {
  const lineCounter = new LineCounter();
  const document = parseDocument(text.replace(/^\ufeff/, ''), {
    lineCounter,
    // The spec's own schema, so that nothing is a date or a "yes".
    schema: 'core',
    prettyErrors: false,
  });
  // One fault brings others with it: the first says what to mend.
  const [fault] = document.errors;
  const faultOffset = fault?.pos[0] ?? Infinity;
  const failures: SheetFailure[] = [];
  if (fault) {
    const { line } = lineCounter.linePos(faultOffset);
    failures.push(badRow(line, '', `The sheet is not YAML from here on: ${fault.message}`));
  }
  const root: unknown = document.contents;
  const list = isMap(root) ? (root.get('prompts') ?? root.get('images')) : root;
  if (root === null) return { rows: [], failures };
  if (!isSeq(list)) {
    const isNoList = badRow(1, '', 'The sheet must be a list of rows.');
    return { rows: [], failures: failures.length > 0 ? failures : [isNoList] };
  }
  const rows: SheetRow[] = [];
  for (const item of list.items as Node[]) {
    const [start = 0, end = 0] = item.range ?? [];
    if (end >= faultOffset) break;
    const line = lineCounter.linePos(start).line || 1;
    const read = rowOf(line, () => item.toJS(document, { maxAliasCount }) as unknown, item);
    if ('error' in read) failures.push(read);
    else rows.push(read);
  }
  return { rows, failures };
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
