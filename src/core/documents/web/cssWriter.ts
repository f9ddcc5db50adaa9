import type { DocumentLines } from '../blockReader.ts';
import type { PictureWriter, WritingPlace } from '../documentLanguage.ts';
import type { TextSelection } from '../textSelection.ts';
import { outlineOf, type CssBlock, type CssOutline, type CssStatement } from './cssOutline.ts';
import { withFinalLineEnd } from './slotPlace.ts';
import { lastLineOf, textOfLines, type LinedText } from '../textOfLines.ts';
import { urlOfPath } from './urlPath.ts';

/**
 * Writes `url("…")` into CSS, SCSS and Less: in a value as it is, in a block as a `background-image` of its
 * own, and where no property may stand as a rule `.picture` with one. Several are layers of one background.
 */
export const pictureWriter: PictureWriter = {
  place(lines, selection, { wasSelected, pictureCount, isAtEnd = false }) {
    const lined = textOfLines(lines);
    const outline = outlineOf(lined.text);
    const { start, end } = selection;
    const isBare =
      start.line === end.line && start.character === end.character && !wasSelected && !isAtEnd;
    const wanted = lined.offsetOf(isBare ? start : endOf(selection, lines));
    const spot = spotAt(outline, wanted, lined.text);
    if (isBare && pictureCount === 1 && spot.isValue) {
      const isApart = (pattern: RegExp, offset: number): boolean =>
        pattern.test(lined.text[offset] ?? ' ');
      const before = isApart(/[\s(,:]/, wanted - 1) ? '' : ' ';
      const after = isApart(/[\s),;!}]/, wanted) ? '' : ' ';
      return { position: start, before, between: '', after, isBlock: false };
    }
    const place =
      spot.block.holds === 'properties' ? inBlock(lines, lined, spot) : asRule(lines, lined, spot);
    return isAtEnd ? withFinalLineEnd(place, lines) : place;
  },
  write: ({ path }) => [`url("${urlOfPath(path)}")`],
};

function endOf(selection: TextSelection, lines: DocumentLines): TextSelection['end'] {
  const line = lastLineOf(selection, lines);
  const isWhole = line < selection.end.line;
  return isWhole ? { line, character: lines.lineAt(line).length } : selection.end;
}

interface Spot {
  readonly block: CssBlock;
  /** Where in the block another statement may begin. */
  readonly offset: number;
  /** True where the statement before has no semicolon yet. */
  readonly isOpen: boolean;
  /** True where the offset that was asked for is between the tokens of a value. */
  readonly isValue: boolean;
}

function spotAt({ sheet, pieces }: CssOutline, wanted: number, text: string): Spot {
  const importsEnd = endOfImports(sheet, text);
  if (wanted < importsEnd)
    return { block: sheet, offset: importsEnd, isOpen: false, isValue: false };
  let block = sheet;
  for (;;) {
    const statement = statementAt(block, wanted);
    if (!statement) {
      const piece = pieces.find(({ start, end }) => start < wanted && wanted < end);
      return { block, offset: piece?.end ?? wanted, isOpen: false, isValue: false };
    }
    const inner = statement.block;
    if (!inner) {
      const { colonEnd = Number.POSITIVE_INFINITY, isTerminated, end } = statement;
      const isCut = pieces.some((piece) => piece.start < wanted && wanted < piece.end);
      const isValue = colonEnd <= wanted && !isCut && text[statement.start] !== '@';
      return { block, offset: end, isOpen: !isTerminated, isValue };
    }
    const isInPrelude = wanted < inner.start;
    if (inner.holds === 'other' || (isInPrelude && inner.holds === 'rules')) {
      return { block, offset: statement.end, isOpen: false, isValue: false };
    }
    if (isInPrelude) return { block: inner, offset: inner.start, isOpen: false, isValue: false };
    block = inner;
  }
}

/** Imports and their like count only where no rule stands before them. */
function endOfImports({ statements }: CssBlock, text: string): number {
  const last = statements.findLast(({ start }) =>
    /^@(?:charset|import|namespace|use|forward)\b/i.test(text.slice(start, start + 12)),
  );
  return last?.end ?? 0;
}

