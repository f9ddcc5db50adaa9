import * as z from 'zod/mini';
import { isoTimeOf } from '../isoTime.ts';
import { seedRule } from '../models.ts';
import {
  parameter,
  parameterNames,
  type ParameterName,
  type ParameterValue,
} from '../parameters.ts';
import { isAllowed, valueOfText } from '../valueRule.ts';
import type { GenerationRequest } from '../request.ts';

/** Parameters that every image has. */
type CommonName = 'aspectRatio' | 'outputFormat';

/** A choice as it stands in a file may be one of a later version. */
type Read<Value> = Value extends string ? string : Value;

type OtherValues = {
  readonly [Name in Exclude<ParameterName, CommonName>]?: Read<ParameterValue<Name>>;
};

/** How an image came about, as its file tells it. Public: see the contract. */
export interface Provenance extends OtherValues {
  readonly prompt: string;
  readonly model: string;
  readonly seed: number;
  readonly aspectRatio: string;
  readonly outputFormat: string;
  /** The service's uuid. */
  readonly recordId: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Name and version of the program that made it. */
  readonly tool: string;
  /** IPTC URI that ends in `trainedAlgorithmicMedia`. */
  readonly digitalSourceType: string;
  /** Where the image was made of another one: what that was. */
  readonly sourceImage?: string;
}

/** Made by a model from a prompt. Source: IPTC NewsCodes, https://cv.iptc.org/newscodes/digitalsourcetype/ */
export const trainedAlgorithmicMedia =
  'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';

export const toolName = 'Flux Klein Image Generator';

export interface Making {
  readonly request: GenerationRequest;
  readonly recordId: string;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  /** Of this extension. */
  readonly toolVersion: string;
  readonly sourceImage?: string;
}

export function provenanceOf(making: Making): Provenance {
  const { request, recordId, createdAtMs, toolVersion, sourceImage } = making;
  return {
    ...request,
    recordId,
    createdAt: isoTimeOf(createdAtMs),
    tool: `${toolName} ${toolVersion}`,
    digitalSourceType: trainedAlgorithmicMedia,
    ...(sourceImage !== undefined && { sourceImage }),
  };
}

/** Far more than what is written, and little enough to show. */
const maxPromptLength = 100_000;
const maxTextLength = 2_000;

const text = z.string().check(z.trim(), z.minLength(1), z.maxLength(maxTextLength));
const seed = z.pipe(
  z.pipe(z.string().check(z.trim(), z.regex(/^\d{1,10}$/)), z.transform(Number)),
  z.int().check(z.gte(seedRule.min), z.lte(seedRule.max)),
);
const timeFormat = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?$/;

const required = {
  prompt: z.string().check(z.minLength(1), z.maxLength(maxPromptLength)),
  model: text,
  seed,
  aspectRatio: text,
  outputFormat: text,
  recordId: text,
  createdAt: z.string().check(z.regex(timeFormat)),
  // Other programs put their own name and their own view of the source here when they save.
  tool: z.catch(text, toolName),
  digitalSourceType: z.catch(text, trainedAlgorithmicMedia),
};

const requiredSchema = z.object(required);

export type ProvenanceField = keyof typeof required | ParameterName | 'sourceImage';

/**
 * Reads the fields as they stand in a file. Optional ones that are wrong are left out.
 * @returns `undefined` where a field is missing or wrong without which the image can't be told from
 * those of other makers, or made again. Never throws.
 */
export function parseProvenance(
  fields: Readonly<Partial<Record<ProvenanceField, string>>>,
): Provenance | undefined {
  const known = z.safeParse(requiredSchema, fields);
  if (!known.success) return undefined;
  const extras = parameterNames.flatMap((name) => {
    if (name in required) return [];
    const value = readParameter(name, fields[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  const sourceImage = z.safeParse(text, fields.sourceImage);
  return {
    ...known.data,
    ...(Object.fromEntries(extras) as OtherValues),
    ...(sourceImage.success && { sourceImage: sourceImage.data }),
  };
}

/** A number or flag within the table's rule; of a choice any text, since a later version may know more of them. */
function readParameter(name: ParameterName, written: string | undefined): unknown {
  const found = z.safeParse(text, written);
  if (!found.success) return undefined;
  const rule = parameter(name);
  if (rule.kind === 'choice') return found.data;
  const value = valueOfText(rule, found.data);
  return isAllowed(rule, value) ? value : undefined;
}
