/** Text that VS Code shows as the text that it is. Only what is in this file and `l10n.t` make it. */
export type PlainText = string & { readonly [plain]: true };
declare const plain: unique symbol;

/** What turns the reading direction, breaks a line or is not seen. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;
/** `[words](command:…)` is a link in notifications and quick input, `$(name)` an icon in labels: a blank undoes it. */
const opened = /(?<=[\]$])(?=\()/g;

/**
 * Text from outside, fit for a message of VS Code: on one line, short, without what a notification would
 * turn into a link and a label into an icon (S39), and without what turns the reading direction. What it
 * makes of its own text is the same.
 */
export function plainText(text: string, maxCharacters = 300): PlainText {
  // What is cut in the end need not be looked at first: a file may say megabytes.
  const head = text.slice(0, 8 * maxCharacters);
  const folded = head.toWellFormed().replace(unseen, ' ').replace(opened, ' ').trim();
  const characters = [...folded];
  const isWhole = characters.length <= maxCharacters && head.length === text.length;
  return (isWhole ? folded : `${characters.slice(0, maxCharacters - 1).join('')}…`) as PlainText;
}

/** The same for each line, where several lines can be shown. */
export function plainLines(text: string, maxCharacters = 1000): PlainText {
  const lines = text.slice(0, 2 * maxCharacters).split('\n');
  return lines.map((line) => plainText(line, maxCharacters)).join('\n') as PlainText;
}

/** Plain texts after each other; those that are empty or absent are left out. */
export function joined(
  texts: readonly (PlainText | '' | undefined | false)[],
  separator = ' ',
): PlainText {
  return texts.filter(Boolean).join(separator) as PlainText;
}

/** A label that begins with one of VS Code's icons. */
export function withIcon(name: string, text: PlainText): PlainText {
  return `$(${name}) ${text}` as PlainText;
}

/**
 * Text as Markdown that shows it: VS Code's own `appendText` lets `<command:…>` be a link and `&#91;` a
 * bracket.
 */
export function asMarkdown(text: PlainText): string {
  return text.replace(/[!-/:-@[-`{-~]/g, (character) => `&#${character.charCodeAt(0)};`);
}
