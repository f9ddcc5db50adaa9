import type { SeededRandom } from '../../support/seededRandom.ts';

/** Characters that parsers, file systems and terminals treat in ways of their own. */
const oddCharacters = [
  ...'\0\t\n\r "#$%&\'()*+,-./0123456789:;<=>?@[\\]^_`{|}~',
  '\u0085',
  '\u00a0',
  '\u00ad',
  '\u0301',
  '\u200b',
  '\u200d',
  '\u2028',
  '\u202e',
  '\u2066',
  '\ufeff',
  '\ufffd',
  '\ud800',
  '\udfff',
  '\u{1f469}\u200d\u{1f680}',
  'İ',
  'ß',
  'ﬀ',
  '湖',
  'a',
  'Z',
];

/** Words that open what they don't close, climb, name devices, or belong to another language. */
export const hostileWords: readonly string[] = [
  '../',
  '..\\',
  '//',
  '\\\\host\\share',
  'C:\\',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'CON',
  'nul.txt',
  '${',
  '${slug}',
  '${documentDirName}',
  '}',
  '$(id)',
  '`id`',
  '<script>',
  '-->',
  ']]>',
  '](command:x)',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'true',
  '1e999',
  '-0',
  '9'.repeat(40),
  '%00',
  '%2e%2e%2f',
  '\\u0000',
  '"',
  '\\"',
  '{}',
  '[[[',
];

const longest = 200_000;

const character = (random: SeededRandom): string =>
  random.oneIn(4)
    ? String.fromCharCode(random.below(0x1_0000))
    : (random.pick(oddCharacters) ?? 'a');

/** Garbage: short, of odd characters and hostile words. */
export function garbage(random: SeededRandom, words: readonly string[] = hostileWords): string {
  const size = random.below(random.oneIn(10) ? 200 : 24);
  return Array.from({ length: size }, () =>
    random.oneIn(4) ? random.pick(words) : character(random),
  ).join('');
}

/** What makes a pattern that backtracks, and a sum that grows, show itself. */
function repeated(random: SeededRandom, piece: string, maxLength: number): string {
  const times = 2 ** random.below(random.oneIn(20) ? 18 : 8);
  return piece.repeat(Math.min(times, Math.ceil(maxLength / Math.max(1, piece.length))));
}

/**
 * As long as can be, of one piece or two over and over between two others: what backtracks, nests or
 * adds up does so here.
 */
export function longText(
  random: SeededRandom,
  words: readonly string[] = hostileWords,
  maxLength = longest,
): string {
  const piece = (): string => (random.oneIn(3) ? character(random) : random.pick(words));
  const maybePiece = (): string => (random.oneIn(2) ? '' : piece());
  const period = random.oneIn(2) ? piece() : piece() + piece();
  const length = random.oneIn(2) ? maxLength : random.below(maxLength);
  const row = period.repeat(Math.floor(length / Math.max(1, period.length)));
  return (maybePiece() + row + maybePiece()).slice(0, maxLength);
}

export interface TextMutation {
  /** Tokens of the language that is parsed. */
  readonly words?: readonly string[];
  readonly maxLength?: number;
}

/** A text with one to four changes: pieces lost, doubled, repeated, swapped, or of other origin. */
export function mutatedText(
  text: string,
  random: SeededRandom,
  { words = [], maxLength = longest }: TextMutation = {},
): string {
  const all = [...words, ...hostileWords];
  if (random.oneIn(64)) return longText(random, all, maxLength);
  let mutated = text;
  for (let left = 1 + random.below(4); left > 0; left -= 1) {
    mutated = mutatedOnce(mutated, random, all, maxLength);
  }
  return mutated.slice(0, maxLength);
}

