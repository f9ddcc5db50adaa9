import { parse } from '@babel/parser';
import type { ReadPicture } from './readHtml.ts';

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

export const parseJsx = (code: string, types: 'typescript' | 'flow' = 'typescript'): Node =>
  parse(code, {
    sourceType: 'unambiguous',
    plugins: ['jsx', types],
  }).program as unknown as Node;

/** The elements of a program with a `src` that a reader sees, in the order of the text. */
export function elementsInJsx(
  code: string,
  types?: 'typescript' | 'flow',
): { name: string; url: string; altText?: string }[] {
  const found: (ReadPicture & { name: string; start: number })[] = [];
  visit(parseJsx(code, types), (node) => {
    if (node.type !== 'JSXOpeningElement') return;
    const name = code.slice((node['name'] as Node).start, (node['name'] as Node).end);
    const values = new Map<string, string | undefined>();
    for (const attribute of node['attributes'] as Node[]) {
      if (attribute.type !== 'JSXAttribute') continue;
      const key = (attribute['name'] as Node)['name'] as string;
      values.set(key, literal(attribute['value'] as Node | null));
    }
    const url = values.get('src');
    const altText = values.get('alt');
    if (url === undefined) return;
    found.push({ name, url, start: node.start, ...(altText !== undefined && { altText }) });
  });
  return found
    .sort((a, b) => a.start - b.start)
    .map(({ name, url, altText }) => ({ name, url, ...(altText !== undefined && { altText }) }));
}

function literal(node: Node | null): string | undefined {
  if (node?.type === 'JSXExpressionContainer') return literal(node['expression'] as Node);
  if (node?.type === 'TSAsExpression') return literal(node['expression'] as Node);
  if (node?.type === 'StringLiteral') return node['value'] as string;
  const quasis = (node?.type === 'TemplateLiteral' && node['quasis']) as {
    value: { cooked: string };
  }[];
  return quasis && quasis.length === 1 ? quasis[0]!.value.cooked : undefined;
}

export function visit(node: unknown, call: (node: Node) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) for (const item of node) visit(item, call);
  else {
    if ('type' in node) call(node as Node);
    for (const value of Object.values(node)) visit(value, call);
  }
}
