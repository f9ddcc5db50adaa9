import { parse, parseExpression, type ParserOptions } from '@babel/parser';
import { plainText, type DecodedText } from './decodedText.ts';

/** A node of Babel's tree, as loosely as it is looked at here. */
export interface ProgramNode {
  readonly type: string;
  /** UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
  readonly [property: string]: unknown;
}

const tolerant: ParserOptions = {
  sourceType: 'unambiguous',
  errorRecovery: true,
  allowAwaitOutsideFunction: true,
  allowReturnOutsideFunction: true,
  allowSuperOutsideMethod: true,
  allowUndeclaredExports: true,
  attachComment: false,
};

export interface ProgramOptions {
  readonly hasJsx: boolean;
  /** True where a program with errors shall have no tree. */
  readonly isStrict?: boolean;
}

/**
 * What Flow has and TypeScript has not: its comment, exact objects, types that may be absent, variance, and
 * opaque types. A program that is merely broken is not worth another parser.
 */
const flowMark = /@flow\b|\{\||[:<(,=|]\s?\?\s?[\w{(]|[{,;|]\s?[+-]\w+\??:|\bopaque type\b/;

/** So many labels before one statement, for each of which the parser looks at all before it, are no program. */
const labels = /(?<![\w$])(?:[\w$]+\s*:\s*){50}/;

/**
 * A program's tree, in JavaScript, TypeScript or Flow; `undefined` where it is too broken to have one.
 */
export function parseProgram(code: string, options: ProgramOptions): ProgramNode | undefined {
  if (labels.test(code)) return undefined;
  const program = parseTyped(code, 'typescript', options);
  return program || !flowMark.test(code) ? program : parseTyped(code, 'flow', options);
}

function parseTyped(
  code: string,
  types: 'typescript' | 'flow',
  options: ProgramOptions,
): ProgramNode | undefined {
  const plugins: ParserOptions['plugins'] = [types, 'decorators'];
  if (options.hasJsx) plugins.push('jsx');
  const errorRecovery = !options.isStrict;
  try {
    const { program } = parse(code, { ...tolerant, errorRecovery, plugins });
    return program as unknown as ProgramNode;
  } catch {
    return undefined;
  }
}

/** The tree of an expression, with offsets from its own start. */
export function parseValue(code: string): ProgramNode | undefined {
  if (labels.test(code)) return undefined;
  try {
    return parseExpression(code, {
      ...tolerant,
      plugins: ['typescript'],
    }) as unknown as ProgramNode;
  } catch {
    return undefined;
  }
}

export const isNode = (value: unknown): value is ProgramNode =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

/** The nodes right below a node, in the order of the text. */
export function childrenOf(node: ProgramNode): ProgramNode[] {
  const children: ProgramNode[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (key === 'loc' || key === 'extra' || key === 'errors' || key === 'tokens') continue;
    if (isNode(value)) children.push(value);
    else if (Array.isArray(value)) for (const each of value.filter(isNode)) children.push(each);
  }
  return children.sort((a, b) => a.start - b.start);
}

/** A string that stands in a program as it is: in quotes, or a template literal with no substitution. */
export interface LiteralText extends DecodedText {
  /** Offsets of what is between the quotes. */
  readonly start: number;
  readonly end: number;
}

/** @param offset of the program in the document. */
export function literalOf(node: unknown, offset: number): LiteralText | undefined {
  const text = stringOf(node);
  if (text === undefined) return undefined;
  const { start, end } = node as ProgramNode;
  const bounds = { start: offset + start + 1, end: offset + end - 1 };
  if (text.length === bounds.end - bounds.start)
    return { ...bounds, ...plainText(text, bounds.start) };
  // Escapes are rare here: what has some is one piece.
  const offsetAt = (index: number): number => (index < text.length ? bounds.start : bounds.end);
  return { ...bounds, text, offsetAt };
}

function stringOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'StringLiteral') return node['value'] as string;
  if (node.type !== 'TemplateLiteral') return undefined;
  const quasis = node['quasis'] as readonly { value: { cooked: string | null } }[];
  return quasis.length === 1 ? (quasis[0]!.value.cooked ?? undefined) : undefined;
}
