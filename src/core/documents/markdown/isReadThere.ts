import { stateAt } from '../blockBounds.ts';
import { frontMatterLength, readLine, type DocumentLines } from '../blockReader.ts';
import type { PictureReference, WritingPlace } from '../documentLanguage.ts';
import { textOfLines } from '../textOfLines.ts';

/** As `FindPictures`; `undefined` for a document that the language refuses. */
export type ReadPictures = (text: string) => readonly PictureReference[] | undefined;

/** Longer texts are taken as they are: reading them twice would be felt. */
const maxLength = 50_000;

/** Tried out: whether pictures that are put there are read as such, and all others stay what they are. */
export function isReadThere(
  find: ReadPictures,
  lines: DocumentLines,
  { position, before, after }: WritingPlace,
): boolean {
  const { text, offsetOf } = textOfLines(lines);
  const known = text.length > maxLength ? undefined : find(text);
  // What is broken, or too long, takes it anywhere.
  if (!known) return true;
  const offset = offsetOf(position);
  const probe = `${before}${image}${after}`;
  const found = find(text.slice(0, offset) + probe + text.slice(offset)) ?? [];
  const others = found.filter(({ start }) => start !== offset + before.length);
  return found.length === known.length + 1 && wordsOf(others) === wordsOf(known);
}

/** Likewise at a cursor in Markdown, where most of the document need not be read for it. */
export function isReadAtCursor(
  find: ReadPictures,
  lines: DocumentLines,
  place: WritingPlace,
): boolean {
  if (breaksLine(lines, place)) return false;
  const { line, character } = place.position;
  const { first, run } = runAround(lines, line);
  const onLine = lines.lineAt(line).slice(0, character);
  const before = [...run.slice(0, line - first), onLine].join('\n');
  // Attributes, which are text for CommonMark and not for Pandoc, kramdown and others.
  if (/[\])`]\{[^{}]*$/.test(before) || /^\s*#[^{]*\{[^{}]*$/.test(onLine)) return false;
  const isInFormula = Array.from({ length: first }, (_, above) => lines.lineAt(above)).some(
    (text) => /^[\s>]*\$\$/.test(text),
  );
  // By itself, an indented line would be code.
  if (isInFormula || run.some((text) => /^(?: {4}| {0,3}\t)/.test(text))) {
    return isReadThere(find, lines, place);
  }
  // In plain words nothing is open, and most cursors stand in such.
  if (!run.some((text) => /[`<[\]{}$\\^~]/.test(text))) return true;
  const alone = { lineCount: run.length, lineAt: (index: number) => run[index] ?? '' };
  return isReadThere(find, alone, { ...place, position: { line: line - first, character } });
}

const image = '![](a)';

const wordsOf = (pictures: readonly PictureReference[]): string =>
  JSON.stringify(
    pictures.map(({ path, altText, caption, title }) => [path, altText, caption, title]),
  );

/** The lines without a blank one between them: what opens in one can close in another. */
function runAround(lines: DocumentLines, line: number): { first: number; run: string[] } {
  const isFilled = (other: number): boolean =>
    other >= 0 && other < lines.lineCount && /\S/.test(lines.lineAt(other));
  let first = line;
  while (isFilled(first - 1)) first--;
  let end = line + 1;
  while (isFilled(end)) end++;
  return {
    first,
    run: Array.from({ length: end - first }, (_, index) => lines.lineAt(first + index)),
  };
}

/** Whether a line with a picture in it is another kind of line: no list item, heading, rule or fence any more. */
function breaksLine(
  lines: DocumentLines,
  { position: { line, character } }: WritingPlace,
): boolean {
  const text = lines.lineAt(line);
  if (line < frontMatterLength(lines)) return true;
  // Pandoc and site generators have containers between such lines.
  if (/^[\s>]*:{3}/.test(text)) return true;
  const above = stateAt(lines, line - 1);
  const was = stateAt(lines, line, above);
  const is = readLine(above, text.slice(0, character) + image + text.slice(character));
  if (was.isBlank) return is.leaf.kind !== 'paragraph' && is.leaf.kind !== 'table';
  const isFilled = was.emptyItemOffset !== undefined && is.leaf.kind === 'paragraph';
  return (
    is.containers.length !== was.containers.length ||
    (was.heading === undefined) !== (is.heading === undefined) ||
    (is.leaf.kind !== was.leaf.kind && !isFilled) ||
    (!/^(?:paragraph|table)$/.test(is.leaf.kind) && is.heading === undefined)
  );
}
