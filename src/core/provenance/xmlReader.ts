import { unescapeXml, XmlError } from './xmlText.ts';

export interface XmlAttribute {
  /** Empty: none. */
  readonly namespace: string;
  readonly localName: string;
  readonly value: string;
  /** Where it stands in the text, with the white space before it. */
  readonly start: number;
  readonly end: number;
}

export interface XmlElement {
  readonly namespace: string;
  readonly localName: string;
  /** Declarations of namespaces are not among them. */
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** All text directly in it, joined. */
  readonly text: string;
  /** Where it stands in the text, from `<` to after the last `>`. */
  readonly start: number;
  readonly end: number;
  /** Where its end tag begins; `undefined` where it has none (`<a/>`). */
  readonly endTagStart: number | undefined;
}

const maxDepth = 64;
/** Of each, in a document: more than any program writes about an image. */
const maxElements = 10_000;
const maxAttributes = 10_000;
const xmlNamespace = 'http://www.w3.org/XML/1998/namespace';

interface RawAttribute {
  readonly prefix: string;
  readonly localName: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

interface OpenElement {
  readonly qualifiedName: string;
  /** Prefixes that it declares. */
  readonly declared: readonly string[];
  readonly element: Omit<XmlElement, 'children' | 'end' | 'endTagStart' | 'text'>;
  readonly children: XmlElement[];
  readonly texts: string[];
}

/**
 * Reads a document with its namespaces in linear time. Document types are refused, and with them
 * every entity but the five of XML, so nothing in the text can grow or point elsewhere.
 * @throws {XmlError} and nothing else, on any text.
 */
export function readXml(text: string): XmlElement {
  return new Reader(text).read();
}

class Reader {
  readonly #text: string;
  readonly #open: OpenElement[] = [];
  /** What each prefix means here, and has meant further out. */
  readonly #namespaces = new Map<string, string[]>();
  #root: XmlElement | undefined;
  #elementCount = 0;
  #attributeCount = 0;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): XmlElement {
    while (this.#at < this.#text.length) {
      const next = this.#text.indexOf('<', this.#at);
      this.#readText(next < 0 ? this.#text.length : next);
      if (next >= 0) this.#readMarkup();
    }
    if (!this.#root || this.#open.length > 0) throw new XmlError('An element is not closed.');
    return this.#root;
  }

  #readText(end: number): void {
    const raw = this.#text.slice(this.#at, end);
    this.#at = end;
    const inner = this.#open.at(-1);
    if (inner) inner.texts.push(unescapeXml(raw.replace(/\r\n?/g, '\n')));
    else if (!/^[\s\ufeff\0]*$/.test(raw)) throw new XmlError('Text stands outside of elements.');
  }

