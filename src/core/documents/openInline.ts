/**
 * True where a text seems to end inside a code span, a link, attributes, a tag, emphasis or a formula, so that
 * a paragraph must not be split there. It may say so too often, and not the other way round for
 * what people write.
 */
export function endsInsideInline(text: string): boolean {
  const plain = withoutCode(text);
  return isInsideSpan(plain) || hasOpenEmphasis(plain);
}

/** The same, but for emphasis. */
export function endsInsideSpan(text: string): boolean {
  const plain = withoutCode(text);
  return isInsideSpan(plain) || hasOpenBracket(plain);
}

/** Brackets that nothing has opened close none. */
function hasOpenBracket(plain: string): boolean {
  let depth = 0;
  for (const [bracket] of plain.matchAll(/[[\]]/g)) {
    depth = bracket === '[' ? depth + 1 : Math.max(0, depth - 1);
  }
  return depth > 0;
}

const withoutCode = (text: string): string =>
  text.replace(/\\[^]/g, '  ').replace(/(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, 'x');

function isInsideSpan(plain: string): boolean {
  return (
    plain.includes('`') ||
    count(plain, '[') > count(plain, ']') ||
    tailAfter(plain, ')').includes('](') ||
    /[\])]\{/.test(tailAfter(plain, '}')) ||
    /<[a-z/!?]/i.test(tailAfter(plain, '>')) ||
    count(plain, '<!--') > count(plain, '-->') ||
    count(plain, '$$') % 2 === 1
  );
}

/** What follows the last one of a mark: patterns that look for its absence would look again from every place. */
const tailAfter = (text: string, mark: string): string => text.slice(text.lastIndexOf(mark) + 1);

const count = (text: string, part: string): number => text.split(part).length - 1;

function hasOpenEmphasis(text: string): boolean {
  const open = new Map<string, number>();
  for (const { 0: run, 1: mark, index } of text.matchAll(/([*_~])\1*/g)) {
    const before = text[index - 1] ?? ' ';
    const after = text[index + run.length] ?? ' ';
    const opens = /\S/.test(after) && /[\s\p{P}\p{S}]/u.test(before);
    const closes = /\S/.test(before) && /[\s\p{P}\p{S}]/u.test(after);
    if (opens === closes) continue;
    const depth = (open.get(mark!) ?? 0) + (opens ? run.length : -run.length);
    open.set(mark!, Math.max(0, depth));
  }
  return [...open.values()].some((depth) => depth > 0);
}
