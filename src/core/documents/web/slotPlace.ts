import type { DocumentLines } from '../blockReader.ts';
import type { PlaceOptions, WritingPlace } from '../documentLanguage.ts';
import type { TextSelection } from '../textSelection.ts';
import { lastLineOf, textOfLines, type LinedText } from '../textOfLines.ts';

/** A stretch of a text between tags, both ends included. */
export interface Slot {
  readonly start: number;
  readonly end: number;
  /** How many elements are around it. */
  readonly depth: number;
  /** Whether an `<img>` may stand there, and line breaks beside it would not be seen. */
  readonly room: 'none' | 'inline' | 'block';
}

export interface SlotOptions extends PlaceOptions {
  /** In the order of the text; `undefined` for one that is too broken to tell. */
  findSlots(text: string): readonly Slot[] | undefined;
  /** Whether an element may stand at an offset that is in none of them. */
  canStandAt?(text: string, offset: number): boolean;
}

/**
 * Where `<img>` elements go: one at a bare cursor there, if an element may stand there. All else gets lines
 * of its own after the selection's last line or, where none may stand, at the next place where one may,
 * such as the end of the tag; at the last one before it if there is none. Refused in a document with no such
 * place; in one that is broken, the place that was asked for.
 */
export function placeInSlots(
  lines: DocumentLines,
  selection: TextSelection,
  options: SlotOptions,
): WritingPlace {
  const lined = textOfLines(lines);
  const found = options.findSlots(lined.text);
  const slots = found ?? [];
  const { start, end } = selection;
  const isBare =
    start.line === end.line && start.character === end.character && !options.wasSelected;
  if (isBare && !options.isAtEnd && options.pictureCount === 1) {
    const offset = lined.offsetOf(start);
    const isFree =
      !found ||
      slots.some(
        ({ start: from, end: to, room }) => room !== 'none' && from <= offset && offset <= to,
      ) ||
      options.canStandAt?.(lined.text, offset);
    const isBlock = lines.lineAt(start.line).trim() === '';
    if (isFree) return { position: start, before: '', between: '', after: '', isBlock };
  }
  const line = lastLineOf(selection, lines);
  const wanted = lined.offsetOf({ line, character: lines.lineAt(line).length });
  const place = onOwnLines(lines, lined, nearestOffset(slots, wanted));
  if (found?.every(({ room }) => room === 'none')) return { ...place, isRefused: true };
  return options.isAtEnd ? withFinalLineEnd(place, lines) : place;
}

/** A final line end of the document stays one. */
export function withFinalLineEnd(place: WritingPlace, lines: DocumentLines): WritingPlace {
  const { line } = place.position;
  const isFinal = line > 0 && line === lines.lineCount - 1 && lines.lineAt(line).trim() === '';
  return isFinal && !place.after.endsWith('\n') ? { ...place, after: `${place.after}\n` } : place;
}

function nearestOffset(slots: readonly Slot[], wanted: number): number {
  const depth = slots.findLast(({ start }) => start <= wanted)?.depth ?? 0;
  const blocks = slots.filter(({ room }) => room === 'block');
  const after = blocks.filter(({ end }) => end >= wanted);
  // Rather after what it is in, such as a list, than in the next part of that.
  const next = after.find((slot) => slot.depth <= depth) ?? after[0];
  if (next) return Math.max(next.start, wanted);
  const last = blocks.at(-1);
  return last ? last.end : wanted;
}

function onOwnLines(lines: DocumentLines, lined: LinedText, wanted: number): WritingPlace {
  const found = lined.positionOf(wanted);
  const text = lines.lineAt(found.line);
  const isAtEnd = text.slice(found.character).trim() === '';
  const isAtStart = text.slice(0, found.character).trim() === '';
  // White space at the end of a line stays there; on a blank line it is the indentation.
  const position = isAtEnd ? { line: found.line, character: text.length } : found;
  const existing = isAtStart ? text.slice(0, position.character) : undefined;
  const indent = indentAt(lines, position.line, position.character);
  const missing =
    existing !== undefined && indent.startsWith(existing) ? indent.slice(existing.length) : '';
  return {
    position,
    before: existing === undefined ? `\n${indent}` : missing,
    between: `\n${existing === undefined ? indent : existing + missing}`,
    after: isAtEnd ? '' : `\n${indentOf(text)}`,
    isBlock: true,
  };
}

const indentOf = (text: string): string => /^[ \t]*/.exec(text)![0];

/** As deep as what surrounds it; deeper than a tag that has just been opened. */
function indentAt(lines: DocumentLines, line: number, character: number): string {
  const before = lines.lineAt(line).slice(0, character);
  const rest = lines.lineAt(line).slice(character).trim();
  const above = before.trim() === '' ? nearestText(lines, line, -1) : before;
  const below = rest || nearestText(lines, line, 1);
  const [outer, inner] = [indentOf(above), rest ? '' : indentOf(below)];
  if (inner.length > outer.length) return inner;
  const isJustOpened = /<[a-z][^<>]*(?<!\/)>\s*$/i.test(above) && !isVoidTag.test(above);
  const isEmpty = below.trimStart().startsWith('</');
  return isJustOpened && isEmpty ? outer + (outer.startsWith('\t') ? '\t' : '  ') : outer;
}

const isVoidTag =
  /<(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b[^<>]*>\s*$/i;

function nearestText(lines: DocumentLines, line: number, step: 1 | -1): string {
  for (let at = line + step; at >= 0 && at < lines.lineCount; at += step) {
    if (lines.lineAt(at).trim() !== '') return lines.lineAt(at);
  }
  return '';
}
