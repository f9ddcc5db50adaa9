import { tokenize, type CSSToken } from '@csstools/css-tokenizer';
import { blankLineComments } from './cssUrls.ts';

/** A block in braces, or the whole sheet. */
export interface CssBlock {
  /** Offsets of what is between the braces. */
  readonly start: number;
  end: number;
  /** What stands in it: properties of elements, rules, or descriptors of something else. */
  readonly holds: 'properties' | 'rules' | 'other';
  readonly statements: CssStatement[];
}

/** A declaration, a rule, or whatever a preprocessor has that ends with a semicolon or a block. */
export interface CssStatement {
  readonly start: number;
  /** Of its last token: the semicolon, the closing brace, else what it ends with. */
  end: number;
  /** Offset after its first colon. */
  colonEnd?: number;
  block?: CssBlock;
  /** False for a declaration that nothing but the end of its block ends. */
  isTerminated: boolean;
}

export interface CssOutline {
  readonly sheet: CssBlock;
  /** Comments, strings and all else that is one piece, without white space. */
  readonly pieces: readonly {
    readonly start: number;
    readonly end: number;
    readonly isComment: boolean;
  }[];
}

/** At-rules that hold what is around them. */
const grouping =
  /^@(?:media|supports|layer|container|scope|starting-style|(?:-\w+-)?document|(?:-\w+-)?keyframes|if|else|each|for|while|include|at-root)$/i;

/** Far more than style sheets nest; keeps broken ones cheap. */
const maxDepth = 256;

/** The blocks and statements of a style sheet, in SCSS and Less too. */
export function outlineOf(css: string): CssOutline {
  const sheet: CssBlock = { start: 0, end: css.length, holds: 'rules', statements: [] };
  const open = [sheet];
  const pieces: { start: number; end: number; isComment: boolean }[] = [];
  // What is open within the statement at hand: parentheses and interpolations.
  let brackets: ('(' | '{')[] = [];
  let statement: CssStatement | undefined;
  let firstToken: CSSToken | undefined;
  let previous: CSSToken | undefined;
  const endStatement = (): void => {
    statement = undefined;
    brackets = [];
  };
  for (const token of tokenize({ css: blankLineComments(css) })) {
    const [type, , start, last] = token;
    const end = last + 1;
    if (type === 'whitespace-token' || type === 'EOF-token') continue;
    pieces.push({ start, end, isComment: type === 'comment' });
    if (type === 'comment') continue;
    const block = open.at(-1)!;
    const isAfterHash = previous?.[0] === 'delim-token' && /^[#@]$/.test(previous[1]);
    if (type === '}-token' && brackets.at(-1) !== '{') {
      if (open.length > 1) {
        block.end = start;
        open.pop();
        open.at(-1)!.statements.at(-1)!.end = end;
      }
      endStatement();
    } else if (type === '{-token' && !isAfterHash && open.length < maxDepth) {
      statement ??= startStatement(block, token);
      firstToken = statement.start === start ? undefined : firstToken;
      const holds = contentOf(firstToken, block);
      statement.block = { start: end, end: css.length, holds, statements: [] };
      Object.assign(statement, { end: css.length, isTerminated: true });
      open.push(statement.block);
      endStatement();
    } else {
      if (!statement) {
        statement = startStatement(block, token);
        firstToken = token;
      }
      statement.end = end;
      if (type === 'colon-token') statement.colonEnd ??= end;
      if (type === '{-token') brackets.push('{');
      else if (type === '}-token' || type === ')-token') brackets.pop();
      else if (type === 'function-token' || type === '(-token') brackets.push('(');
      if (type === 'semicolon-token' && brackets.length === 0) {
        statement.isTerminated = true;
        endStatement();
      }
    }
    previous = token;
  }
  return { sheet, pieces };
}

function startStatement(block: CssBlock, [, , start]: CSSToken): CssStatement {
  const statement: CssStatement = { start, end: start, isTerminated: false };
  block.statements.push(statement);
  return statement;
}

function contentOf(first: CSSToken | undefined, around: CssBlock): CssBlock['holds'] {
  if (first?.[0] !== 'at-keyword-token') return 'properties';
  if (grouping.test(first[1])) return around.holds;
  return /^@(?:mixin|nest)$/i.test(first[1]) ? 'properties' : 'other';
}
