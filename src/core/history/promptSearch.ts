/** Accents of Latin, Greek and Cyrillic, vowel signs of Hebrew and Arabic: people search without them. */
const marks = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/g;
/** Letters that people type as others, and that no normal form takes apart. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
  ς: 'σ',
};
const replaced = new RegExp(`[${Object.keys(letters).join('')}]`, 'g');

/** A text without what a search overlooks: case, accents, and how its characters are put together. */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(marks, '')
    .replace(replaced, (letter) => letters[letter] ?? letter);
}

/** The words of a query, folded. */
export function searchWords(query: string): readonly string[] {
  return foldText(query)
    .split(/\s+/u)
    .filter((word) => word !== '');
}

/** Whether a folded text has every one of the words, in any order, whole or as a part of its own. */
export function hasWords(folded: string, words: readonly string[]): boolean {
  return words.every((word) => folded.includes(word));
}
