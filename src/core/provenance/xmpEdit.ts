import {
  attributeOf,
  descriptionsIn,
  isNameable,
  isProperty,
  type XmpDocument,
} from './xmpDocument.ts';
import { xmpNamespaces, type XmpName, type XmpPrefix } from './xmpNames.ts';
import type { XmlElement } from './xmlReader.ts';
import { xmlAttribute, xmlContent } from './xmlText.ts';

/** A property to be written. */
export interface XmpProperty {
  readonly name: XmpName;
  readonly value: string;
  /** Text for people, which XMP keeps as alternatives by language. */
  readonly isForPeople?: boolean;
}

export interface XmpChange {
  /** Says of each property by its URI whether it goes. */
  readonly removes: (uri: string) => boolean;
  readonly adds: readonly XmpProperty[];
}

/** Part of a text that is replaced by another. */
interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Changes properties of a packet and leaves the rest of its text as it is, apart from the padding at
 * its end. Time is linear.
 */
export function editXmp(document: XmpDocument, { removes, adds }: XmpChange): string {
  const descriptions = descriptionsIn(document);
  const splices = descriptions.flatMap((description) =>
    removal(document.text, description, removes),
  );
  const about = descriptions[0] && attributeOf(descriptions[0], 'rdf:about');
  if (adds.length > 0) {
    if (!document.rdf) return newXmp(adds, { isPacket: true });
    splices.push(insertion(document.text, document.rdf, descriptionOf(adds, about)));
  }
  return withoutPadding(applied(document.text, splices));
}

/** Whether any property is left, or anything else that says something. */
export function isEmptyXmp(document: XmpDocument): boolean {
  return descriptionsIn(document).every(
    ({ attributes, children }) =>
      children.length === 0 && !attributes.some(({ namespace }) => isProperty(namespace)),
  );
}

/**
 * A document of these properties alone.
 * @param options.isPacket whether it gets the frame that programs look for when they know no format
 */
export function newXmp(
  properties: readonly XmpProperty[],
  { isPacket }: { readonly isPacket: boolean },
): string {
  const meta =
    `<x:xmpmeta ${declaration('x')}><rdf:RDF ${declaration('rdf')}>\n` +
    `${descriptionOf(properties, '')}</rdf:RDF></x:xmpmeta>`;
  if (!isPacket) return meta;
  // Closed for writing, as who changed it in place would make the file's lengths and sums wrong.
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n${meta}\n<?xpacket end="r"?>`;
}

const declaration = (prefix: XmpPrefix): string => `xmlns:${prefix}="${xmpNamespaces[prefix]}"`;

function descriptionOf(properties: readonly XmpProperty[], about = ''): string {
  const prefixes = new Set<XmpPrefix>(['rdf']);
  for (const { name } of properties) prefixes.add(name.slice(0, name.indexOf(':')) as XmpPrefix);
  const declarations = Array.from(prefixes, declaration).join(' ');
  const lines = properties.map(({ name, value, isForPeople }) => {
    const content = xmlContent(value);
    const inner = isForPeople
      ? `<rdf:Alt><rdf:li xml:lang="x-default">${content}</rdf:li></rdf:Alt>`
      : content;
    return `<${name}>${inner}</${name}>\n`;
  });
  // It declares all that it uses: what the prefixes mean around it is not ours to know.
  return (
    `<rdf:Description ${declarations} rdf:about="${xmlAttribute(about)}">\n` +
    `${lines.join('')}</rdf:Description>\n`
  );
}

function removal(text: string, description: XmlElement, removes: XmpChange['removes']): Splice[] {
  const isRemoved = ({ namespace, localName }: { namespace: string; localName: string }) =>
    isProperty(namespace) && isNameable(namespace) && removes(namespace + localName);
  const children = description.children.filter(isRemoved);
  const attributes = description.attributes.filter(isRemoved);
  if (children.length + attributes.length === 0) return [];
  const keepsNothing =
    children.length === description.children.length &&
    description.attributes.every(
      (attribute) => !isProperty(attribute.namespace) || isRemoved(attribute),
    );
  const gone = keepsNothing ? [description] : [...attributes, ...children];
  // With the line break behind it, so that writing again and again leaves no empty lines.
  return gone.map(({ start, end }) => ({
    start,
    end: text[end] === '\n' ? end + 1 : end,
    text: '',
  }));
}

function insertion(text: string, rdf: XmlElement, description: string): Splice {
  if (rdf.endTagStart !== undefined) {
    return { start: rdf.endTagStart, end: rdf.endTagStart, text: description };
  }
  const qualifiedName = /^<([^\s/>]+)/.exec(text.slice(rdf.start, rdf.end))![1]!;
  return { start: rdf.end - 2, end: rdf.end, text: `>\n${description}</${qualifiedName}>` };
}

/** Splices come in the order of the text and do not overlap. */
function applied(text: string, splices: readonly Splice[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, text: replacement } of splices) {
    parts.push(text.slice(at, start), replacement);
    at = end;
  }
  return parts.join('') + text.slice(at);
}

/** The room that a packet keeps for changes in place, which lengths and checksums forbid here. */
function withoutPadding(text: string): string {
  const end = text.lastIndexOf('<?xpacket end');
  return end < 0 ? text : `${text.slice(0, end).trimEnd()}\n${text.slice(end)}`;
}
