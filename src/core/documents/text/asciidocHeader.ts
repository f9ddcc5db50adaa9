import { readAttributeEntry } from './asciidocAttributes.ts';
import type { AsciidocAttributes } from './asciidocCondition.ts';
import { blockAttributes, isComment, isCommentDelimiter } from './asciidocLine.ts';
import type { AsciidocLine } from './asciidocCondition.ts';

/**
 * Reads the attributes of a document's header, which ends at a blank line after the title; returns the first
 * line after it, or 0 where there is no title.
 */
export function readHeader(lines: readonly AsciidocLine[], attributes: AsciidocAttributes): number {
  const title = titleIndex(lines);
  if (title === undefined) return 0;
  let index = 0;
  while (index < lines.length && (index < title || lines[index]!.text !== '')) {
    index = endOfSilent(lines, index, attributes) ?? index + 1;
  }
  return index;
}

/** Where the title stands, unless there is something else above it than comments, attributes and an anchor. */
function titleIndex(lines: readonly AsciidocLine[]): number | undefined {
  const attributes: AsciidocAttributes = new Map();
  let index = 0;
  while (index < lines.length) {
    const { text } = lines[index]!;
    if (/^[=#] \S/.test(text)) return index;
    const end = endOfSilent(lines, index, attributes);
    const isSkipped = text === '' || isComment(text) || blockAttributes(text) !== undefined;
    if (end === undefined && !isSkipped) return undefined;
    index = end ?? index + 1;
  }
  return undefined;
}

/** The line after an attribute, which is read, or after a block of comment. */
function endOfSilent(
  lines: readonly AsciidocLine[],
  index: number,
  attributes: AsciidocAttributes,
): number | undefined {
  const count = readAttributeEntry(lines, index, attributes);
  return count > 0 ? index + count : endOfComment(lines, index);
}

/** The line after a block of comment that begins at a line. */
function endOfComment(lines: readonly AsciidocLine[], index: number): number | undefined {
  const delimiter = lines[index]!.text;
  if (!isCommentDelimiter(delimiter)) return undefined;
  let end = index + 1;
  while (end < lines.length && lines[end]!.text !== delimiter) end++;
  return Math.min(end + 1, lines.length);
}
