import type { Leaf, LineState } from '../blockReader.ts';
import { LineCursor } from '../lineCursor.ts';

/** A fence that nothing closes but what closes the formula. */
export const formulaLeaf = (): Leaf => ({ kind: 'fence', fence: '`'.repeat(1000) });

/** The dollars with which a line begins within its containers, where these are the fence of a formula. */
export function dollarsOf(
  line: string,
  { containers }: LineState,
  isInFormula: boolean,
): { readonly run: string; readonly isClosing: boolean; readonly kept: number } | undefined {
  if (!line.includes('$$')) return undefined;
  const cursor = new LineCursor(line);
  let kept = 0;
  for (const container of containers) {
    if (container.kind === 'item') {
      if (cursor.indent < container.indent) break;
      cursor.skipColumns(container.indent);
    } else {
      if (cursor.next !== '>' || cursor.indent > 3) break;
      cursor.skipMarker(1);
      cursor.skipColumns(1);
    }
    kept++;
  }
  for (
    let marker;
    !isInFormula && (marker = /^(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]))/.exec(cursor.rest)?.[0]);
  ) {
    if (cursor.indent > 3) return undefined;
    cursor.skipMarker(marker.length);
    cursor.skipColumns(1);
  }
  if (cursor.indent > 3) return undefined;
  const [, run, meta = ''] = /^(\${2,})([^$]*)$/.exec(cursor.rest) ?? [];
  return run === undefined ? undefined : { run, isClosing: /^[ \t]*$/.test(meta), kept };
}
