/** What Asciidoctor's replacements make of characters, in their order. */
const replacements: readonly (readonly [RegExp, string])[] = [
  [/\\?\(C\)/g, '©'],
  [/\\?\(R\)/g, '®'],
  [/\\?\(TM\)/g, '™'],
  [/(?: |\n|^|\\)--(?= |\n|$) ?/gm, '\u2009—\u2009'],
  [/(?<=[\p{L}\p{N}_])\\?--(?=[\p{L}\p{N}_])/gu, '—\u200b'],
  [/\\?\.\.\./g, '…\u200b'],
  [/\\?`'/g, '’'],
  [/(?<=[\p{L}\p{N}])\\?'(?=\p{L})/gu, '’'],
  [/\\?->/g, '→'],
  [/\\?=>/g, '⇒'],
  [/\\?<-/g, '←'],
  [/\\?<=/g, '⇐'],
];

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
  reg: '®',
  trade: '™',
  deg: '°',
  mdash: '—',
  ndash: '–',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
};

/** Text of a macro's attribute as it is shown: replacements made, character references decoded. */
export function asciidocText(source: string): string {
  let text = source;
  for (const [pattern, replacement] of replacements) {
    text = text.replace(pattern, (found) =>
      found.startsWith('\\') ? found.slice(1) : replacement,
    );
  }
  return text.replace(
    /&(?:#(\d{2,6})|#x([\da-fA-F]{2,5})|([a-zA-Z]{2,}\d{0,2}));/g,
    (found, decimal?: string, hexadecimal?: string, name?: string) => {
      if (name !== undefined) return entities[name] ?? found;
      const code = decimal === undefined ? Number.parseInt(hexadecimal!, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : found;
    },
  );
}

/** Formatted text as plain text: without the marks of formatting and the targets of links. */
export function asciidocPlainText(source: string): string {
  const unmarked = source
    .replace(/"`(\S.*?)`"/g, '“$1”')
    .replace(/'`(\S.*?)`'/g, '‘$1’')
    .replace(/(?:https?:\/\/[^\s[\]]+|(?:link|xref|mailto):[^\s[\]]*)\[([^\]]*)\]/g, '$1')
    .replace(/<<[^,>]*,([^>]*)>>/g, '$1')
    .replace(/\[[^\][]*\](?=[*_`#])/g, '')
    .replace(/(\*\*|__|``|##)(.+?)\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}_&;:}\\])([*_`#])(\S|\S.*?\S)\1(?![\p{L}\p{N}_])/gu, '$2')
    .replace(/([\^~])(\S+?)\1/g, '$2');
  return asciidocText(unmarked).trim();
}
