export type NextFinder = (part: string, from: number) => number;

/**
 * `indexOf` that remembers, so that many calls cost no more than one pass; the text's length where
 * there is none. A single bracket with a backslash before it does not count.
 */
export function nextFinder(text: string): NextFinder {
  const known = new Map<string, { from: number; found: number }>();
  return (part, from) => {
    const last = known.get(part);
    if (last && last.from <= from && from <= last.found) return last.found;
    let found = text.indexOf(part, from);
    while (part === ']' && found > 0 && text[found - 1] === '\\') {
      found = text.indexOf(part, found + 1);
    }
    known.set(part, { from, found: found < 0 ? text.length : found });
    return found < 0 ? text.length : found;
  };
}
