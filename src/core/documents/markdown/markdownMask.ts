/** Characters that no text has, for those of marks that can't mean anything. */
const maskedBracket = '\uFDD2';
const maskedParenthesis = '\uFDD3';

/** What is shorter is read in no time whatever it is. */
const manyCharacters = 2000;
/** Columns that marks of quotes and lists may take at the beginning of a line: nobody nests half as deep. */
const maxColumns = 400;
const deepMark = new RegExp(`^([ \\t>*+\\-\\d.)]{${maxColumns}}[ \\t]*)[>*+\\-\\d]`, 'gm');

/** What goes on until something ends it, by how it begins. */
const ends: Readonly<Record<string, string>> = {
  '<!--': '-->',
  '<?': '?>',
  '<![CDATA[': ']]>',
  '<!': '>',
};
const opening = /\]\(|<!--|<\?|<!\[CDATA\[|<!(?=[a-z])/gi;
/**
 * How many of a kind may begin in a paragraph before the same end: the first takes the others in, but for a
 * paragraph that ends where that can't be seen here.
 */
const maxOpenings = 4;

/**
 * A piece of Markdown, as long, in which targets, comments, instructions and the like do not begin that nothing ends:
 * the parser would look for their ends from each of them. Likewise marks of quotes and lists that are too deep.
 */
export function maskUnclosed(text: string): string {
  const masked = text.replace(deepMark, (_, before: string) => before + maskedBracket);
  if (masked.length < manyCharacters) return masked;
  const targetsEnd = masked.lastIndexOf(')') + 1;
  const paragraphEnd = createNext(masked, /\n[ \t>]*\r?(?=\n)|$/g);
  const kinds = new Map(
    Object.entries(ends).map(([begin, end]) => [
      begin,
      {
        next: createNext(masked, new RegExp(`${escaped(end)}|$`, 'g')),
        end: -1,
        paragraph: -1,
        openings: 0,
      },
    ]),
  );
  return masked.replace(opening, (mark, index: number) => {
    if (masked[index - 1] === '\\') return mark;
    if (mark === '](') return index < targetsEnd ? mark : `]${maskedParenthesis}`;
    if (beginsBlock(masked, index)) return mark;
    const kind = kinds.get(mark.toUpperCase())!;
    const end = kind.next(index + mark.length);
    const paragraph = paragraphEnd(index);
    if (end !== kind.end || paragraph !== kind.paragraph)
      Object.assign(kind, { end, paragraph, openings: 0 });
    const mayEnd = mayBeginBlock(masked, index) || (end < masked.length && end < paragraph);
    return mayEnd && ++kind.openings <= maxOpenings ? mark : maskedBracket + mark.slice(1);
  });
}

const escaped = (text: string): string => text.replace(/[?\]]/g, '\\$&');

/** Where a pattern matches next, asked for offsets that only grow. */
function createNext(text: string, pattern: RegExp): (from: number) => number {
  let at = -1;
  return (from) => {
    if (at >= from) return at;
    pattern.lastIndex = from;
    return (at = pattern.exec(text)?.index ?? text.length);
  };
}

/** What of a masked text is read. */
export const unmask = (text: string): string =>
  /[\uFDD2\uFDD3]/.test(text)
    ? text.replaceAll(maskedBracket, '<').replaceAll(maskedParenthesis, '(')
    : text;

const lineBefore = (text: string, index: number): string => {
  const before = text.slice(Math.max(0, index - maxColumns), index);
  return before.slice(before.lastIndexOf('\n') + 1);
};

/** What begins a block goes on to the document's end, and so takes in all that follows. */
const beginsBlock = (text: string, index: number): boolean =>
  /^ {0,3}(?:> ?)*$/.test(lineBefore(text, index));

/** It may, by what stands before it: that depends on the lines above. */
const mayBeginBlock = (text: string, index: number): boolean =>
  /^(?:[\s>*+\-\d.)]|\[\^[^\s\]]*\]:)*$/.test(lineBefore(text, index));
