import type { DocumentLines } from '../../../../../src/core/documents/blockReader.ts';
import type {
  PictureToWrite,
  PictureWriter,
} from '../../../../../src/core/documents/documentLanguage.ts';
import type {
  TextPosition,
  TextSelection,
} from '../../../../../src/core/documents/textSelection.ts';

/** A text as an editor gives it: lines without their ends. */
export function linesOf(text: string): DocumentLines {
  const lines = text.split(/\r?\n/);
  return { lineCount: lines.length, lineAt: (line) => lines[line]! };
}

export const at = (line: number, character: number): TextPosition => ({ line, character });

export const cursor = (line: number, character: number): TextSelection => ({
  start: at(line, character),
  end: at(line, character),
});

export interface Written {
  readonly text: string;
  /** What was inserted. */
  readonly inserted: string;
  readonly isBlock: boolean;
}

/** The text with pictures written into it, as an insertion does it. */
export function writeInto(
  writer: PictureWriter,
  text: string,
  selection: TextSelection,
  pictures: readonly PictureToWrite[],
): Written {
  const lines = linesOf(text);
  const { start, end } = selection;
  const wasSelected = start.line !== end.line || start.character !== end.character;
  const place = writer.place(lines, selection, { wasSelected, pictureCount: pictures.length });
  const written = pictures.map((picture) =>
    writer
      .write(picture, place, lines)
      .map((part) => (typeof part === 'string' ? part : part.altText))
      .join(''),
  );
  const inserted = place.before + written.join(place.between) + place.after;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const all = text.split(eol);
  const line = all[place.position.line]!;
  all[place.position.line] =
    line.slice(0, place.position.character) +
    inserted.replaceAll('\n', eol) +
    line.slice(place.position.character);
  return { text: all.join(eol), inserted, isBlock: place.isBlock };
}

/** Where a picture goes from a cursor: both are shown as `‸`, in the text without and with the picture. */
export function placeOf(writer: PictureWriter, marked: string): { shown: string; text: string } {
  const before = marked.slice(0, marked.indexOf('‸')).split('\n');
  const place = cursor(before.length - 1, before.at(-1)!.length);
  const picture = { altText: 'A fox', path: 'a.png' };
  const { text, inserted } = writeInto(writer, marked.replace('‸', ''), place, [picture]);
  return { text, shown: text.replace(inserted.trim(), '‸') };
}
