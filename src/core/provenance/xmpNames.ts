/** Namespaces by the prefix that they are written with. Readers go by the namespace alone. */
export const xmpNamespaces = {
  x: 'adobe:ns:meta/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  xml: 'http://www.w3.org/XML/1998/namespace',
  dc: 'http://purl.org/dc/elements/1.1/',
  xmp: 'http://ns.adobe.com/xap/1.0/',
  xmpNote: 'http://ns.adobe.com/xmp/note/',
  exif: 'http://ns.adobe.com/exif/1.0/',
  Iptc4xmpExt: 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/',
  fluxKlein: 'urn:fluxklein:image-generator:1.0#',
} as const;

export type XmpPrefix = keyof typeof xmpNamespaces;

/** A property by its written name, such as `dc:description`. */
export type XmpName = `${XmpPrefix}:${string}`;

/** What RDF calls the property: its namespace and local name in one. */
export function xmpUri(name: XmpName): string {
  const colon = name.indexOf(':');
  return xmpNamespaces[name.slice(0, colon) as XmpPrefix] + name.slice(colon + 1);
}
