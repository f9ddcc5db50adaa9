import { ImageError } from './errors.ts';
import {
  countRule,
  modelName,
  modelRule,
  promptLimit,
  ruleOf,
  seedRule,
  type ModelId,
} from './models.ts';
import type { ImageFormat } from './imageFormats.ts';
import {
  parameter,
  parameterNames,
  parameters,
  type AspectRatio,
  type ParameterName,
  type ParameterValues,
} from './parameters.ts';
import { allowedWords, isAllowed, type ValueRule } from './valueRule.ts';

/** One image, fully decided: what is sent to the service. Holds the parameters of its model, and no others. */
export interface GenerationRequest extends Partial<ParameterValues> {
  /** Trimmed, 1 to 10,000 characters. */
  readonly prompt: string;
  readonly model: ModelId;
  /** Every model has this one and the next. */
  readonly aspectRatio: AspectRatio;
  readonly outputFormat: ImageFormat;
  /** 1–4294967295, always sent, so that the seed of every image is known. */
  readonly seed: number;
}

/** The part of a request that settings give a default for. */
export type RequestDefaults = Omit<GenerationRequest, 'prompt' | 'seed'>;

/** What a caller may ask for in one command; `count` images of it. See `GenerateArgs` in the contract. */
export interface GenerateArgs extends Partial<GenerationRequest> {
  /** 1–8; absent: 1. */
  readonly count?: number;
  readonly insert?: boolean;
  readonly folder?: string;
  readonly fileName?: string;
  readonly altText?: string;
  /** A program's word that somebody wants as many images, or a model that a file has chosen. */
  readonly confirmed?: boolean;
}

/** An argument that is no plain value of the service's: a text of our own. */
export interface TextRule {
  readonly kind: 'text';
  readonly isTrimmed: boolean;
  /** Characters, after trimming. */
  readonly minLength: number;
  readonly maxLength?: number;
  readonly allowed: string;
}

const filledText: TextRule = {
  kind: 'text',
  isTrimmed: true,
  minLength: 1,
  allowed: 'a text that is not empty',
};

const argumentRules: Readonly<Record<keyof GenerateArgs, ValueRule | TextRule>> = {
  prompt: {
    ...filledText,
    maxLength: promptLimit,
    allowed: `a text of 1 to ${promptLimit.toLocaleString('en')} characters`,
  },
  model: modelRule,
  ...parameters,
  seed: seedRule,
  count: countRule,
  insert: { kind: 'flag' },
  folder: filledText,
  fileName: filledText,
  altText: { kind: 'text', isTrimmed: false, minLength: 0, allowed: 'a text' },
  confirmed: { kind: 'flag' },
};

/** What an argument may be; `undefined` where there is none of that name. */
export const ruleOfArgument = (name: string): ValueRule | TextRule | undefined =>
  Object.hasOwn(argumentRules, name) ? argumentRules[name as keyof GenerateArgs] : undefined;

/** The value as it counts; `undefined` where the rule does not allow it. */
function accepted(rule: ValueRule | TextRule, value: unknown): unknown {
  if (rule.kind !== 'text') return isAllowed(rule, value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const text = rule.isTrimmed ? value.trim() : value;
  const isTooLong = text.length > (rule.maxLength ?? Infinity);
  return text.length < rule.minLength || isTooLong ? undefined : text;
}

const wordsOf = (rule: ValueRule | TextRule): string =>
  rule.kind === 'text' ? rule.allowed : allowedWords(rule);

/** @throws {ImageError} `badRequest` that names the field as `label` and says what is allowed. */
function check(rule: ValueRule | TextRule, label: string, value: unknown): unknown {
  const found = accepted(rule, value);
  if (found !== undefined) return found;
  throw new ImageError('badRequest', `${label} must be ${wordsOf(rule)}.`, { field: label });
}

/**
 * Reads a command's argument. Absent fields stay absent; `undefined` counts as absent.
 * @throws {ImageError} `badRequest` that names the field and what is allowed.
 */
export function parseGenerateArgs(value: unknown): GenerateArgs {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ImageError('badRequest', 'The argument must be an object.', { field: 'argument' });
  }
  const args: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(value)) {
    if (!Object.hasOwn(argumentRules, name)) {
      // The one argument that is a URI, and so read where those are known.
      const known = [...Object.keys(argumentRules), 'document'].join(', ');
      throw new ImageError('badRequest', `${name} is not an argument. Allowed are ${known}.`, {
        field: name,
      });
    }
    if (given !== undefined) {
      args[name] = check(argumentRules[name as keyof GenerateArgs], name, given);
    }
  }
  return args as GenerateArgs;
}

/** @throws {ImageError} `badRequest` where it is empty or too long. */
export function parsePrompt(value: unknown): string {
  return check(argumentRules.prompt, 'prompt', value) as string;
}

/** Checks one value against the rule of its argument; `undefined` where it is right, else what is allowed. */
export function allowedInstead(name: keyof GenerateArgs, value: unknown): string | undefined {
  const rule = argumentRules[name];
  return accepted(rule, value) === undefined ? wordsOf(rule) : undefined;
}

/**
 * Fills what the arguments leave open from the settings, for the model that they choose. A setting is looked at, and
 * can be wrong, only where its value is used.
 * @throws {ImageError} `badRequest` that names the setting, or an argument that the model does not take.
 */
export function withDefaults(
  args: GenerateArgs,
  setting: (name: ParameterName | 'model') => unknown,
): RequestDefaults {
  const model = (args.model ?? check(modelRule, 'fluxKlein.model', setting('model'))) as ModelId;
  const values: Record<string, unknown> = { model };
  for (const name of parameterNames) {
    const given = args[name];
    const rule = ruleOf(model, name);
    if (rule) {
      values[name] =
        given === undefined
          ? check(rule, `fluxKlein.${name}`, setting(name))
          : check(rule, name, given);
    } else if (given !== undefined) {
      throw new ImageError('badRequest', `${modelName(model)} has no ${name}.`, { field: name });
    }
  }
  return values as unknown as RequestDefaults;
}

/** The seed of image `index` (from 0) of a batch that starts at `seed`: counts up and wraps from the largest to 1. */
export function seedOfImage(seed: number, index: number): number {
  return ((seed - 1 + index) % seedRule.max) + 1;
}

/** The same picture was asked for: all that is sent is equal, the seed included. */
export function isSameRequest(a: GenerationRequest, b: GenerationRequest): boolean {
  return (
    a.prompt === b.prompt &&
    a.seed === b.seed &&
    a.model === b.model &&
    parameterNames.every((name) => a[name] === b[name])
  );
}

/**
 * A request as it was kept, maybe by another version: what is known of it stays, whatever model, choice or parameter
 * has come or gone since, for an image that is paid for has to be found again. `undefined` for what is no request.
 */
export function readRequest(value: unknown): GenerationRequest | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const kept = value as Readonly<Record<string, unknown>>;
  const { prompt, model, seed, aspectRatio, outputFormat } = kept;
  const texts = [prompt, model, aspectRatio, outputFormat];
  if (!texts.every((text) => typeof text === 'string') || typeof seed !== 'number') {
    return undefined;
  }
  const others = parameterNames.flatMap((name) => {
    const isOfKind = typeof kept[name] === kindOfValue[parameter(name).kind];
    return isOfKind ? [[name, kept[name]] as const] : [];
  });
  return { prompt, model, ...Object.fromEntries(others), seed } as unknown as GenerationRequest;
}

const kindOfValue = { choice: 'string', number: 'number', flag: 'boolean' } as const;
