import { MarkdownEvents } from './markdownEvents.ts';
import { definedLabels, markdownParser, type DefinedLabels } from './markdownParser.ts';
import { markdownPieces, type MarkdownPiece } from './markdownPieces.ts';
import type { MarkdownReader } from './markdownReader.ts';

const markdownMarker = /!\[|</;

/** So many are kept at most that define something: the others are read again. */
const maxKeptCharacters = 1_000_000;

/** Cutting is quick, and being told is not free. */
const piecesPerStep = 200;

/**
 * The pieces of a text that may have pictures or define where some are, in their order; each may be let go of before
 * the next. What one defines, all may refer to.
 * @param onStep told as it gets further
 * @throws where an extension refuses the text
 */
export function* readPieces(
  text: string,
  reader: MarkdownReader,
  onStep?: () => void,
): Generator<MarkdownEvents> {
  const { marker = markdownMarker, mayRefuse, pieceCharacters } = reader;
  const labels = definedLabels();
  const known = new Map<MarkdownPiece, MarkdownEvents>();
  const all: MarkdownPiece[] = [];
  for (const piece of markdownPieces(text, { hasHtml: !mayRefuse, pieceCharacters })) {
    if (all.push(piece) % piecesPerStep === 0) onStep?.();
  }
  const pieces = mayRefuse
    ? whatIsAccepted(all, reader, labels, known, onStep)
    : all.filter((piece) => mayDefine(piece) || marker.test(piece.text));
  let kept = 0;
  for (const piece of pieces) {
    if (mayRefuse || pieces.length === 1 || !mayDefine(piece)) continue;
    const events = eventsOf(piece, reader, labels);
    onStep?.();
    kept += piece.text.length;
    if (kept <= maxKeptCharacters) known.set(piece, events);
  }
  for (const piece of pieces) {
    labels.modules.length = 0;
    const events = known.get(piece) ?? eventsOf(piece, reader, labels);
    known.delete(piece);
    events.readText();
    yield events;
  }
}

const eventsOf = (
  piece: MarkdownPiece,
  { extensions }: MarkdownReader,
  labels: DefinedLabels,
): MarkdownEvents => new MarkdownEvents(piece, markdownParser(extensions, labels));

const mayDefine = ({ text }: MarkdownPiece): boolean => text.includes(']:');

/**
 * Pieces that are not refused by themselves: code may go on over what looks like the end of a block, and then more
 * and more pieces are read together. What they define is known after that.
 * @throws where the rest of the text is refused however much of it is read together
 */
function whatIsAccepted(
  pieces: readonly MarkdownPiece[],
  reader: MarkdownReader,
  labels: DefinedLabels,
  known: Map<MarkdownPiece, MarkdownEvents>,
  onStep: (() => void) | undefined,
): MarkdownPiece[] {
  const accepted: MarkdownPiece[] = [];
  for (let from = 0, count = 1; from < pieces.length; from += count, count = 1) {
    if (!reader.marker!.test(pieces[from]!.text) && !mayDefine(pieces[from]!)) continue;
    const { length } = labels.modules;
    for (;;) {
      const piece = together(pieces.slice(from, from + count));
      try {
        const events = eventsOf(piece, reader, labels);
        events.readText();
        if (pieces.length === 1) known.set(piece, events);
        accepted.push(piece);
        onStep?.();
        break;
      } catch (error) {
        if (from + count >= pieces.length) throw error;
        labels.modules.length = length;
        count = Math.min(count * 2, pieces.length - from);
      }
    }
  }
  return accepted;
}

const together = ([first, ...others]: readonly MarkdownPiece[]): MarkdownPiece => ({
  ...first!,
  text: first!.text + others.map(({ text, prefixLength }) => text.slice(prefixLength)).join(''),
});
