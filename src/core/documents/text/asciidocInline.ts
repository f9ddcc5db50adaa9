import { foldLines } from '../foldLines.ts';
import { nextFinder, type NextFinder } from './nextFinder.ts';

/** An inline macro with offsets in its text. */
export interface InlineMacro {
  readonly start: number;
  readonly end: number;
  readonly pathStart: number;
  readonly target: string;
  readonly attributes: string;
}

const passthrough =
  /\\?(\+\+\+|\+\+|\$\$)|\\?pass:[a-z,-]*\[|\\?image:|(?<![\p{L}\p{N}_;:\\+])\+(?=\S)/gu;

/** Every `image:` macro of a paragraph, but those in passthroughs. Linear in the text's length. */
export function* inlineMacros(text: string): Generator<InlineMacro> {
  const pattern = new RegExp(passthrough);
  const next = nextFinder(text);
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [found, fence] = match;
    const start = match.index;
    const after = pattern.lastIndex;
    if (found.startsWith('\\')) continue;
    if (fence !== undefined) {
      const closing = next(fence, after);
      if (closing < text.length) pattern.lastIndex = closing + fence.length;
    } else if (found.startsWith('pass:')) {
      const end = endOfBrackets(text, after, next);
      if (end !== undefined) pattern.lastIndex = end;
    } else if (found === '+') {
      pattern.lastIndex = endOfPlus(text, after, next) ?? after;
    } else {
      const macro = macroAt(text, start, after, next);
      if (!macro) continue;
      pattern.lastIndex = macro.end;
      yield macro;
    }
  }
}

function macroAt(
  text: string,
  start: number,
  pathStart: number,
  next: NextFinder,
): InlineMacro | undefined {
  const opening = next('[', pathStart);
  if (opening === text.length || next('\n', pathStart) < opening) return undefined;
  const target = text.slice(pathStart, opening);
  if (target === '' || /^[:\s]|\s$/.test(target)) return undefined;
  const end = endOfBrackets(text, opening + 1, next);
  if (end === undefined) return undefined;
  const attributes = foldLines(text.slice(opening + 1, end - 1)).replaceAll('\\]', ']');
  return { start, end, pathStart, target, attributes };
}

function endOfBrackets(text: string, from: number, next: NextFinder): number | undefined {
  const closing = next(']', from);
  return closing < text.length ? closing + 1 : undefined;
}

/** After a `+` that closes one before, which has to stand between other than word characters. */
function endOfPlus(text: string, from: number, next: NextFinder): number | undefined {
  let closing = next('+', from + 1);
  for (let tries = 0; closing < text.length && tries < 50; tries++) {
    const after = text[closing + 1] ?? ' ';
    if (/\S/.test(text[closing - 1]!) && !/[\p{L}\p{N}_]/u.test(after)) return closing + 1;
    closing = next('+', closing + 1);
  }
  return undefined;
}
