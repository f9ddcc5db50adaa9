import assert from 'node:assert/strict';
import type {
  PictureToWrite,
  PictureWriter,
} from '../../../../../src/core/documents/documentLanguage.ts';
import { planInsertion } from '../../../../../src/core/documents/insertion.ts';
import type { TextPosition } from '../../../../../src/core/documents/textSelection.ts';

export interface MarkedInsertion {
  readonly writer: PictureWriter;
  readonly pictures: readonly PictureToWrite[];
  readonly isAtEnd?: boolean;
}

/** Inserts pictures at `‹`, or for the selection from `‹` to `›`. */
export function insertMarked(marked: string, options: MarkedInsertion): string {
  const text = marked.replace(/[‹›]/g, '');
  const start = marked.indexOf('‹');
  const end = marked.includes('›') ? marked.indexOf('›') - 1 : start;
  return insertAt(text, start, end, options);
}

/** @param start of the selection, an offset; equal to `end` for a bare cursor. */
export function insertAt(
  text: string,
  start: number,
  end: number,
  { writer, pictures, isAtEnd = false }: MarkedInsertion,
): string {
  const all = text.split('\n');
  const lines = { lineCount: all.length, lineAt: (line: number) => all[line]! };
  const selection = { start: positionAt(text, start), end: positionAt(text, end) };
  const wasSelected = end > start;
  const plan = planInsertion({ writer, lines, selection, wasSelected, isAtEnd, pictures });
  const { line, character } = plan.position;
  assert.ok(line < all.length && character <= all[line]!.length, 'the position exists');
  const written = plan.parts
    .map((part) => (typeof part === 'string' ? part : part.altText))
    .join('');
  all[line] = all[line]!.slice(0, character) + written + all[line]!.slice(character);
  return all.join('\n');
}

function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}
