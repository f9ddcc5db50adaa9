/** Characters that no text has, for those of marks that can't mean anything. */
const maskedBracket = '\uFDD2';
const maskedParenthesis = '\uFDD3';

/** What is shorter is read in no time whatever it is. */
const manyCharacters = 8000;
/** Columns that marks of quotes and lists may take at the beginning of a line: nobody nests half as deep. */
const maxColumns = 400;
const deepMark = new RegExp(`^([ \\t>*+\\-\\d.)]{${maxColumns}}[ \\t]*)[>*+\\-\\d]`, 'gm');

/**
 * A piece of Markdown, as long, in which targets and comments do not begin that nothing ends: the parser would look for
 * their ends from each of them. Likewise marks of quotes and lists that are too deep.
 */
export function maskUnclosed(text: string): string {
  const masked = text.replace(deepMark, (_, before: string) => before + maskedBracket);
  if (masked.length < manyCharacters) return masked;
  const targetsEnd = masked.lastIndexOf(')') + 1;
  const commentsEnd = masked.lastIndexOf('-->') + 1;
  return masked.replace(/\]\(|<!--/g, (mark, index: number) => {
    if (masked[index - 1] === '\\') return mark;
    if (mark === '](') return index < targetsEnd ? mark : `]${maskedParenthesis}`;
    const isText = index >= commentsEnd && !mayBeginBlock(masked, index);
    return isText ? `${maskedBracket}!--` : mark;
  });
}

/** What of a masked text is read. */
export const unmask = (text: string): string =>
  /[\uFDD2\uFDD3]/.test(text)
    ? text.replaceAll(maskedBracket, '<').replaceAll(maskedParenthesis, '(')
    : text;

/** A comment that begins a block goes on to the document's end. */
function mayBeginBlock(text: string, index: number): boolean {
  const before = text.slice(Math.max(0, index - maxColumns), index);
  return /^(?:[\s>*+\-\d.)]|\[\^[^\s\]]*\]:)*$/.test(before.slice(before.lastIndexOf('\n') + 1));
}
