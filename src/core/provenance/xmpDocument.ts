import { readXml, type XmlElement } from './xmlReader.ts';
import { xmpNamespaces, xmpUri, type XmpName } from './xmpNames.ts';

/** An XMP packet that has been read. */
export interface XmpDocument {
  readonly text: string;
  /** `undefined`: there is none, so there are no properties. */
  readonly rdf: XmlElement | undefined;
}

/**
 * The text of a packet: UTF-8, or UTF-16 where it is known by its first bytes.
 * @throws {TypeError} where the bytes are no such text.
 */
export function decodeXmp(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isBigEndian = (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c);
  const isLittleEndian = (first === 0xff && second === 0xfe) || (first === 0x3c && second === 0);
  const encoding = isBigEndian ? 'utf-16be' : isLittleEndian ? 'utf-16le' : 'utf-8';
  return new TextDecoder(encoding, { fatal: true }).decode(bytes);
}

/** @throws {XmlError} where it is not XML. */
export function readXmp(text: string): XmpDocument {
  const root = readXml(text);
  return { text, rdf: [root, ...root.children].find((element) => isRdf(element, 'RDF')) };
}

/** The things that the packet describes: one, as a rule, in several pieces. */
export function descriptionsIn({ rdf }: XmpDocument): readonly XmlElement[] {
  return rdf?.children.filter((element) => element.namespace !== '') ?? [];
}

/**
 * The properties as text, by `xmpUri`: of alternatives the default, of lists all entries. Structures
 * are left out.
 */
export function xmpValuesOf(document: XmpDocument): Map<string, string> {
  const values = new Map<string, string>();
  const add = (uri: string, value: string | undefined) => {
    if (value !== undefined && !values.has(uri)) values.set(uri, value);
  };
  for (const description of descriptionsIn(document)) {
    for (const { namespace, localName, value } of description.attributes) {
      if (isProperty(namespace) && isNameable(namespace)) add(namespace + localName, value);
    }
    for (const child of description.children) {
      if (isNameable(child.namespace)) add(child.namespace + child.localName, valueOf(child));
    }
  }
  return values;
}

/** Whether an attribute of a description in this namespace is a property, and no syntax. */
export function isProperty(namespace: string): boolean {
  return namespace !== '' && namespace !== xmpNamespaces.rdf && namespace !== xmpNamespaces.xml;
}

/** Far more than any that is known has. */
const maxNamespaceLength = 256;

/**
 * Whether properties of this namespace can be asked for by name. A few kilobytes can declare one of any length for
 * thousands of properties, whose names would be gigabytes together.
 */
export const isNameable = (namespace: string): boolean => namespace.length <= maxNamespaceLength;

/** The value of an attribute by its name. */
export function attributeOf(element: XmlElement, name: XmpName): string | undefined {
  const uri = xmpUri(name);
  return element.attributes.find(
    ({ namespace, localName }) => isNameable(namespace) && namespace + localName === uri,
  )?.value;
}

function isRdf(element: XmlElement, localName: string): boolean {
  return element.namespace === xmpNamespaces.rdf && element.localName === localName;
}

function valueOf(element: XmlElement): string | undefined {
  const container = element.children.find((child) =>
    ['Alt', 'Bag', 'Seq'].some((name) => isRdf(child, name)),
  );
  if (!container) return literalOf(element);
  const items = container.children.filter((child) => isRdf(child, 'li'));
  if (!isRdf(container, 'Alt')) {
    return items.flatMap((item) => literalOf(item) ?? []).join(', ') || undefined;
  }
  const chosen = items.find((item) => attributeOf(item, 'xml:lang') === 'x-default') ?? items[0];
  return chosen && literalOf(chosen);
}

/** A value on its own, or one with qualifiers, which stands in `rdf:value`. */
function literalOf(element: XmlElement): string | undefined {
  const resource = attributeOf(element, 'rdf:resource');
  if (resource !== undefined) return resource;
  if (element.children.length === 0) return attributeOf(element, 'rdf:value') ?? element.text;
  const holder = element.children.find((child) => isRdf(child, 'Description')) ?? element;
  const value = holder.children.find((child) => isRdf(child, 'value'));
  return value ? value.text : attributeOf(holder, 'rdf:value');
}
