import type { SeededRandom } from './seededRandom.ts';

// What has broken links, names and snippets somewhere: marks of Markdown, HTML, URLs, shells,
// snippets and regular expressions; other scripts, both directions, composed and decomposed.
const pieces = [
  'red fox',
  'Lake',
  'two  spaces',
  '#',
  '?',
  '%',
  '%20',
  '%41%zz',
  '(',
  ')',
  '[',
  ']',
  '<',
  '>',
  '&',
  '&amp;',
  "'",
  '"',
  '`',
  '*',
  '_',
  '~',
  '!',
  '|',
  '$',
  '$1',
  '$$',
  '^',
  '{',
  '}',
  '=',
  '+',
  ',',
  ';',
  '@',
  '![x](y)',
  '](z)',
  '<b>',
  '<!--',
  'https://example.com/a?b=c#d',
  'ليلة مقمرة',
  'ירח מלא',
  '湖上的黎明',
  '夜明けの湖',
  '호수',
  'हिन्दी',
  'e\u0301te\u0301',
  'Å',
  'ﬁ',
  '🦊',
  '👩🏽‍🚀',
  '🏳️‍🌈',
  'İstanbul',
  'ß',
  '\u200f',
  '\u202e',
  '\u00a0',
  '\u2028',
];

const beyondFileNames = ['\\', '\\\\', '/', '\n', '\r\n\r\n', '\t', ':', '${CLIPBOARD}', '$1 ${x}'];

const join = (random: SeededRandom, from: readonly string[], most: number): string =>
  Array.from({ length: 1 + random.below(most) }, () => random.pick(from)).join(
    random.pick(['', ' ', '-']),
  );

/** A text as a person, or a page that they copied from, may give it. Never blank. */
export function awkwardText(random: SeededRandom, most = 6): string {
  const text = join(random, [...pieces, ...beyondFileNames], most);
  return text.trim() === '' ? `x${text}` : text;
}

/** A name that Linux and macOS take for a file or folder; Windows takes not all of them. */
export function awkwardName(random: SeededRandom): string {
  const name = join(random, process.platform === 'win32' ? ['a', 'é', '湖', '#'] : pieces, 4)
    .replaceAll('/', '_')
    .trim();
  return /^\.*$/.test(name) ? `n${name}` : name;
}
