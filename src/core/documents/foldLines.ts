/**
 * A text on one line, without white space at its ends and its line breaks. A pattern that takes both together would
 * look again from every blank of a long row.
 */
export const foldLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
