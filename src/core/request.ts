import * as z from 'zod/mini';
import { ImageError } from './errors.ts';
import {
  aspectRatios,
  countRange,
  megapixelSizes,
  modelIds,
  outputFormats,
  promptLimit,
  qualityRange,
  seedRange,
  stepsRange,
  type AspectRatio,
  type ImageFormat,
  type IntegerRange,
  type Megapixels,
  type ModelId,
} from './models.ts';

/** One image, fully decided: what is sent to the service. */
export interface GenerationRequest {
  /** Trimmed, 1 to 10,000 characters. */
  readonly prompt: string;
  readonly model: ModelId;
  readonly aspectRatio: AspectRatio;
  readonly outputFormat: ImageFormat;
  /** 0–100; without effect on png. */
  readonly outputQuality: number;
  readonly inferenceSteps: number;
  readonly goFast: boolean;
  readonly megapixels: Megapixels;
  readonly disableSafetyChecker: boolean;
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

interface Field {
  readonly schema: z.ZodMiniType;
  /** What is allowed, to follow the words "must be". */
  readonly allowed: string;
}

const oneOf = (values: readonly string[]): Field => ({
  schema: z.enum(values as [string, ...string[]]),
  allowed: `one of ${values.map((value) => `"${value}"`).join(', ')}`,
});

const wholeNumber = ({ min, max }: IntegerRange): Field => ({
  schema: z.int().check(z.gte(min), z.lte(max)),
  allowed: `a whole number from ${min} to ${max}`,
});

const flag: Field = { schema: z.boolean(), allowed: 'true or false' };
const text: Field = { schema: z.string(), allowed: 'a text' };
const filledText: Field = {
  schema: z.string().check(z.trim(), z.minLength(1)),
  allowed: 'a text that is not empty',
};

const requestFields = {
  model: oneOf(modelIds),
  aspectRatio: oneOf(aspectRatios),
  outputFormat: oneOf(outputFormats),
  outputQuality: wholeNumber(qualityRange),
  inferenceSteps: wholeNumber(stepsRange),
  goFast: flag,
  megapixels: oneOf(megapixelSizes),
  disableSafetyChecker: flag,
} satisfies Record<keyof RequestDefaults, Field>;

const promptField: Field = {
  schema: z.string().check(z.trim(), z.minLength(1), z.maxLength(promptLimit)),
  allowed: `a text of 1 to ${promptLimit.toLocaleString('en')} characters`,
};

const argumentFields: Record<keyof GenerateArgs, Field> = {
  prompt: promptField,
  ...requestFields,
  seed: wholeNumber(seedRange),
  count: wholeNumber(countRange),
  insert: flag,
  folder: filledText,
  fileName: filledText,
  altText: text,
  confirmed: flag,
};

/** Names of the settings that a request falls back to, without the `fluxKlein.` prefix. */
export const requestSettings = Object.keys(requestFields) as (keyof RequestDefaults)[];

function check(field: Field, label: string, value: unknown): unknown {
  const result = z.safeParse(field.schema, value);
  if (result.success) return result.data;
  throw new ImageError('badRequest', `${label} must be ${field.allowed}.`, { field: label });
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
    if (!Object.hasOwn(argumentFields, name)) {
      // The one argument that is a URI, and so read where those are known.
      const known = [...Object.keys(argumentFields), 'document'].join(', ');
      throw new ImageError('badRequest', `${name} is not an argument. Allowed are ${known}.`, {
        field: name,
      });
    }
    if (given !== undefined) {
      args[name] = check(argumentFields[name as keyof GenerateArgs], name, given);
    }
  }
  return args as GenerateArgs;
}

/** @throws {ImageError} `badRequest` where it is empty or too long. */
export function parsePrompt(value: unknown): string {
  return check(promptField, 'prompt', value) as string;
}

/** Checks one value against the rules of its field; `undefined` where it is right, else what is allowed. */
export function allowedInstead(name: keyof GenerateArgs, value: unknown): string | undefined {
  const field = argumentFields[name];
  return z.safeParse(field.schema, value).success ? undefined : field.allowed;
}

/**
 * Fills what the arguments leave open from the settings. A setting is looked at, and can be wrong,
 * only where its value is used.
 * @throws {ImageError} `badRequest` that names the setting.
 */
export function withDefaults(
  args: GenerateArgs,
  setting: (name: keyof RequestDefaults) => unknown,
): RequestDefaults {
  const entries = requestSettings.map((name) => [
    name,
    args[name] ?? check(requestFields[name], `fluxKlein.${name}`, setting(name)),
  ]);
  return Object.fromEntries(entries) as RequestDefaults;
}

/** The seed of image `index` (from 0) of a batch that starts at `seed`: counts up and wraps from the largest to 1. */
export function seedOfImage(seed: number, index: number): number {
  return ((seed - 1 + index) % seedRange.max) + 1;
}

/** The same picture was asked for: all that is sent is equal, the seed included. */
export function isSameRequest(a: GenerationRequest, b: GenerationRequest): boolean {
  return (
    a.prompt === b.prompt &&
    a.seed === b.seed &&
    requestSettings.every((name) => a[name] === b[name])
  );
}
