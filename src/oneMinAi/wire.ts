import * as z from 'zod/mini';
import { parametersOf } from '../core/models.ts';
import { parameter } from '../core/parameters.ts';
import type { GenerationRequest } from '../core/request.ts';
import { parseShallowJson } from './shallowJson.ts';

/**
 * The body of the paid request. Every parameter of the model is sent, for the service silently ignores what it
 * does not know and fills in what it misses. Source: the vendor's pages of the models.
 */
export function requestBody(request: GenerationRequest): unknown {
  const { prompt, model, seed } = request;
  const values = parametersOf(model).map((name) => [parameter(name).wireName, request[name]]);
  return {
    type: 'IMAGE_GENERATOR',
    model,
    promptObject: { prompt, ...Object.fromEntries(values), seed },
  };
}

/** What an answer with HTTP 200 says. */
export type Answer =
  | {
      readonly kind: 'done';
      readonly recordId: string | undefined;
      readonly imageUrl: string;
      readonly remainingCredits: number | undefined;
      /** Storage keys of further images, which have no link of their own. */
      readonly otherKeys: readonly string[];
    }
  | { readonly kind: 'processing'; readonly recordId: string }
  /** `aiRecord` is null: unknown or expired; for the all-zero id, the sign that the key is good. */
  | { readonly kind: 'unknownRecord' }
  | {
      readonly kind: 'failed';
      readonly recordId: string | undefined;
      readonly cause: unknown;
      /** The answer says so of itself, and not of a record. */
      readonly isOfAnswer?: true;
    }
  | { readonly kind: 'malformed'; readonly recordId: string | undefined; readonly why: string };

/** A field of the wrong type counts as absent: nothing that is paid for fails on a detail. */
const lenient = <T extends z.ZodMiniType>(schema: T) => z.catch(z.optional(schema), undefined);

/** Ids end up in addresses and in files, so only what looks like one counts. */
const recordId = lenient(z.string().check(z.regex(/^[\w-]{1,100}$/)));

const aiRecord = z.object({
  uuid: recordId,
  status: lenient(z.string()),
  temporaryUrl: lenient(z.string()),
  aiRecordDetail: lenient(z.object({ resultObject: z.optional(z.unknown()) })),
  resultObject: z.optional(z.unknown()),
  teamUser: lenient(z.object({ creditLimit: z.number(), usedCredit: z.number() })),
});

const answerBody = z.object({
  success: z.optional(z.unknown()),
  error: z.optional(z.unknown()),
  temporaryUrl: lenient(z.string()),
  aiRecord: z.optional(z.nullable(aiRecord)),
});

const finishedWords = new Set(['SUCCESS', 'COMPLETED']);
const failedWords = new Set(['FAILURE', 'FAILED']);

/** Reads the body of an answer with HTTP 200, in every shape that is known. Never throws. */
export function readAnswer(text: string): Answer {
  const malformed = (why: string): Answer => ({ kind: 'malformed', recordId: undefined, why });
  let json: unknown;
  try {
    json = parseShallowJson(text);
  } catch {
    return malformed('The answer is not JSON.');
  }
  const result = z.safeParse(answerBody, json);
  if (!result.success) return malformed('The answer has an unknown shape.');
  const body = result.data;
  if (body.success === false) {
    return { kind: 'failed', recordId: undefined, cause: body.error, isOfAnswer: true };
  }
  if (body.aiRecord === null) return { kind: 'unknownRecord' };
  if (body.aiRecord === undefined) return malformed('The answer holds no record.');
  return readRecord(body.aiRecord, body.temporaryUrl);
}

function readRecord(record: z.infer<typeof aiRecord>, outerUrl: string | undefined): Answer {
  const status = record.status?.toUpperCase() ?? '';
  const recordId = record.uuid;
  const resultObject = record.aiRecordDetail?.resultObject ?? record.resultObject;
  if (failedWords.has(status)) return { kind: 'failed', recordId, cause: resultObject };

  const imageUrl = record.temporaryUrl || outerUrl;
  if (imageUrl && status !== 'PROCESSING') {
    const { teamUser } = record;
    const keys = Array.isArray(resultObject) ? resultObject : [];
    return {
      kind: 'done',
      recordId,
      imageUrl,
      remainingCredits: teamUser && teamUser.creditLimit - teamUser.usedCredit,
      otherKeys: keys.slice(1).filter((key): key is string => typeof key === 'string'),
    };
  }
  // An unknown word without an image means "not done": asking again is free, giving up is not.
  if (status !== '' && !finishedWords.has(status)) {
    if (recordId) return { kind: 'processing', recordId };
    return { kind: 'malformed', recordId, why: 'The answer is not done and names no record.' };
  }
  return { kind: 'malformed', recordId, why: 'The answer holds no address of an image.' };
}

const modelList = z.object({
  models: lenient(
    z.array(
      lenient(
        z.object({
          modelId: z.string(),
          creditMetadata: z.object({ ALL: z.number().check(z.gte(0)) }),
        }),
      ),
    ),
  ),
});

/** Credits for one image by model id; what is not understood is left out. Never throws. */
export function readPrices(text: string): ReadonlyMap<string, number> {
  try {
    const { models = [] } = z.parse(modelList, parseShallowJson(text));
    const priced = models.filter((model) => model !== undefined);
    return new Map(priced.map(({ modelId, creditMetadata }) => [modelId, creditMetadata.ALL]));
  } catch {
    // Undocumented, and only for show: an answer of another form tells no price.
    return new Map();
  }
}