function mutatedOnce(
  text: string,
  random: SeededRandom,
  words: readonly string[],
  maxLength: number,
): string {
  const start = random.below(text.length + 1);
  const end = Math.min(text.length, start + random.below(random.oneIn(4) ? text.length + 1 : 12));
  const [before, piece, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  switch (random.below(8)) {
    case 0:
      return before + after;
    case 1:
      return before;
    case 2:
      return before + piece + piece + after;
    case 3:
      return before + repeated(random, piece || character(random), maxLength) + after;
    case 4:
      return before + repeated(random, random.pick(words), maxLength) + after;
    case 5:
      return before + character(random) + after;
    case 6:
      return after + piece + before;
    default:
      return before + random.pick(words) + after;
  }
}

/** Bytes with a few of them changed, lost, doubled, or taken as a length that is too large. */
export function mutatedBytes(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  let mutated: Uint8Array = Uint8Array.from(bytes);
  for (let left = 1 + random.below(4); left > 0; left -= 1) {
    mutated = bytesMutatedOnce(mutated, random);
  }
  return mutated;
}

const oddBytes = [0x00, 0x01, 0x02, 0x7f, 0x80, 0xd8, 0xd9, 0xda, 0xfe, 0xff];

function bytesMutatedOnce(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  // Most of what is read lies at the beginning.
  const at = random.below(random.oneIn(2) ? Math.min(64, bytes.length + 1) : bytes.length + 1);
  const end = Math.min(bytes.length, at + random.below(random.oneIn(4) ? bytes.length + 1 : 8));
  switch (random.below(5)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return joined(bytes.subarray(0, at), bytes.subarray(end));
    case 2:
      return joined(bytes.subarray(0, end), bytes.subarray(at));
    case 3:
      bytes.fill(random.pick(oddBytes), at, at + 1 + random.below(4));
      return bytes;
    default:
      if (at < bytes.length) bytes[at] = random.below(256);
      return bytes;
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Bytes without any meaning, or with a known beginning. */
export function garbageBytes(random: SeededRandom, heads: readonly Uint8Array[]): Uint8Array {
  const rest = Uint8Array.from({ length: random.below(200) }, () => random.below(256));
  return random.oneIn(2) ? rest : joined(random.pick(heads), rest);
}

/** A value as `JSON.parse` can give it, with keys from a list. */
export function garbageValue(
  random: SeededRandom,
  keys: readonly string[],
  depth: number = random.below(5),
): unknown {
  switch (random.below(depth > 0 ? 9 : 7)) {
    case 0:
      return null;
    case 1:
      return random.oneIn(2);
    case 2:
      return random.pick([0, -1, 1.5, 1e308, -1e308, 429, 500, 2 ** 53]);
    case 3:
      return random.pick(keys);
    case 4:
      return random.pick(hostileWords);
    case 5:
      return garbage(random);
    case 6:
      return random.oneIn(50) ? longText(random) : '';
    case 7:
      return Array.from({ length: random.below(6) }, () => garbageValue(random, keys, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random.below(6) }, () => [
          random.pick(keys),
          garbageValue(random, keys, depth - 1),
        ]),
      );
  }
}

/** A value with one or two of its parts replaced, lost or renamed, however deep they lie. */
export function mutatedValue(
  value: unknown,
  random: SeededRandom,
  keys: readonly string[],
): unknown {
  if (typeof value === 'string' && random.oneIn(2)) return mutatedText(value, random);
  if (typeof value !== 'object' || value === null || random.oneIn(8)) {
    return garbageValue(random, keys);
  }
  if (Array.isArray(value)) {
    const at = random.below(value.length + 1);
    const items: unknown[] = value;
    const changed = mutatedValue(items[at], random, keys);
    return random.oneIn(4) ? items.toSpliced(at, 1) : items.toSpliced(at, 1, changed, changed);
  }
  const entries = Object.entries(value);
  const at = random.below(entries.length + 1);
  const [name = random.pick(keys), part] = entries[at] ?? [];
  switch (random.below(6)) {
    case 0:
      return Object.fromEntries(entries.toSpliced(at, 1));
    case 1:
      return Object.fromEntries(entries.toSpliced(at, 1, [random.pick(keys), part]));
    default:
      return Object.fromEntries(entries.toSpliced(at, 1, [name, mutatedValue(part, random, keys)]));
  }
}
