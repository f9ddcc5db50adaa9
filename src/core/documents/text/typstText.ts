const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** The value of a Typst string, given without its quotes. */
export function unescapeTypst(source: string): string {
  return source.replace(
    /\\(?:u\{([0-9a-fA-F]+)\}|([^]))/g,
    (escape: string, code: string | undefined, character: string | undefined) => {
      if (code !== undefined) return characterOf(code) ?? escape;
      return escapes[character!] ?? character!;
    },
  );
}

function characterOf(hexadecimal: string): string | undefined {
  const code = Number.parseInt(hexadecimal, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** Typst markup as plain text: without comments, emphasis, labels and the names of functions. */
export function typstText(markup: string): string {
  return markup
    .replace(
      /\\u\{([0-9a-fA-F]+)\}|\\(\S)|\/\/[^\n]*|\/\*[^]*?\*\/|#[\p{L}_][\p{L}\p{N}_.-]*(?:\([^()]*\))?|<[\p{L}_][\p{L}\p{N}_:.-]*>|---?|\.\.\.|[*_`$[\]~@]|\\/gu,
      (token: string, code: string | undefined, escaped: string | undefined) => {
        if (code !== undefined) return characterOf(code) ?? '';
        if (escaped !== undefined) return escaped;
        return { '---': '—', '--': '–', '...': '…', '~': ' ' }[token] ?? '';
      },
    )
    .replace(/\s+/g, ' ')
    .trim();
}
