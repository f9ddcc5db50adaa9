import { imageEndingPattern, isImageUrl } from '../../imageFormats.ts';
import type { AttributeReading } from './markupElement.ts';
import type { PictureCollector } from './pictureCollector.ts';
import {
  childrenOf,
  isNode,
  literalOf,
  parseProgram,
  type LiteralText,
  type ProgramNode,
} from './programTree.ts';
import { pathOfUrl } from './urlPath.ts';

/** Cheap, and false for almost every script: whether one can name a picture at all. */
const pictureName = new RegExp(String.raw`${imageEndingPattern}\b`, 'i');
const mayNamePicture = (code: string): boolean => pictureName.test(code);

export interface EmbeddedScript {
  readonly code: string;
  /** Of the script in the document. */
  readonly offset: number;
  readonly hasJsx: boolean;
}

/**
 * The pictures of a script: what it imports or requires with a relative path, and `new URL(…,
 * import.meta.url)`. What is said about one where a tag shows it goes with it.
 */
export function collectFromScript(
  { code, offset, hasJsx }: EmbeddedScript,
  collector: PictureCollector,
): void {
  if (!mayNamePicture(code)) return;
  const program = parseProgram(code, { hasJsx });
  if (program) walk(program, (node) => collectFromNode(node, offset, collector));
}

/** Calls back for each node, outermost first; not recursive, as programs may nest deeper than the stack. */
export function walk(root: ProgramNode, visit: (node: ProgramNode) => void): void {
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    visit(node);
    for (const child of childrenOf(node).reverse()) stack.push(child);
  }
}

/** Whether a node is one for `collectFromNode`. */
export const mayNameFile = ({ type }: ProgramNode): boolean =>
  /^(?:ImportDeclaration|VariableDeclarator|CallExpression|NewExpression)$/.test(type);

/** The picture that one node of a program names. */
export function collectFromNode(
  node: ProgramNode,
  offset: number,
  collector: PictureCollector,
): void {
  if (node.type === 'ImportDeclaration') {
    const specifiers = node['specifiers'] as readonly ProgramNode[];
    const binding = specifiers.find(({ type }) => type === 'ImportDefaultSpecifier')?.['local'];
    addFile(node, node['source'], nameOf(binding), offset, collector);
    return;
  }
  const isDeclared = node.type === 'VariableDeclarator';
  const value = isDeclared ? node['init'] : node;
  const file = mayNameFile(node) && isNode(value) && fileOf(value);
  const binding = isDeclared ? nameOf(node['id']) : undefined;
  if (file) addFile(value, file, binding, offset, collector);
}

/** The node with the path in `require('…')`, `require('…').default` and `new URL('…', import.meta.url)`. */
export function fileOf(value: unknown): ProgramNode | undefined {
  let node = value;
  while (isNode(node) && node.type === 'MemberExpression') node = node['object'];
  if (!isNode(node)) return undefined;
  const callee = node['callee'];
  const [first, second] = (node['arguments'] ?? []) as readonly ProgramNode[];
  if (node.type === 'CallExpression' && nameOf(callee) === 'require') return first;
  if (node.type !== 'NewExpression' || nameOf(callee) !== 'URL') return undefined;
  const isOwnUrl =
    second?.type === 'MemberExpression' &&
    isNode(second['object']) &&
    second['object'].type === 'MetaProperty';
  return isOwnUrl ? first : undefined;
}

function addFile(
  node: ProgramNode,
  file: unknown,
  binding: string | undefined,
  offset: number,
  collector: PictureCollector,
): void {
  const literal = literalOf(file, offset);
  const path = literal && pathOfModule(literal.text);
  if (path === undefined) return;
  const bounds = { pathStart: literal!.start, pathEnd: literal!.end };
  const reference = { start: offset + node.start, end: offset + node.end, ...bounds, path };
  collector.imported(reference, binding);
}

/** Packages and aliases are left alone. */
function pathOfModule(specifier: string): string | undefined {
  return /^\.{0,2}\//.test(specifier) && isImageUrl(specifier) ? pathOfUrl(specifier) : undefined;
}

const nameOf = (node: unknown): string | undefined =>
  isNode(node) && node.type === 'Identifier' ? (node['name'] as string) : undefined;

/**
 * What an expression says where an attribute has it for its value.
 * @param offset of the program in the document.
 */
export function readExpression(node: unknown, offset: number): AttributeReading {
  const literal = literalOf(unwrapped(node), offset) ?? literalFile(unwrapped(node), offset);
  if (literal) return literal;
  const number = numberOf(unwrapped(node));
  if (number !== undefined) return { text: String(number), offsetAt: () => offset };
  const binding = nameOf(objectOf(unwrapped(node)));
  return binding === undefined ? 'dynamic' : { binding };
}

function literalFile(node: unknown, offset: number): LiteralText | undefined {
  return literalOf(fileOf(node), offset);
}

/** Next has the address of an import in its `src`, others in `default`. */
const objectOf = (node: unknown): unknown =>
  isNode(node) &&
  node.type === 'MemberExpression' &&
  ['src', 'default'].includes(nameOf(node['property']) ?? '')
    ? node['object']
    : node;

function unwrapped(value: unknown): unknown {
  let node = value;
  while (isNode(node) && isWrapper.test(node.type)) node = node['expression'];
  return node;
}

const isWrapper = /^(?:Parenthesized|TSAs|TSSatisfies|TSNonNull|(?:TS)?TypeCast)Expression$/;

const numberOf = (node: unknown): number | undefined =>
  isNode(node) && node.type === 'NumericLiteral' ? (node['value'] as number) : undefined;
