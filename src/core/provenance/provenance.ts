import * as z from 'zod/mini';
import { isoTimeOf } from '../isoTime.ts';
import { seedRange, stepsRange, qualityRange } from '../models.ts';
import type { GenerationRequest } from '../request.ts';

/** How an image came about, as its file tells it. Public: see the contract. */
export interface Provenance {
  readonly prompt: string;
  readonly model: string;
  readonly seed: number;
  readonly aspectRatio: string;
  readonly outputFormat: string;
  readonly outputQuality?: number;
  readonly inferenceSteps?: number;
  readonly goFast?: boolean;
  readonly megapixels?: string;
  readonly disableSafetyChecker?: boolean;
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
const wholeNumber = ({ min, max }: { readonly min: number; readonly max: number }) =>
  z.pipe(
    z.pipe(z.string().check(z.trim(), z.regex(/^\d{1,10}$/)), z.transform(Number)),
    z.int().check(z.gte(min), z.lte(max)),
  );
const flag = z.pipe(
  z.string().check(z.trim(), z.regex(/^(?:true|false)$/i)),
  z.transform((written: string) => written.toLowerCase() === 'true'),
);
const timeFormat = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?$/;

const required = {
  prompt: z.string().check(z.minLength(1), z.maxLength(maxPromptLength)),
  model: text,
  seed: wholeNumber(seedRange),
  aspectRatio: text,
  outputFormat: text,
  recordId: text,
  createdAt: z.string().check(z.regex(timeFormat)),
  // Other programs put their own name and their own view of the source here when they save.
  tool: z.catch(text, toolName),
  digitalSourceType: z.catch(text, trainedAlgorithmicMedia),
};

const optional = {
  outputQuality: wholeNumber(qualityRange),
  inferenceSteps: wholeNumber(stepsRange),
  goFast: flag,
  megapixels: text,
  disableSafetyChecker: flag,
  sourceImage: text,
};

const requiredSchema = z.object(required);

export type ProvenanceField = keyof typeof required | keyof typeof optional;

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
  const extras = Object.entries(optional).flatMap(([name, schema]) => {
    const value = z.safeParse(schema, fields[name as ProvenanceField]);
    return value.success ? [[name, value.data]] : [];
  });
  return { ...known.data, ...(Object.fromEntries(extras) as Partial<Provenance>) };
}
