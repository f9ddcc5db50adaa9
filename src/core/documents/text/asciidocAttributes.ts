/** Attributes of a document by lower-case names, with the values that they have so far. */
export type AsciidocAttributes = Map<string, string>;

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

/** Reads `:name: value` and `:name!:`; false for another line. */
export function readAttributeEntry(line: string, attributes: AsciidocAttributes): boolean {
  const match = /^:(!?)([\p{L}\p{N}_][^:]*?)(!?):(?:[ \t]+(.*))?$/u.exec(line);
  if (!match) return false;
  const name = match[2]!.toLowerCase().replace(/[^\p{L}\p{N}_-]/gu, '');
  if (match[1] || match[3]) attributes.delete(name);
  else attributes.set(name, substituteAttributes((match[4] ?? '').trim(), attributes));
  return true;
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
