import type { DocumentLines } from './blockReader.ts';
import { placeAfterLine, type InsertionPlace } from './insertionPlace.ts';
import { escapeAltText, markdownImage } from './markdownImage.ts';

export interface TextPosition {
  /** From 0. */
  readonly line: number;
  /** In UTF-16 code units. */
  readonly character: number;
}

export interface TextSelection {
  readonly start: TextPosition;
  /** Not before `start`; equal to it where nothing is selected. */
  readonly end: TextPosition;
}

export interface ImageToInsert {
  /** As it shall be read. */
  readonly altText: string;
  /** Encoded already. */
  readonly target: string;
}

export interface InsertionOptions {
  readonly lines: DocumentLines;
  readonly selection: TextSelection;
  /** True where text was selected, though edits may have left nothing of it. */
  readonly wasSelected?: boolean;
  readonly images: readonly ImageToInsert[];
}

/** One insertion: nothing is replaced. */
export interface InsertionPlan {
  readonly position: TextPosition;
  /** The text, with `\n` for line ends; the one part that is not a string is to be selected, and is escaped. */
  readonly parts: readonly (string | { readonly altText: string })[];
}

/**
 * Where and how images get into a Markdown document. One image without a selection: at the cursor,
 * as it is. Else a paragraph each, after the last line of the selection or the line of the cursor;
 * see `placeAfterLine`.
 */
export function planInsertion(options: InsertionOptions): InsertionPlan {
  const { lines, selection, images } = options;
  const { start, end } = selection;
  const isEmpty = start.line === end.line && start.character === end.character;
  if (isEmpty && !options.wasSelected && images.length === 1) {
    const place = { ...start, before: '', between: '', after: '' };
    return { position: start, parts: partsOf(place, images) };
  }
  // A selection of whole lines ends where the next one begins.
  const endsBefore = !isEmpty && end.character === 0 && end.line > start.line;
  const lastLine = Math.min(endsBefore ? end.line - 1 : end.line, lines.lineCount - 1);
  const place = placeAfterLine(lines, lastLine);
  return {
    position: { line: place.line, character: place.character },
    parts: partsOf(place, images),
  };
}

/**
 * The same for the end of a document, a paragraph each: outside of the list or quote that the document
 * may end with. A final line end stays one.
 */
export function planAppending(
  lines: DocumentLines,
  images: readonly ImageToInsert[],
): InsertionPlan {
  const { lineCount } = lines;
  const lastText = lines.lineAt(lineCount - 1);
  if (/^\s*$/.test(lastText)) {
    const place = placeAfterLine(lines, lineCount - 1);
    const isFinalLineEnd = lineCount > 1 && place.line === lineCount - 1;
    const after = isFinalLineEnd && !place.after ? '\n' : place.after;
    return { position: place, parts: partsOf({ ...place, after }, images) };
  }
  // As if the last line had its end, so that what it belongs to is over.
  const ended: DocumentLines = {
    lineCount: lineCount + 1,
    lineAt: (line) => (line === lineCount ? '' : lines.lineAt(line)),
  };
  const place = placeAfterLine(ended, lineCount);
  if (place.line < lineCount) return { position: place, parts: partsOf(place, images) };
  return {
    position: { line: lineCount - 1, character: lastText.length },
    parts: partsOf({ ...place, before: `\n${place.before}` }, images),
  };
}

function partsOf(
  { before, between, after }: InsertionPlace,
  images: readonly ImageToInsert[],
): InsertionPlan['parts'] {
  const [first, ...others] = images;
  if (!first) return [];
  const rest = others.map(({ altText, target }) => between + markdownImage(altText, target));
  const end = [`](${first.target})`, ...rest, after].join('');
  if (first.altText === '') return [`${before}![${end}`];
  return [`${before}![`, { altText: escapeAltText(first.altText) }, end];
}
