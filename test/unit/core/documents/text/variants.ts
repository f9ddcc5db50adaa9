/** A document with other line ends, a byte order mark, and without a final line end. */
export function documentVariants(text: string): [string, string][] {
  return [
    ['as it is', text],
    ['with CRLF', text.replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\ufeff${text}`],
    ['without a final line end', text.trimEnd()],
  ];
}

/** Documents of 100 KB that are made of one part, or of two by turns: slow readers never end. */
export function hostileDocuments(parts: readonly string[]): string[] {
  const size = 100_000;
  const pairs = parts.map((part, index) => part + parts[(index + 1) % parts.length]!);
  return [...parts, ...pairs].flatMap((part) => [
    part.repeat(size / part.length),
    `${part}\n`.repeat(size / (part.length + 1)),
    `${part} `.repeat(size / (part.length + 1)),
  ]);
}
