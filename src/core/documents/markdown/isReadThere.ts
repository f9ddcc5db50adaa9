import { stateAt } from '../blockBounds.ts';
import { frontMatterLength, readLine, type DocumentLines } from '../blockReader.ts';
import type { PictureReference, WritingPlace } from '../documentLanguage.ts';
import { textOfLines } from '../web/textOfLines.ts';

/** As `FindPictures`; `undefined` for a document that the language refuses. */
export type ReadPictures = (text: string) => readonly PictureReference[] | undefined;

/** Longer documents are read line by line only: more would be felt. */
const maxLength = 50_000;

/** Tried out: whether a picture that is put there is read as one, and all else stays what it is. */
export function isReadThere(
  find: ReadPictures,
  lines: DocumentLines,
  place: WritingPlace,
): boolean {
  const { position, before, after } = place;
  const isAtCursor = before === '' && after === '';
  if (isAtCursor && breaksLine(lines, place)) return false;
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

const image = '![](a)';

const wordsOf = (pictures: readonly PictureReference[]): string =>
  JSON.stringify(
    pictures.map(({ path, altText, caption, title }) => [path, altText, caption, title]),
  );

/** Whether a line with a picture in it is another kind of line: no list item, heading, rule or fence any more. */
function breaksLine(
  lines: DocumentLines,
  { position: { line, character } }: WritingPlace,
): boolean {
  const text = lines.lineAt(line);
  if (line < frontMatterLength(lines)) return true;
  // Pandoc and site generators have containers between such lines.
  if (/^[\s>]*:{3}/.test(text)) return true;
  const was = stateAt(lines, line);
  const above = stateAt(lines, line - 1);
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
