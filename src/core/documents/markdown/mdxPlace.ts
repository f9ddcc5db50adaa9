import type { DocumentLines } from '../blockReader.ts';
import { placeAfterLine } from '../insertionPlace.ts';
import { isReadThere } from './isReadThere.ts';
import { asBlock, placeInMarkdown } from './markdownPlace.ts';

/** Blocks of code that are looked over for the end of one. */
const maxTries = 50;

/**
 * Where pictures get into an MDX document: as in Markdown, but with a blank line between them and the imports
 * and exports above or below, without which MDX refuses the document or takes these for text; and after the end
 * of code, which Markdown takes for paragraphs.
 */
export const placeInMdx: typeof placeInMarkdown = (find, lines, selection, options) => {
  const { line } = selection.start;
  const isOnBlankLine = isBlank(lines, line) && selection.end.line === line;
  const isBesideModule = endsModule(lines, line - 1) || beginsModule(lines, line + 1);
  const wanted = placeInMarkdown(find, lines, selection, {
    ...options,
    // As for a selection: in a paragraph of its own.
    wasSelected: options.wasSelected || (isOnBlankLine && isBesideModule),
  });
  let place = wanted;
  for (let tries = 0; tries < maxTries; tries++) {
    if (isReadThere(find, lines, place)) return place;
    let next = place.position.line + 1;
    while (next + 1 < lines.lineCount && !isBlank(lines, next + 1)) next++;
    if (next >= lines.lineCount) break;
    place = asBlock(placeAfterLine(lines, next));
  }
  return wanted;
};

const isBlank = (lines: DocumentLines, line: number): boolean => !/\S/.test(lines.lineAt(line));

const beginsModule = (lines: DocumentLines, line: number): boolean =>
  line < lines.lineCount && /^(?:import|export)\b/.test(lines.lineAt(line));

/** Whether imports or exports may end on a line; the blank lines in these are not looked over. */
function endsModule(lines: DocumentLines, line: number): boolean {
  if (line < 0 || isBlank(lines, line)) return false;
  if (/^[\])}]/.test(lines.lineAt(line))) return true;
  let first = line;
  while (first > 0 && !isBlank(lines, first - 1)) first--;
  return beginsModule(lines, first);
}
