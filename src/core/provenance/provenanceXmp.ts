import { parameterNames, type ParameterName } from '../parameters.ts';
import { parseProvenance, type Provenance, type ProvenanceField } from './provenance.ts';
import { asciiJson, legalXmlText } from './xmlText.ts';
import type { XmpProperty } from './xmpEdit.ts';
import { xmpNamespaces, xmpUri, type XmpName } from './xmpNames.ts';

/** Where each field of `Provenance` stands. The names are public: see the contract. */
const fieldNames: Readonly<Record<ProvenanceField, XmpName>> = {
  prompt: 'dc:description',
  tool: 'xmp:CreatorTool',
  digitalSourceType: 'Iptc4xmpExt:DigitalSourceType',
  model: 'fluxKlein:model',
  seed: 'fluxKlein:seed',
  ...(Object.fromEntries(
    parameterNames.map((name): [ParameterName, XmpName] => [name, `fluxKlein:${name}`]),
  ) as Record<ParameterName, XmpName>),
  recordId: 'fluxKlein:recordId',
  createdAt: 'fluxKlein:createdAt',
  sourceImage: 'fluxKlein:sourceImage',
};

const promptJsonName: XmpName = 'fluxKlein:promptJson';

const sharedUris = new Set(
  Object.values(fieldNames)
    .filter((name) => !name.startsWith('fluxKlein:'))
    .map(xmpUri),
);

/** Whether a property, by its URI, is one that provenance takes the place of. */
export function isProvenanceUri(uri: string): boolean {
  return uri.startsWith(xmpNamespaces.fluxKlein) || sharedUris.has(uri);
}

export function provenanceProperties(provenance: Provenance): readonly XmpProperty[] {
  const { prompt } = provenance;
  const properties: XmpProperty[] = [];
  for (const [field, name] of Object.entries(fieldNames) as [ProvenanceField, XmpName][]) {
    const value = provenance[field];
    if (value === undefined) continue;
    properties.push({ name, value: written(value), isForPeople: field === 'prompt' });
  }
  if (legalXmlText(prompt) !== prompt) {
    properties.push({ name: promptJsonName, value: asciiJson(prompt) });
  }
  return properties;
}

/** Whether a property may become too long for one segment of a JPEG. */
export function isLongProperty({ name }: XmpProperty): boolean {
  return name === fieldNames.prompt || name === promptJsonName;
}

/** Provenance among properties by their URIs; `undefined` where there is none, or not enough. */
export function provenanceIn(values: ReadonlyMap<string, string>): Provenance | undefined {
  if (!values.has(xmpUri(fieldNames.model))) return undefined;
  const fields = Object.entries(fieldNames).map(([field, name]) => [
    field,
    values.get(xmpUri(name)),
  ]);
  const exact = textOfJson(values.get(xmpUri(promptJsonName)));
  if (exact !== undefined) fields.push(['prompt', exact]);
  return parseProvenance(Object.fromEntries(fields) as Partial<Record<ProvenanceField, string>>);
}

/** Truth values as XMP spells them; the rest as it is. */
function written(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}

function textOfJson(json: string | undefined): string | undefined {
  if (json === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
