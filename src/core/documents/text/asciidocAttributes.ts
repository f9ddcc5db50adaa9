import type { AsciidocAttributes, AsciidocLine } from './asciidocCondition.ts';

/** Those that every document has. */
const intrinsic: Readonly<Record<string, string>> = {
  empty: '',
  blank: '',
  sp: ' ',
  nbsp: '\u00a0',
  zwsp: '\u200b',
  wj: '\u2060',
  apos: "'",
  quot: '"',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  deg: '°',
  plus: '+',
  brvbar: '¦',
  vbar: '|',
  amp: '&',
  lt: '<',
  gt: '>',
  startsb: '[',
  endsb: ']',
  caret: '^',
  asterisk: '*',
  tilde: '~',
  backslash: '\\',
  backtick: '`',
  'two-colons': '::',
  'two-semicolons': ';;',
  cpp: 'C++',
  cxx: 'C++',
  pp: '++',
};

/** As Asciidoctor's own limit in documents that it does not trust: values in values double each time. */
const maxValueLength = 4096;

/** A text with its references to attributes replaced; unknown ones and escaped ones stay. */
export function substituteAttributes(text: string, attributes: AsciidocAttributes): string {
  if (!text.includes('{')) return text;
  return text.replace(
    /(\\)?\{([\p{L}\p{N}_][\p{L}\p{N}_-]*)\}/gu,
    (reference: string, escape: string | undefined, name: string) => {
      if (escape) return reference.slice(1);
      const key = name.toLowerCase();
      return attributes.get(key) ?? intrinsic[key] ?? reference;
    },
  );
}

/** True where a reference is left in a text whose known ones are replaced. */
export const hasUnknownAttribute = (text: string): boolean =>
  /\{[\p{L}\p{N}_][\p{L}\p{N}_-]*\}/u.test(text);

/**
 * Reads `:name: value` and `:name!:`; how many lines that takes, as a value goes on after a backslash, and 0
 * for another line. Where the line's condition does not hold, nothing is set.
 */
export function readAttributeEntry(
  lines: readonly AsciidocLine[],
  index: number,
  attributes: AsciidocAttributes,
): number {
  const { text, condition } = lines[index]!;
  const match = /^:(!?)([\p{L}\p{N}_][^:]*?)(!?):(?:[ \t]+(.*))?$/u.exec(text);
  if (!match) return 0;
  const name = match[2]!.toLowerCase().replace(/[^\p{L}\p{N}_-]/gu, '');
  const { value, count } = continuedValue(match[4] ?? '', lines, index);
  if (condition?.holds(attributes) === false) return count;
  if (match[1] || match[3]) attributes.delete(name);
  else {
    const read = substituteAttributes(value.trim().slice(0, maxValueLength), attributes);
    attributes.set(name, read.slice(0, maxValueLength));
  }
  return count;
}

function continuedValue(
  first: string,
  lines: readonly AsciidocLine[],
  index: number,
): { value: string; count: number } {
  const sign = / [\\+]$/.exec(first)?.[0];
  if (sign === undefined) return { value: first, count: 1 };
  const parts = [first.slice(0, -sign.length).trimEnd()];
  let isOpen = true;
  for (let next = index + 1; isOpen && lines[next] && lines[next]!.text !== ''; next++) {
    const text = lines[next]!.text.trimStart();
    isOpen = text.endsWith(sign);
    parts.push(isOpen ? text.slice(0, -sign.length).trimEnd() : text);
  }
  return { value: parts.join(' '), count: parts.length };
}

/** Positional values from 1, and named ones. */
export type AttributeList = Map<string, string>;

/** Reads what stands between the brackets of a macro or a block's attributes, as Asciidoctor does. */
export function readAttributeList(source: string): AttributeList {
  const values: AttributeList = new Map();
  const entry =
    /[ \t]*(?:([\p{L}\p{N}_][\p{L}\p{N}_-]*)[ \t]*=[ \t]*)?(?:"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)')?([^,]*)(?:,|$)/uy;
  for (let position = 1; entry.lastIndex < source.length; position++) {
    const match = entry.exec(source);
    if (!match) break;
    const [, name, double, single, bare] = match;
    const quoted = double?.replaceAll('\\"', '"') ?? single?.replaceAll("\\'", "'");
    const value = quoted ?? bare!.trim();
    if (name !== undefined) values.set(name, value);
    else if (value !== '' || quoted !== undefined) values.set(String(position), value);
  }
  return values;
}
