/**
 * Text from outside, fit for a message of VS Code: on one line, short, and without what a
 * notification would turn into a link (S39) or what turns the reading direction.
 */
export function plainText(text: string, maxCharacters = 300): string {
  const folded = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/\](?=\()/g, '] ')
    .trim();
  const characters = [...folded];
  return characters.length > maxCharacters
    ? `${characters.slice(0, maxCharacters - 1).join('')}…`
    : folded;
}