  #readMarkup(): void {
    if (this.#isAt('<!--')) this.#skipTo('-->', 4);
    else if (this.#isAt('<![CDATA[')) this.#readCharacterData();
    else if (this.#isAt('<?')) this.#skipTo('?>', 2);
    else if (this.#isAt('<!')) throw new XmlError('Declarations are refused.');
    else if (this.#isAt('</')) this.#readEndTag();
    else this.#readStartTag();
  }

  #isAt(expected: string): boolean {
    return this.#text.startsWith(expected, this.#at);
  }

  /** @returns what stands before `terminator`. */
  #skipTo(terminator: string, opening: number): string {
    const start = this.#at + opening;
    const end = this.#text.indexOf(terminator, start);
    if (end < 0) throw new XmlError(`${terminator} is missing.`);
    this.#at = end + terminator.length;
    return this.#text.slice(start, end);
  }

  #readCharacterData(): void {
    const data = this.#skipTo(']]>', 9).replace(/\r\n?/g, '\n');
    const inner = this.#open.at(-1);
    if (!inner) throw new XmlError('Text stands outside of elements.');
    inner.texts.push(data);
  }

  #readStartTag(): void {
    const start = this.#at;
    this.#at += 1;
    const qualifiedName = this.#readName();
    const declared = new Map<string, string>();
    const attributes = this.#readAttributes(declared);
    const isEmpty = this.#isAt('/>');
    this.#at += isEmpty ? 2 : 1;

    this.#elementCount += 1;
    if (this.#root) throw new XmlError('There is more than one document.');
    if (this.#elementCount > maxElements) throw new XmlError('There are too many elements.');
    if (this.#open.length >= maxDepth) throw new XmlError('The elements lie too deep.');
    for (const [prefix, namespace] of declared) {
      const meanings = this.#namespaces.get(prefix);
      if (meanings) meanings.push(namespace);
      else this.#namespaces.set(prefix, [namespace]);
    }
    const { prefix, localName } = splitName(qualifiedName);
    this.#open.push({
      qualifiedName,
      declared: [...declared.keys()],
      element: {
        namespace: this.#namespaceOf(prefix),
        localName,
        attributes: attributes.map(({ prefix: own, ...rest }) => ({
          // Attributes without a prefix are in no namespace, also where a default is declared.
          namespace: own === '' ? '' : this.#namespaceOf(own),
          ...rest,
        })),
        start,
      },
      children: [],
      texts: [],
    });
    if (isEmpty) this.#close(undefined);
  }

  #readAttributes(declared: Map<string, string>): RawAttribute[] {
    const attributes: RawAttribute[] = [];
    const names = new Set<string>();
    for (;;) {
      const start = this.#at;
      this.#skipWhiteSpace();
      if (this.#isAt('>') || this.#isAt('/>')) return attributes;
      if (this.#at === start) throw new XmlError('White space is missing between attributes.');
      const name = this.#readName();
      if (names.has(name)) throw new XmlError('An attribute stands twice.');
      names.add(name);
      this.#attributeCount += 1;
      if (this.#attributeCount > maxAttributes)
        throw new XmlError('There are too many attributes.');
      const value = this.#readAttributeValue();
      const { prefix, localName } = splitName(name);
      if (name === 'xmlns') declared.set('', value);
      else if (prefix === 'xmlns') declared.set(localName, value);
      else attributes.push({ prefix, localName, value, start, end: this.#at });
    }
  }

  #readAttributeValue(): string {
    this.#skipWhiteSpace();
    if (!this.#isAt('=')) throw new XmlError('An attribute has no value.');
    this.#at += 1;
    this.#skipWhiteSpace();
    const quote = this.#text[this.#at];
    if (quote !== '"' && quote !== "'") throw new XmlError('A value has no quotes.');
    const raw = this.#skipTo(quote, 1);
    if (raw.includes('<')) throw new XmlError('A value holds a tag.');
    return unescapeXml(raw.replace(/\r\n|[\t\n\r]/g, ' '));
  }

  #readEndTag(): void {
    const endTagStart = this.#at;
    this.#at += 2;
    const name = this.#readName();
    this.#skipWhiteSpace();
    if (!this.#isAt('>')) throw new XmlError('An end tag is not closed.');
    this.#at += 1;
    if (this.#open.at(-1)?.qualifiedName !== name) throw new XmlError('The tags do not match.');
    this.#close(endTagStart);
  }

  #close(endTagStart: number | undefined): void {
    const { element, children, texts, declared } = this.#open.pop()!;
    for (const prefix of declared) this.#namespaces.get(prefix)!.pop();
    const closed = { ...element, children, text: texts.join(''), end: this.#at, endTagStart };
    const parent = this.#open.at(-1);
    if (parent) parent.children.push(closed);
    else this.#root = closed;
  }

  #namespaceOf(prefix: string): string {
    if (prefix === 'xml') return xmlNamespace;
    const namespace = this.#namespaces.get(prefix)?.at(-1);
    if (namespace !== undefined) return namespace;
    if (prefix === '') return '';
    throw new XmlError('A prefix is not declared.');
  }

  #readName(): string {
    const name = /[^\s<>&"'=/?!]+/y;
    name.lastIndex = this.#at;
    const found = name.exec(this.#text)?.[0];
    if (found === undefined) throw new XmlError('A name is missing.');
    this.#at += found.length;
    return found;
  }

  #skipWhiteSpace(): void {
    const whiteSpace = /[ \t\r\n]*/y;
    whiteSpace.lastIndex = this.#at;
    this.#at += whiteSpace.exec(this.#text)![0].length;
  }
}

function splitName(name: string): { readonly prefix: string; readonly localName: string } {
  const colon = name.indexOf(':');
  if (colon < 0) return { prefix: '', localName: name };
  return { prefix: name.slice(0, colon), localName: name.slice(colon + 1) };
}
