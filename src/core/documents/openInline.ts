/**
 * True where a text seems to end inside a code span, a link, attributes, a tag, emphasis or a formula, so that
 * a paragraph must not be split there. It may say so too often, and not the other way round for
 * what people write.
 */
export function endsInsideInline(text: string): boolean {
  const plain = text.replace(/\\[^]/g, '  ').replace(/(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, 'x');
  return (
    plain.includes('`') ||
    count(plain, '[') > count(plain, ']') ||
    /\]\([^)]*$|[\])]\{[^}]*$/.test(plain) ||
    /<[a-z/!?][^>]*$/i.test(plain) ||
    count(plain, '<!--') > count(plain, '-->') ||
    count(plain, '$$') % 2 === 1 ||
    hasOpenEmphasis(plain)
  );
}

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
