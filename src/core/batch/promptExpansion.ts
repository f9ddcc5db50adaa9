import { ImageError } from '../errors.ts';
import { imageLimit } from '../models.ts';

/** Deeper braces are text: nobody writes them by hand. */
const maxDepth = 16;
/** Far beyond every limit, and far from where products of two numbers overflow. */
const uncountable = 1e15;

type Piece = string | readonly Sequence[];
type Sequence = readonly Piece[];

/** How much a template comes to, known before any of it is made. */
export interface ExpansionSize {
  readonly promptCount: number;
  /** Of all prompts together. */
  readonly characterCount: number;
}

/** A prompt with alternatives, taken apart. */
export interface PromptTemplate extends ExpansionSize {
  /** Every prompt, in the order of writing, the first braces changing slowest. Takes time and memory for all of them. */
  expand(): string[];
}

/**
 * Reads a prompt in which `{a|b|c}` stands for three. Braces expand only with a `|` between them, so structured
 * prompts stay as they are; `\{`, `\}` and `\|` are those characters. A million prompts take as long to count as one.
 */
export function readPromptTemplate(template: string): PromptTemplate {
  const sequence = parse(template);
  return { ...sizeOf(sequence), expand: () => expand(sequence) };
}

/**
 * Every prompt that a template stands for.
 * @throws {ImageError} `badRequest` where they would be more than one command may make.
 */
export function expandPrompt(template: string): string[] {
  const read = readPromptTemplate(template);
  if (read.promptCount <= imageLimit) return read.expand();
  const message = `The prompt stands for more than ${imageLimit.toLocaleString('en')} prompts.`;
  throw new ImageError('badRequest', message, { field: 'prompt' });
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

function sizeOf(sequence: Sequence): ExpansionSize {
  let size: ExpansionSize = { promptCount: 1, characterCount: 0 };
  for (const piece of sequence) {
    const next =
      typeof piece === 'string'
        ? { promptCount: 1, characterCount: piece.length }
        : piece.map(sizeOf).reduce(sumOf);
    size = {
      promptCount: counted(size.promptCount * next.promptCount),
      characterCount: counted(
        size.characterCount * next.promptCount + next.characterCount * size.promptCount,
      ),
    };
  }
  return size;
}

const sumOf = (a: ExpansionSize, b: ExpansionSize): ExpansionSize => ({
  promptCount: counted(a.promptCount + b.promptCount),
  characterCount: counted(a.characterCount + b.characterCount),
});

const counted = (count: number): number => Math.min(count, uncountable);

function expand(sequence: Sequence): string[] {
  let prompts = [''];
  for (const piece of sequence) {
    const endings = typeof piece === 'string' ? [piece] : piece.flatMap(expand);
    prompts = prompts.flatMap((start) => endings.map((ending) => start + ending));
  }
  return prompts;
}
