import type { IncomingHttpHeaders } from 'node:http';
import { jsonReply, type Reply } from './reply.ts';

/** What the paid request asks for, once it was found right. */
export interface StrictRequest {
  readonly model: string;
  /** As it came. */
  readonly promptObject: Readonly<Record<string, unknown>> & { readonly prompt: string };
  readonly isAsync: boolean;
}

interface Complaint {
  readonly field: string;
  readonly message: string;
}

type Check = (value: unknown) => string | undefined;

const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && values.includes(value)
      ? undefined
      : `must be a string, one of: ${values.join(', ')}`;

const integer =
  (min: number, max: number): Check =>
  (value) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max
      ? undefined
      : `must be an integer number from ${min} to ${max}`;

const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be a boolean');

const filledText: Check = (value) =>
  typeof value === 'string' && value.trim() !== '' ? undefined : 'must be a string, not empty';

/** The nine parameters of the klein models, as the vendor documents them. */
const parameters: Readonly<Record<string, Check>> = {
  prompt: filledText,
  aspect_ratio: oneOf('1:1', '16:9', '9:16', '3:2', '2:3', '4:5', '5:4'),
  output_format: oneOf('webp', 'jpg', 'png'),
  output_quality: integer(0, 100),
  num_inference_steps: integer(1, 4),
  go_fast: flag,
  megapixels: oneOf('0.25', '1'),
  disable_safety_checker: flag,
  seed: integer(1, 4_294_967_295),
};

export const supportedModels = [
  'black-forest-labs/flux-2-klein-4b',
  'black-forest-labs/flux-2-klein-9b',
] as const;

const topLevel: Readonly<Record<string, Check>> = {
  type: oneOf('IMAGE_GENERATOR'),
  model: filledText,
  promptObject: (value) => (isRecord(value) ? undefined : 'must be an object'),
  async: flag,
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function complaints(
  checks: Readonly<Record<string, Check>>,
  required: readonly string[],
  given: Readonly<Record<string, unknown>>,
): Complaint[] {
  const found: Complaint[] = required
    .filter((field) => !Object.hasOwn(given, field))
    .map((field) => ({ field, message: `${field} is required` }));
  for (const [field, value] of Object.entries(given)) {
    const check = Object.hasOwn(checks, field) ? checks[field] : undefined;
    const message = check ? check(value) : 'is not a known field';
    if (message !== undefined) found.push({ field, message: `${field} ${message}` });
  }
  return found;
}

/** The service's validation error: its `details` is a string of JSON. */
export function missingFields(details: readonly Complaint[]): Reply {
  return jsonReply(400, {
    errorCode: 'MISSING_REQUIRED_FIELDS',
    message: 'Missing or invalid fields in the request',
    details: JSON.stringify(details),
  });
}

export function unsupportedModel(model: string): Reply {
  return jsonReply(400, {
    errorCode: 'UNSUPPORTED_MODEL',
    message: `Model ${model} is not supported for feature IMAGE_GENERATOR`,
  });
}

/** @returns the refusal where the key is missing or wrong. */
export function refuseKey(headers: IncomingHttpHeaders, apiKey: string): Reply | undefined {
  const given = headers['api-key'];
  if (given === undefined) return jsonReply(401, { message: 'API key is missing' });
  if (given === apiKey) return undefined;
  return jsonReply(401, { errorCode: 'INVALID_AUTH_TOKEN', message: 'Invalid API key' });
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/**
 * Judges a POST to `/api/features`, far more strictly than the service does, so that a typo that it
 * would ignore fails a test.
 */
export function readStrictly(
  headers: IncomingHttpHeaders,
  bytes: Buffer,
): { readonly accepted: StrictRequest } | { readonly refusal: Reply } {
  if (!/^application\/json(\s*;\s*charset=utf-8)?$/i.test(headers['content-type'] ?? '')) {
    const message = 'must be application/json';
    return { refusal: missingFields([{ field: 'Content-Type', message }]) };
  }
  const body = parseJson(bytes);
  if (!isRecord(body)) {
    const message = 'must be a JSON object in UTF-8';
    return { refusal: missingFields([{ field: 'body', message }]) };
  }
  const promptObject = isRecord(body['promptObject']) ? body['promptObject'] : undefined;
  const found = [
    ...complaints(topLevel, ['type', 'model', 'promptObject'], body),
    ...(promptObject ? complaints(parameters, ['prompt'], promptObject) : []),
  ];
  if (found.length > 0) return { refusal: missingFields(found) };
  const model = String(body['model']);
  if (!supportedModels.some((supported) => supported === model)) {
    return { refusal: unsupportedModel(model) };
  }
  return {
    accepted: {
      model,
      promptObject: promptObject as StrictRequest['promptObject'],
      isAsync: body['async'] === true,
    },
  };
}
