/** The text is not XML, or is more of it than is worth reading. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

/** Everything that XML 1.0 cannot hold, lone surrogates included. Source: https://www.w3.org/TR/xml/#charsets */
const illegal = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  // Only `]]>` needs it, and escaping all of them makes sure of that one.
  '>': '&gt;',
  '"': '&quot;',
  // As itself, a parser would make a line feed of it.
  '\r': '&#xD;',
};

/** The text with U+FFFD for every character that XML cannot hold. */
export function legalXmlText(text: string): string {
  return text.replace(illegal, '\ufffd');
}

/** Escapes text for the content of an element. Characters that XML cannot hold become U+FFFD. */
export function xmlContent(text: string): string {
  return legalXmlText(text).replace(/[&<>\r]/g, (character) => escapes[character]!);
}

/** Escapes text for a value in double quotes; a parser reads back white space as it was. */
export function xmlAttribute(text: string): string {
  return legalXmlText(text)
    .replace(/[&<>"\r]/g, (character) => escapes[character]!)
    .replace(/[\t\n]/g, (character) => (character === '\t' ? '&#x9;' : '&#xA;'));
}

/** JSON of the text in printable ASCII: every other code unit as `\uXXXX`, so that none can get lost. */
export function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[^\u0020-\u007e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const namedEntities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/**
 * Text with the five entities of XML and numbered characters in their place.
 * @throws {XmlError} for any other entity, and for a bare `&`.
 */
export function unescapeXml(raw: string): string {
  if (!raw.includes('&')) return raw;
  return raw.replace(
    /&(?:#x0{0,8}([0-9a-f]{1,6});|#0{0,8}([0-9]{1,7});|([a-z]{2,4});)?/gi,
    (_, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
      if (hex !== undefined) return characterOf(Number.parseInt(hex, 16));
      if (decimal !== undefined) return characterOf(Number.parseInt(decimal, 10));
      if (name !== undefined && Object.hasOwn(namedEntities, name)) return namedEntities[name]!;
      throw new XmlError('An entity is not known.');
    },
  );
}

function characterOf(codePoint: number): string {
  if (codePoint > 0x10ffff) throw new XmlError('A character is not known.');
  return legalXmlText(String.fromCodePoint(codePoint));
}
