import { parse as parseVue } from '@vue/compiler-sfc';
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

/** The same for Svelte's. */
export function elementsInSvelte(text: string): ReadElement[] {
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
      const parts = [value].flat() as { type: string; data?: string }[];
      if (value !== undefined && parts.length === 0) return '';
      return parts.length === 1 && parts[0]?.type === 'Text' ? parts[0].data : undefined;
    };
    add(found, String(node['name']), read('src'), read('alt'));
  });
  return found;
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
