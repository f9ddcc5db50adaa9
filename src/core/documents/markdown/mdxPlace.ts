import type { DocumentLines } from '../blockReader.ts';
import type { PictureWriter } from '../documentLanguage.ts';
import { placeInMarkdown } from './markdownPlace.ts';

/**
 * Where pictures get into an MDX document: as in Markdown, but with a blank line between them and the imports
 * and exports above or below, without which MDX refuses the document or takes these for text.
 */
export const placeInMdx: PictureWriter['place'] = (lines, selection, options) => {
  const { line } = selection.start;
  const isOnBlankLine = isBlank(lines, line) && selection.end.line === line;
  const isBesideModule = endsModule(lines, line - 1) || beginsModule(lines, line + 1);
  return placeInMarkdown(lines, selection, {
    ...options,
    // As for a selection: in a paragraph of its own.
    wasSelected: options.wasSelected || (isOnBlankLine && isBesideModule),
  });
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
