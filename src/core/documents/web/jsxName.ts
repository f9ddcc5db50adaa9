import { isNode, type ProgramNode } from './programTree.ts';

/** The name of an element as it is written; `''` for a fragment. */
export function elementName(element: ProgramNode): string {
  const opening = element['openingElement'];
  return isNode(opening) ? jsxName(opening['name']) : '';
}

/** A name of an element or of an attribute as it is written. */
export function jsxName(node: unknown): string {
  if (!isNode(node)) return '';
  if (node.type === 'JSXMemberExpression') {
    return `${jsxName(node['object'])}.${jsxName(node['property'])}`;
  }
  if (node.type === 'JSXNamespacedName') {
    return `${jsxName(node['namespace'])}:${jsxName(node['name'])}`;
  }
  return String(node['name']);
}
