import type { DocumentLines } from './blockReader.ts';
import type { TextPosition, TextSelection } from './textSelection.ts';

/** A document as one text with `\n` for line ends, and the way between offsets in it and positions. */
export interface LinedText {
  readonly text: string;
  offsetOf(position: TextPosition): number;
  positionOf(offset: number): TextPosition;
}

export function textOfLines(lines: DocumentLines): LinedText {
  const all = Array.from({ length: lines.lineCount }, (_, line) => lines.lineAt(line));
  const starts: number[] = [];
  let length = 0;
  for (const line of all) {
    starts.push(length);
    length += line.length + 1;
  }
  return {
    text: all.join('\n'),
    offsetOf: ({ line, character }) => starts[line]! + character,
    positionOf(offset) {
      const line = starts.findLastIndex((start) => start <= offset);
      return { line, character: offset - starts[line]! };
    },
  };
}

/** The last line that a selection has part in. One of whole lines ends where the next one begins. */
export function lastLineOf({ start, end }: TextSelection, lines: DocumentLines): number {
  const endsBefore = end.character === 0 && end.line > start.line;
  return Math.min(endsBefore ? end.line - 1 : end.line, lines.lineCount - 1);
}
