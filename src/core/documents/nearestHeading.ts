import {
  following,
  frontMatterLength,
  startBefore,
  type DocumentLines,
  type LineState,
} from './blockReader.ts';

/**
 * Text of the last Markdown heading that begins at or above a line, without its hashes or its
 * underline; empty where there is none. Code, comments and front matter have no headings.
 */
export function nearestHeading(lines: DocumentLines, line: number): string {
  let heading = '';
  let state: LineState | undefined = startBefore(firstLineFor(lines, line));
  while ((state = following(lines, state)) && state.block <= line) {
    if (state.heading !== undefined) heading = state.heading;
    // A heading on several lines ends with its underline, which may be further down.
    if (state.line >= line && state.leaf.kind !== 'paragraph') break;
  }
  return heading;
}

/** Further up, most headings are of another part: a long document is read from a blank line there. */
const maxLinesAbove = 2000;

function firstLineFor(lines: DocumentLines, line: number): number {
  if (line <= maxLinesAbove) return frontMatterLength(lines);
  let first = line - maxLinesAbove;
  while (first < line && lines.lineAt(first) !== '') first++;
  return first;
}
