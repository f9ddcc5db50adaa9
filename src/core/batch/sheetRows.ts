import { ImageError } from '../errors.ts';
import { countRule, imageLimit, seedRule } from '../models.ts';
import { parseGenerateArgs, parsePrompt, type GenerateArgs } from '../request.ts';
import { readPromptTemplate, type PromptTemplate } from './promptExpansion.ts';
import { isCheckerName, optionValue } from './titleOptions.ts';

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
  /** The row speaks of the safety checker, which is for the person alone. */
  readonly isCheckerIgnored?: true;
}

export interface PromptSheet {
  readonly jobs: readonly SheetJob[];
  /** In the order of lines. */
  readonly failures: readonly SheetFailure[];
}

/** What a sheet decides for all its rows, or the person. */
const notPerRow = new Set(['insert', 'document', 'folder', 'confirmed']);
/**
 * Of all prompts of a sheet together, with the words that go with each: what is beyond it takes the memory that
 * everything else in the window needs.
 */
const maxCharacters = 20_000_000;
/** No row has more names than there are arguments; products of wide rows and long sheets take for ever. */
export const maxColumns = 100;

export function badRow(line: number, prompt: string, message: string, field = 'prompt') {
  return { line, prompt, error: new ImageError('badRequest', message, { field }) };
}

/** What a reader has found so far. Every row, good or bad, asks for one image at least. */
export interface SheetCollector extends SheetContent {
  /** @throws {ImageError} `badRequest` that names the line where one command can't make them all. */
  add(row: SheetRow | SheetFailure): void;
}

export function createSheetCollector(): SheetCollector {
  const rows: SheetRow[] = [];
  const failures: SheetFailure[] = [];
  return {
    rows,
    failures,
    add(row) {
      if (rows.length + failures.length >= imageLimit) throw tooManyImages(row.line);
      if ('error' in row) failures.push(row);
      else rows.push(row);
    },
  };
}

function tooManyImages(line: number): ImageError {
  return new ImageError(
    'badRequest',
    `Line ${line}: up to here the sheet asks for more than ${imageLimit.toLocaleString('en')} images, which is the most that one command makes.`,
    { field: 'prompt' },
  );
}

/**
 * Checks every row and expands its prompt and seeds. A wrong row fails by itself. Images are counted before any
 * of them is planned.
 * @param onStep called after each row, for whoever watches how far it gets
 * @throws {ImageError} `badRequest` that names the line where the rows are more than one command can make.
 */
export function planSheet(
  { rows, failures }: SheetContent,
  onStep: () => void = () => undefined,
): PromptSheet {
  const jobs: SheetJob[] = [];
  const failed = [...failures];
  let imageCount = 0;
  let characterCount = 0;
  for (const row of rows) {
    onStep();
    const fail = (error: unknown): void => {
      if (!(error instanceof ImageError)) throw error;
      const { prompt } = row.fields;
      failed.push({ line: row.line, prompt: typeof prompt === 'string' ? prompt : '', error });
    };
    let read: ReadRow;
    try {
      read = readRow(row);
    } catch (error) {
      fail(error);
      continue;
    }
    imageCount += read.template.promptCount * read.imageCount;
    if (imageCount > imageLimit) throw tooManyImages(row.line);
    characterCount += read.template.characterCount + wordsBeside(read);
    if (characterCount > maxCharacters) {
      const most = maxCharacters.toLocaleString('en');
      const message = `Line ${row.line}: up to here the prompts, with alt texts and file names, come to more than ${most} characters.`;
      throw new ImageError('badRequest', message, { field: 'prompt' });
    }
    try {
      for (const job of jobsOf(row, read)) jobs.push(job);
    } catch (error) {
      fail(error);
    }
  }
  return { jobs, failures: failed.sort((a, b) => a.line - b.line) };
}

/** Characters that each prompt of a row has beside it: on their way to another thread they are copied for each. */
const wordsBeside = ({ args: { altText = '', fileName = '' }, template }: ReadRow): number =>
  (altText.length + fileName.length) * template.promptCount;

interface ReadRow {
  readonly args: GenerateArgs;
  readonly template: PromptTemplate;
  /** Of each of its prompts. */
  readonly imageCount: number;
  readonly isCheckerIgnored: boolean;
}

function readRow({ fields }: SheetRow): ReadRow {
  const given: Record<string, unknown> = {};
  let isCheckerIgnored = false;
  let seeds: SeedRange | undefined;
  for (const [name, value] of Object.entries(fields)) {
    // An empty cell says nothing, but an empty alt text does.
    if (value === null || value === undefined) continue;
    if (value === '' && name !== 'altText') continue;
    if (isCheckerName(name)) {
      isCheckerIgnored = true;
      continue;
    }
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
  return {
    args: { ...args, ...(seeds && { seed: seeds.first }) },
    template: readPromptTemplate(parsePrompt(args.prompt)),
    imageCount: seeds?.count ?? count ?? countRule.min,
    isCheckerIgnored,
  };
}

function jobsOf(
  { line }: SheetRow,
  { args, template, imageCount, isCheckerIgnored }: ReadRow,
): SheetJob[] {
  return template.expand().map((prompt) => ({
    line,
    args: { ...args, prompt: parsePrompt(prompt) },
    imageCount,
    ...(isCheckerIgnored && { isCheckerIgnored }),
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
  const isRight = first >= seedRule.min && Number(to) <= seedRule.max && count >= 1;
  if (isRight) return { first, count };
  throw new ImageError(
    'badRequest',
    `seed must be a whole number from ${seedRule.min} to ${seedRule.max}, or a range such as 5-9.`,
    { field: 'seed' },
  );
}
