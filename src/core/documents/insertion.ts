import type { DocumentLines } from './blockReader.ts';
import type { PictureParts, PictureToWrite, PictureWriter } from './documentLanguage.ts';
import type { TextPosition, TextSelection } from './textSelection.ts';

export interface InsertionOptions {
  readonly writer: PictureWriter;
  readonly lines: DocumentLines;
  readonly selection: TextSelection;
  /** True where text was selected, though edits may have left nothing of it. */
  readonly wasSelected?: boolean;
  /** True where nobody put a cursor into the document, and the selection is its end. */
  readonly isAtEnd?: boolean;
  readonly pictures: readonly PictureToWrite[];
}

/** One insertion: nothing is replaced. */
export interface InsertionPlan {
  readonly position: TextPosition;
  /** The text, with `\n` for line ends; the one part that is not a string is to be selected, and is escaped. */
  readonly parts: PictureParts;
  /** Each picture as it is written there. */
  readonly links: readonly string[];
  /** True where the document has no place for pictures: nothing may be inserted. */
  readonly isRefused?: true;
}

/** Where and how pictures get into a document, as the writer of its language has it. */
export function planInsertion(options: InsertionOptions): InsertionPlan {
  const { writer, lines, selection, pictures, wasSelected = false, isAtEnd = false } = options;
  const pictureCount = pictures.length;
  const place = writer.place(lines, selection, { wasSelected, isAtEnd, pictureCount });
  const { position, before, between, after, isRefused } = place;
  const written = pictures.map((picture) => writer.write(picture, place, lines));
  const links = written.map(textOf);
  const [first, ...others] = written;
  if (!first) return { position, parts: [], links };
  const rest = links.slice(1, 1 + others.length).map((link) => between + link);
  const parts = compact([before, ...first, ...rest, after]);
  return { position, parts, links, ...(isRefused && { isRefused }) };
}

/** Parts as the text that they make. */
export const textOf = (parts: PictureParts): string =>
  parts.map((part) => (typeof part === 'string' ? part : part.altText)).join('');

/** Without empty strings, and with neighbours joined. */
function compact(parts: PictureParts): PictureParts {
  const joined: (string | { readonly altText: string })[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part === '') continue;
    if (typeof part === 'string' && typeof last === 'string')
      joined[joined.length - 1] = last + part;
    else joined.push(part);
  }
  return joined;
}
