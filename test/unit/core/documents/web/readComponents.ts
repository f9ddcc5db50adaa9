import { compileScript, parse as parseVue } from '@vue/compiler-sfc';
import { parse as parseSvelte } from 'svelte/compiler';

interface Node {
  type: string | number;
  [key: string]: unknown;
}

export interface ReadElement {
  readonly name: string;
  readonly url: string;
  readonly altText?: string;
}

/** The script of a Vue component, compiled; throws what Vue does. */
export const compiledVueScript = (text: string): string =>
  compileScript(parseVue(text).descriptor, { id: 'a', inlineTemplate: true }).content;

/** The elements with a plain `src` in the template of a Vue component, by Vue's own tree. */
export function elementsInVue(text: string): ReadElement[] {
  const { descriptor, errors } = parseVue(text, { ignoreEmpty: false });
  if (errors.length > 0) throw errors[0]!;
  const found: ReadElement[] = [];
  walk(descriptor.template?.ast, (node) => {
    const props = (node['props'] ?? []) as {
      type: number;
      name: string;
      value?: { content: string };
    }[];
    const read = (name: string): string | undefined => {
      const prop = props.find((other) => other.type === 6 && other.name === name);
      return prop && (prop.value?.content ?? '');
    };
    add(found, String(node['tag']), read('src'), read('alt'));
  });
  return found;
}

interface SvelteValue {
  readonly type: string;
  readonly data?: string;
  readonly expression?: {
    readonly value?: unknown;
    readonly quasis?: readonly { readonly value: { readonly cooked: string } }[];
  };
}

/** The same for Svelte's; with literals in braces too, if asked for. */
export function elementsInSvelte(text: string, hasLiterals = false): ReadElement[] {
  const found: ReadElement[] = [];
  walk(parseSvelte(text, { modern: true }).fragment, (node) => {
    const attributes = (node['attributes'] ?? []) as {
      type: string;
      name: string;
      value: unknown;
    }[];
    const read = (name: string): string | undefined => {
      const value = attributes.find(
        (other) => other.type === 'Attribute' && other.name === name,
      )?.value;
      if (value === true) return '';
      const parts = [value].flat() as (SvelteValue | undefined)[];
      if (value !== undefined && parts.length === 0) return '';
      const [part] = parts;
      if (parts.length !== 1 || !part) return undefined;
      return part.type === 'Text' ? part.data : hasLiterals ? literal(part) : undefined;
    };
    add(found, String(node['name']), read('src'), read('alt'));
  });
  return found;
}

function literal({ expression }: SvelteValue): string | undefined {
  if (typeof expression?.value === 'string') return expression.value;
  return expression?.quasis?.length === 1 ? expression.quasis[0]!.value.cooked : undefined;
}

function add(found: ReadElement[], name: string, url?: string, altText?: string): void {
  if (url !== undefined) found.push({ name, url, ...(altText !== undefined && { altText }) });
}

function walk(node: unknown, visit: (node: Node) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) for (const item of node) walk(item, visit);
  else {
    if ('type' in node) visit(node as Node);
    for (const [key, value] of Object.entries(node)) {
      if (key !== 'loc' && key !== 'parent' && key !== 'codegenNode' && key !== 'metadata')
        walk(value, visit);
    }
  }
}
