import { ImageError } from '../errors.ts';
import { countRule, seedRule } from '../models.ts';
import { parseGenerateArgs, parsePrompt, type GenerateArgs } from '../request.ts';
import { expandPrompt, expansionLimit } from './promptExpansion.ts';
import { optionValue } from './titleOptions.ts';

/** One row as it was written: values of a CSV or Markdown cell are texts still. */
export interface SheetRow {
  /** From 1, in the sheet. */
  readonly line: number;
  /** By the names of `GenerateArgs`. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface SheetFailure {
  /** From 1, in the sheet. */
  readonly line: number;
  /** As far as it could be read. */
  readonly prompt: string;
  readonly error: ImageError;
}

/** What a sheet's text says, before its values are looked at. */
export interface SheetContent {
  readonly rows: readonly SheetRow[];
  readonly failures: readonly SheetFailure[];
}

/** Images of one prompt, with consecutive seeds. */
export interface SheetJob {
  readonly line: number;
  /** With a prompt, without `count`. */
  readonly args: GenerateArgs & { readonly prompt: string };
  readonly imageCount: number;
}

export interface PromptSheet {
  readonly jobs: readonly SheetJob[];
  /** In the order of lines. */
  readonly failures: readonly SheetFailure[];
}

/** What a sheet decides for all its rows. */
const notPerRow = new Set(['insert', 'document', 'folder']);

export function badRow(line: number, prompt: string, message: string, field = 'prompt') {
  return { line, prompt, error: new ImageError('badRequest', message, { field }) };
}

/** Checks every row and expands its prompt and seeds. A wrong row fails by itself. */
export function planSheet({ rows, failures }: SheetContent): PromptSheet {
  const jobs: SheetJob[] = [];
  const failed = [...failures];
  for (const row of rows) {
    try {
      jobs.push(...jobsOf(row));
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      const { prompt } = row.fields;
      failed.push({ line: row.line, prompt: typeof prompt === 'string' ? prompt : '', error });
    }
  }
  return { jobs, failures: failed.sort((a, b) => a.line - b.line) };
}

function jobsOf({ line, fields }: SheetRow): SheetJob[] {
  const given: Record<string, unknown> = {};
  let seeds: SeedRange | undefined;
  for (const [name, value] of Object.entries(fields)) {
    // An empty cell says nothing, but an empty alt text does.
    if (value === null || value === undefined) continue;
    if (value === '' && name !== 'altText') continue;
    if (notPerRow.has(name)) {
      throw new ImageError('badRequest', `${name} can't be chosen row by row.`, { field: name });
    }
    seeds = name === 'seed' ? parseSeedRange(value) : seeds;
    const isText = typeof value === 'string' && name !== 'seed';
    if (name !== 'seed') given[name] = isText ? optionValue(name, value) : value;
    else if (!seeds) given[name] = typeof value === 'string' ? optionValue('seed', value) : value;
  }
  const { count, ...args } = parseGenerateArgs(given);
  if (seeds && count !== undefined) {
    throw new ImageError('badRequest', 'A row has either a range of seeds or a count.', {
      field: 'count',
    });
  }
  return expandPrompt(parsePrompt(args.prompt)).map((prompt) => ({
    line,
    args: { ...args, prompt: parsePrompt(prompt), ...(seeds && { seed: seeds.first }) },
    imageCount: seeds?.count ?? count ?? countRule.min,
  }));
}

interface SeedRange {
  readonly first: number;
  readonly count: number;
}

/** `5-9` is five seeds; anything else is no range. */
function parseSeedRange(value: unknown): SeedRange | undefined {
  if (typeof value !== 'string') return undefined;
  const [, from, to] = /^\s*(\d{1,10})\s*[-–]\s*(\d{1,10})\s*$/.exec(value) ?? [];
  if (from === undefined || to === undefined) return undefined;
  const first = Number(from);
  const count = Number(to) - first + 1;
  const isRight =
    first >= seedRule.min && Number(to) <= seedRule.max && count >= 1 && count <= expansionLimit;
  if (isRight) return { first, count };
  throw new ImageError(
    'badRequest',
    `seed must be a whole number from ${seedRule.min} to ${seedRule.max}, or a range such as 5-9 of at most ${expansionLimit.toLocaleString('en')}.`,
    { field: 'seed' },
  );
}
