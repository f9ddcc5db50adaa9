import { AsciidocCondition } from './asciidocCondition.ts';
import type { AsciidocLine } from './asciidocCondition.ts';

const directive = /^(ifn?def|ifeval|endif)::([^\s[]*)\[(.*)\]$/;
/** Conditions nested deeper than anyone would are not told apart. */
const maxDepth = 32;

/**
 * The lines of a document without directives that ask whether something holds; what one has between its
 * brackets is a line of its own. Lines stay whether their condition holds or not, and say which one it is.
 */
export function asciidocDocumentLines(text: string): AsciidocLine[] {
  let start = 0;
  const lines = text.split('\n').map((line) => {
    const found = { text: line.trimEnd(), start };
    start += line.length + 1;
    return found;
  });
  // A byte order mark is no text.
  if (lines[0]?.text.startsWith('\ufeff')) lines[0] = { text: lines[0].text.slice(1), start: 1 };
  return withoutConditionals(lines);
}

function withoutConditionals(lines: readonly AsciidocLine[]): AsciidocLine[] {
  const open: (AsciidocCondition | undefined)[] = [];
  return lines.flatMap(({ text, start }) => {
    const around = open.at(-1);
    const [, kind, names = '', content = ''] = directive.exec(text) ?? [];
    if (kind === undefined) return [{ text, start, ...(around && { condition: around }) }];
    if (kind === 'endif') {
      open.pop();
      return [];
    }
    // Nobody here does the sums of `ifeval`.
    const isKnown = kind !== 'ifeval' && open.length < maxDepth;
    const condition = isKnown ? new AsciidocCondition(kind, names, around) : around;
    if (kind !== 'ifeval' && content !== '') {
      const contentStart = start + text.length - ']'.length - content.length;
      return [{ text: content.trimEnd(), start: contentStart, ...(condition && { condition }) }];
    }
    open.push(condition);
    return [];
  });
}
