import type { DocumentLines } from './blockReader.ts';
import type { PlaceOptions, WritingPlace } from './documentLanguage.ts';
import type { TextSelection } from './textSelection.ts';

/**
 * Where pictures go in a text of which only the lines are known: one at a bare cursor there, else each between
 * blank lines after the last line of the selection.
 */
export function placeAnywhere(
  lines: DocumentLines,
  { start, end }: TextSelection,
  { wasSelected, pictureCount, isAtEnd = false }: PlaceOptions,
): WritingPlace {
  const isEmpty = start.line === end.line && start.character === end.character;
  if (isEmpty && !wasSelected && !isAtEnd && pictureCount === 1) {
    const isBlock = isBlank(lines, start.line);
    return { position: start, before: '', between: '', after: '', isBlock };
  }
  const endsBefore = !isEmpty && end.character === 0 && end.line > start.line;
  const line = Math.min(endsBefore ? end.line - 1 : end.line, lines.lineCount - 1);
  const isEmptyLine = isBlank(lines, line);
  const isFinal = line + 1 >= lines.lineCount;
  const isAfterBlank = line === 0 || isBlank(lines, line - 1);
  const after = isFinal
    ? isEmptyLine && line > 0
      ? '\n'
      : ''
    : isBlank(lines, line + 1)
      ? ''
      : '\n';
  return {
    position: { line, character: lines.lineAt(line).length },
    before: isEmptyLine ? (isAfterBlank ? '' : '\n') : '\n\n',
    between: '\n\n',
    after,
    isBlock: true,
  };
}

const isBlank = (lines: DocumentLines, line: number): boolean => /^\s*$/.test(lines.lineAt(line));