/** The statement that an offset is within; an open one reaches up to the end of its block. */
function statementAt(block: CssBlock, offset: number): CssStatement | undefined {
  return block.statements.find(({ start, end, isTerminated }) =>
    isTerminated ? start < offset && offset < end : start < offset && offset <= block.end,
  );
}

/** After what only white space or a comment separates from the end of its line, at the end of the line. */
function settle(lines: DocumentLines, lined: LinedText, offset: number): TextPlace {
  const position = lined.positionOf(offset);
  const text = lines.lineAt(position.line);
  const rest = text.slice(position.character);
  const isAtEnd = /^\s*(?:\/\/.*|(?:\/\*(?:(?!\*\/).)*\*\/\s*)*)$/.test(rest);
  const character = isAtEnd ? text.length : position.character;
  const above = text.slice(0, character);
  return { line: position.line, character, isAtEnd, above, rest: isAtEnd ? '' : rest.trimStart() };
}

interface TextPlace {
  readonly line: number;
  readonly character: number;
  readonly isAtEnd: boolean;
  /** The line up to there, and from there on. */
  readonly above: string;
  readonly rest: string;
}

function inBlock(
  lines: DocumentLines,
  lined: LinedText,
  { block, offset, isOpen }: Spot,
): WritingPlace {
  // A semicolon goes to what it ends, before any comment.
  const place = isOpen
    ? { ...settle(lines, lined, offset), ...lined.positionOf(offset) }
    : settle(lines, lined, offset);
  const { line, character } = place;
  const rest = lines.lineAt(line).slice(character).trimStart();
  const outer = indentOf(lines.lineAt(lined.positionOf(block.start).line));
  const unit = unitOf(lined.text);
  const first = block.statements[0];
  const firstLine = first && lined.positionOf(first.start).line;
  const isOnOwnLine = firstLine !== undefined && firstLine > lined.positionOf(block.start).line;
  const indent = isOnOwnLine ? indentOf(lines.lineAt(firstLine)) : outer + unit;
  const existing = lines.lineAt(line).slice(0, character);
  const isBlank = existing.trim() === '' && !isOpen;
  const missing = indent.startsWith(existing) ? indent.slice(existing.length) : '';
  return {
    position: { line, character },
    before: `${isOpen ? ';' : ''}${isBlank ? missing : `\n${indent}`}background-image: `,
    between: `,\n${indent}${unit}`,
    after: `;${rest === '' ? '' : `\n${rest.startsWith('}') ? outer : indent}`}`,
    isBlock: true,
  };
}

function asRule(lines: DocumentLines, lined: LinedText, { block, offset }: Spot): WritingPlace {
  const { line, character, above, rest } = settle(lines, lined, offset);
  const unit = unitOf(lined.text);
  const isSheet = block.start === 0;
  const outer = isSheet ? '' : indentOf(lines.lineAt(lined.positionOf(block.start).line)) + unit;
  const isBlank = above.trim() === '';
  const missing = outer.startsWith(above) ? outer.slice(above.length) : '';
  const previous = isBlank && line > 0 ? lines.lineAt(line - 1).trim() : '';
  const gap = previous === '' || previous.endsWith('{') ? '' : '\n';
  const next = line + 1 < lines.lineCount ? lines.lineAt(line + 1).trim() : '';
  const separator = rest !== '' || (next !== '' && next !== '}') ? '\n' : '';
  return {
    position: { line, character },
    before: `${isBlank ? gap + missing : `\n\n${outer}`}.picture {\n${outer}${unit}background-image: `,
    between: `,\n${outer}${unit}${unit}`,
    after: `;\n${outer}}${separator}${rest === '' ? '' : '\n'}`,
    isBlock: true,
  };
}

const indentOf = (text: string): string => /^[ \t]*/.exec(text)![0];

/** What the document itself takes for one level. */
const unitOf = (text: string): string => /^(?:\t|[ ]{2,8})(?=\S)/m.exec(text)?.[0] ?? '  ';
