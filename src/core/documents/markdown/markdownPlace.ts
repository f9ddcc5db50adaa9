import type { DocumentLines } from '../blockReader.ts';
import type { PlaceOptions, WritingPlace } from '../documentLanguage.ts';
import type { TextSelection } from '../textSelection.ts';
import { placeAfterLine, type InsertionPlace } from '../insertionPlace.ts';
import { isReadAtCursor, type ReadPictures } from './isReadThere.ts';

/**
 * Where pictures get into a Markdown document. One without a selection: at the cursor, as it is, if it is read
 * as a picture there. Else a paragraph each, after the last line of the selection or the line of the cursor;
 * see `placeAfterLine`.
 */
export function placeInMarkdown(
  find: ReadPictures,
  lines: DocumentLines,
  { start, end }: TextSelection,
  { wasSelected, pictureCount, isAtEnd = false }: PlaceOptions,
): WritingPlace {
  if (isAtEnd) return asBlock(placeAtEnd(lines));
  const isEmpty = start.line === end.line && start.character === end.character;
  if (isEmpty && !wasSelected && pictureCount === 1) {
    const isBlock = /^\s*$/.test(lines.lineAt(start.line));
    const place = { position: start, before: '', between: '', after: '', isBlock };
    if (isReadAtCursor(find, lines, place)) return place;
  }
  // A selection of whole lines ends where the next one begins.
  const endsBefore = !isEmpty && end.character === 0 && end.line > start.line;
  const lastLine = Math.min(endsBefore ? end.line - 1 : end.line, lines.lineCount - 1);
  return asBlock(placeAfterLine(lines, lastLine));
}

export const asBlock = ({
  line,
  character,
  before,
  between,
  after,
}: InsertionPlace): WritingPlace => ({
  position: { line, character },
  before,
  between,
  after,
  isBlock: true,
});

/** Outside of the list or quote that the document may end with. A final line end stays one. */
function placeAtEnd(lines: DocumentLines): InsertionPlace {
  const { lineCount } = lines;
  const lastText = lines.lineAt(lineCount - 1);
  if (/^\s*$/.test(lastText)) {
    const place = placeAfterLine(lines, lineCount - 1);
    const isFinalLineEnd = lineCount > 1 && place.line === lineCount - 1;
    return { ...place, after: isFinalLineEnd && !place.after ? '\n' : place.after };
  }
  // As if the last line had its end, so that what it belongs to is over.
  const ended: DocumentLines = {
    lineCount: lineCount + 1,
    lineAt: (line) => (line === lineCount ? '' : lines.lineAt(line)),
  };
  const place = placeAfterLine(ended, lineCount);
  if (place.line < lineCount) return place;
  return {
    ...place,
    line: lineCount - 1,
    character: lastText.length,
    before: `\n${place.before}`,
  };
}
