/** Combining marks of TeX's accents. */
const accents: Readonly<Record<string, string>> = {
  '`': '\u0300',
  "'": '\u0301',
  '^': '\u0302',
  '~': '\u0303',
  '=': '\u0304',
  '.': '\u0307',
  '"': '\u0308',
  u: '\u0306',
  r: '\u030a',
  H: '\u030b',
  v: '\u030c',
  d: '\u0323',
  c: '\u0327',
  k: '\u0328',
  b: '\u0331',
};

const symbols: Readonly<Record<string, string>> = {
  textbackslash: '\\',
  textasciitilde: '~',
  textasciicircum: '^',
  textasciigrave: '`',
  textquotesingle: "'",
  textquotedbl: '"',
  textless: '<',
  textgreater: '>',
  textbar: '|',
  textbraceleft: '{',
  textbraceright: '}',
  textunderscore: '_',
  textdollar: '$',
  textdegree: '°',
  lbrace: '{',
  rbrace: '}',
  ldots: '…',
  dots: '…',
  textellipsis: '…',
  textendash: '–',
  textemdash: '—',
  ss: 'ß',
  ae: 'æ',
  AE: 'Æ',
  oe: 'œ',
  OE: 'Œ',
  o: 'ø',
  O: 'Ø',
  l: 'ł',
  L: 'Ł',
  aa: 'å',
  AA: 'Å',
  i: 'ı',
  j: 'ȷ',
  copyright: '©',
  textcopyright: '©',
  S: '§',
  pounds: '£',
  euro: '€',
  texteuro: '€',
  quad: ' ',
  qquad: ' ',
  space: ' ',
  newline: ' ',
  par: ' ',
  TeX: 'TeX',
  LaTeX: 'LaTeX',
};

/** Commands whose argument is nothing to read. */
const silent =
  /^(?:label|ref|eqref|pageref|autoref|[cC]ref|[a-zA-Z]*[cC]ite[a-zA-Z]*|index|footnote|footnotemark|footnotetext|vspace|hspace|phantom|protect|url|href|color|textcolor|fontsize|selectlanguage)$/;

const token =
  /\\char(\d+)|\\(?:([`'^~=."]|[urHvdckb](?![a-zA-Z@]))[ \t]*(?:\{[ \t]*(\\[ij]|\p{L}?)[ \t]*\}|(\\[ij](?![a-zA-Z])|\p{L}))|([a-zA-Z@]+)\*?[ \t]*|([^]))|%[^\n]*(?:\n[ \t]*)?|---?|``|''|[{}$~`]/gu;

/** Longer than any words about a picture; a text beyond it is no such. */
const maxCharacters = 4000;

/** TeX as plain text: without commands, comments and grouping, with its escapes, accents and dashes read. */
export function latexText(source: string): string {
  const text = withoutSilent(source.slice(0, maxCharacters)).replace(
    token,
    (...match: string[]) => {
      const [whole, code, accent, braced, letter, command, character] = match;
      if (code !== undefined) return String.fromCharCode(Number(code));
      if (accent !== undefined) {
        const base = (braced ?? letter ?? '').replace(/^\\/, '');
        return base ? (base + accents[accent]!).normalize('NFC') : accent;
      }
      if (command !== undefined) return symbols[command] ?? '';
      if (character !== undefined) return controlSymbol(character);
      return plain[whole!] ?? '';
    },
  );
  return text.replace(/[ \t\r\n]+/g, ' ').trim();
}

const plain: Readonly<Record<string, string>> = {
  '---': '—',
  '--': '–',
  '``': '“',
  "''": '”',
  '`': '‘',
  '~': ' ',
};

function controlSymbol(character: string): string {
  if (/[#$%&_{}]/.test(character)) return character;
  return /[\\\s,;:]/.test(character) ? ' ' : '';
}

/** Removes the commands whose arguments are not read, with these. */
function withoutSilent(source: string): string {
  return source.replace(
    /\\(?:([a-zA-Z@]+)\*?(?:[ \t]*\[[^\][]*\]){0,2}[ \t]*\{[^{}]*\}|[^])/g,
    (whole: string, name: string | undefined) => {
      return name !== undefined && silent.test(name) ? '' : whole;
    },
  );
}
