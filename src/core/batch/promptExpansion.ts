import { ImageError } from '../errors.ts';

/** Most prompts that one row may become. */
export const expansionLimit = 1000;

/** Deeper braces are text: nobody writes them by hand. */
const maxDepth = 16;

type Piece = string | readonly Sequence[];
type Sequence = readonly Piece[];

/**
 * Every prompt that `{a|b|c}` stands for, in the order of writing, the first braces changing slowest. Braces
 * expand only with a `|` between them, so structured prompts stay as they are; `\{`, `\}` and `\|` are
 * those characters.
 * @throws {ImageError} `badRequest` where it would be more than `expansionLimit`.
 */
export function expandPrompt(template: string): string[] {
  const sequence = parse(template);
  if (countOf(sequence) > expansionLimit) {
    throw new ImageError(
      'badRequest',
      `The prompt stands for more than ${expansionLimit.toLocaleString('en')} prompts.`,
      { field: 'prompt' },
    );
  }
  return expand(sequence);
}

function parse(template: string): Sequence {
  interface Frame {
    readonly alternatives: Piece[][];
  }
  const root: Frame = { alternatives: [[]] };
  const open: Frame[] = [root];
  const push = (...pieces: readonly Piece[]): void => {
    const into = open.at(-1)!.alternatives.at(-1)!;
    for (const piece of pieces) {
      const last = into.at(-1);
      // Text in one piece: each piece is put together anew for every prompt.
      if (typeof piece === 'string' && typeof last === 'string')
        into[into.length - 1] = last + piece;
      else into.push(piece);
    }
  };
  /** Braces that turn out not to be a choice are text, and what is in them counts still. */
  const dissolve = ({ alternatives }: Frame, end: string): void => {
    push('{');
    alternatives.forEach((pieces, index) => push(...(index > 0 ? ['|'] : []), ...pieces));
    push(end);
  };
  for (const [token] of template.matchAll(/\\[{}|]|[{}|]|\\|[^\\{}|]+/g)) {
    if (token === '{' && open.length <= maxDepth) open.push({ alternatives: [[]] });
    else if (token === '|' && open.length > 1) open.at(-1)!.alternatives.push([]);
    else if (token === '}' && open.length > 1) {
      const frame = open.pop()!;
      if (frame.alternatives.length > 1) push(frame.alternatives);
      else dissolve(frame, '}');
    } else push(token.length === 2 && token.startsWith('\\') ? token.slice(1) : token);
  }
  while (open.length > 1) dissolve(open.pop()!, '');
  return root.alternatives[0]!;
}

function countOf(sequence: Sequence): number {
  let count = 1;
  for (const piece of sequence) {
    if (typeof piece === 'string') continue;
    count *= piece.reduce((sum, alternative) => sum + countOf(alternative), 0);
    // Far enough over the limit; more would overflow.
    if (count > expansionLimit) return count;
  }
  return count;
}

function expand(sequence: Sequence): string[] {
  let prompts = [''];
  for (const piece of sequence) {
    const endings = typeof piece === 'string' ? [piece] : piece.flatMap(expand);
    prompts = prompts.flatMap((start) => endings.map((ending) => start + ending));
  }
  return prompts;
}
