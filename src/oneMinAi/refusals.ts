import { ImageError, type ErrorCode, type FailureReason } from '../core/errors.ts';
import { innermostMessage } from './serviceMessage.ts';
import { parseShallowJson } from './shallowJson.ts';

/** An answer of the service that is not HTTP 200. */
export interface RefusedAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly text: string;
  readonly retryAfterMs?: number | undefined;
}

export interface Refusal {
  readonly error: ImageError;
  /** Whether the answer proves that the request was not processed, and so not charged. */
  readonly isUnprocessed: boolean;
}

const safetyWords = /nsfw|safety|moderat|flagged|sensitive|policy/i;
/** Names of parameters that contain a safety word and say nothing about the prompt. */
const safetyParameters = /disable_safety_checker|safety_tolerance/gi;
const busyWords = /\bbusy\b|try again|overloaded|temporarily unavailable/i;

/** The one place where a status and a body become a code. Source: the API notes, §3 and §8. */
export function refusalOf(answer: RefusedAnswer): Refusal {
  const { status } = answer;
  return {
    error: refusalError(answer),
    // The 4xx are given before the model is asked, but for time-outs, the provider's among them. Source: the API notes, §7.
    isUnprocessed: status >= 400 && status < 500 && status !== 408 && !hasProviderFailed(answer),
  };
}

/** The model's provider took the request and broke down over it. */
function hasProviderFailed({ text }: RefusedAnswer): boolean {
  const body = parsedObject(text);
  const isOfProvider = body && errorCodeOf(body) === 'EXTERNAL_API_RESPONSE_WITH_ERROR';
  return isOfProvider === true && statusInDetails(body['details']) >= 500;
}

/**
 * The same for a free question about a record. It is the question that is refused, whatever the words: only a record
 * says of itself that there will be no image, so that it stays one that can be asked for.
 */
export function refusalOfQuestion({ error, isUnprocessed }: Refusal): Refusal {
  if (error.code !== 'promptRefused') return { error, isUnprocessed };
  return { error: error.with({ isQuestionRefused: true }), isUnprocessed };
}

function refusalError(answer: RefusedAnswer): ImageError {
  const { status } = answer;
  const body = parsedObject(answer.text);
  const told = toldIn(answer, body);
  if (status >= 500) return failure('serverDown', `HTTP ${status}`, told);
  if (status < 200 || (status >= 300 && status < 400)) {
    return failure('badReply', `The service redirected the request (HTTP ${status})`);
  }
  switch (status) {
    case 401:
      return failure('keyRejected', 'The service rejected the API key (HTTP 401)', told);
    case 402:
      return failure('outOfCredit', 'No credits are left (HTTP 402)', told);
    case 403:
      return refusalOf403(answer, body, told);
    case 407:
      return failure('network', 'The proxy asks for a password (HTTP 407)', told, 'proxyAuth');
    case 429:
      return failure('rateLimited', 'Too many requests (HTTP 429)', told).with({
        ...(answer.retryAfterMs !== undefined && { retryAfterMs: answer.retryAfterMs }),
      });
    case 400:
    case 413:
    case 422:
      return refusalOfBody(body, told, `HTTP ${status}`);
    default:
      return failure('badReply', `Unexpected answer (HTTP ${status})`, told);
  }
}

/** JSON comes from the service itself; HTML from a gateway before it. */
function refusalOf403(answer: RefusedAnswer, body: Body | undefined, told?: string): ImageError {
  if (body && isOutOfCredit(body)) return failure('outOfCredit', 'No credits are left', told);
  const isJson = body !== undefined || /\bjson\b/i.test(answer.contentType ?? '');
  return isJson
    ? failure('keyRejected', 'The service refused the API key (HTTP 403)', told)
    : failure('serverDown', 'A gateway refused the request (HTTP 403)', told);
}

function refusalOfBody(body: Body | undefined, told: string | undefined, status: string) {
  const code = body ? errorCodeOf(body) : undefined;
  if (body && isOutOfCredit(body)) return failure('outOfCredit', 'No credits are left', told);
  if (code === 'INVALID_AUTH_TOKEN') {
    return failure('keyRejected', 'The service rejected the API key', told);
  }
  if (code === 'MISSING_REQUIRED_FIELDS' || code === 'UNSUPPORTED_MODEL') {
    return failure('badRequest', `The service refused the request (${code})`, told);
  }
  if (isAboutSafety(told)) return failure('promptRefused', 'The prompt was refused', told);
  if (code === 'EXTERNAL_API_RESPONSE_WITH_ERROR') return refusalOfProvider(body, told);
  if (told !== undefined && busyWords.test(told)) return busy(told);
  return failure('badRequest', `The service refused the request (${status})`, told);
}

/** The model's provider said no. Its own words decide; "busy" counts only where it gave no cause. */
function refusalOfProvider(body: Body | undefined, told: string | undefined): ImageError {
  const cause = innermostMessage({ details: body?.['details'] });
  const providerStatus = statusInDetails(body?.['details']);
  if (providerStatus >= 500 || providerStatus === 429) {
    return failure('serverDown', `The provider failed (HTTP ${providerStatus})`, told, 'busy');
  }
  if (cause === undefined && (told === undefined || busyWords.test(told))) {
    return busy(told);
  }
  if (/\bprompt\b/i.test(told ?? '')) {
    return failure('promptRefused', 'The provider refused the prompt', told);
  }
  return failure('badRequest', 'The provider refused a parameter', told);
}

const busy = (told: string | undefined) =>
  failure('serverDown', 'The service is busy', told, 'busy');

/**
 * A record with status FAILURE, from its `resultObject`, or an answer with `success: false`, from
 * its `error`. Both come with HTTP 200.
 */
export function refusalOfRecord(cause: unknown): Refusal {
  const [first] = Array.isArray(cause) ? (cause as unknown[]) : [cause];
  const given = typeof first === 'string' ? parsedObject(first) : first;
  const body: Body = isObject(given) ? given : { message: cause };
  const told = innermostMessage(
    typeof cause === 'string' && beginsObject.test(cause) ? given : cause,
  );
  const code = errorCodeOf(body);
  const known = knownRefusal(code, body, told);
  if (known) return { error: known, isUnprocessed: true };
  const name = code === undefined ? '' : ` (${code})`;
  return {
    error: failure('badReply', `The service reported a failure${name}`, told),
    // Only what calls itself a business refusal was surely not made; anything else may have been.
    isUnprocessed: body['name'] === 'BusinessError',
  };
}

function knownRefusal(code: string | undefined, body: Body, told: string | undefined) {
  if (isOutOfCredit(body)) return failure('outOfCredit', 'No credits are left', told);
  if (code === 'INVALID_AUTH_TOKEN') {
    return failure('keyRejected', 'The service rejected the API key', told);
  }
  if (code === 'MISSING_REQUIRED_FIELDS' || code === 'UNSUPPORTED_MODEL') {
    return failure('badRequest', `The service refused the request (${code})`, told);
  }
  return isAboutSafety(told) ? failure('promptRefused', 'The prompt was refused', told) : undefined;
}

type Body = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const beginsObject = /^\s*\{/;

function parsedObject(text: string): Body | undefined {
  // A megabyte of anything else need not be looked through.
  if (!beginsObject.test(text)) return undefined;
  try {
    const value = parseShallowJson(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What the service said: the innermost message of JSON, or a body of plain text. Never HTML. */
function toldIn(answer: RefusedAnswer, body: Body | undefined): string | undefined {
  if (body) return innermostMessage(body);
  return /html|xml/i.test(answer.contentType ?? '') ? undefined : innermostMessage(answer.text);
}

function errorCodeOf(body: Body): string | undefined {
  const inner = body['error'];
  const code = body['errorCode'] ?? body['code'] ?? (isObject(inner) ? inner['code'] : undefined);
  // It goes into a message: only what looks like a code.
  return typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : undefined;
}

const isOutOfCredit = (body: Body) => errorCodeOf(body) === 'INSUFFICIENT_CREDITS';

const isAboutSafety = (told: string | undefined) =>
  told !== undefined && safetyWords.test(told.replace(safetyParameters, ''));

function statusInDetails(details: unknown): number {
  const parsed = typeof details === 'string' ? parsedObject(details) : details;
  const response = isObject(parsed) ? parsed['response'] : undefined;
  const status = isObject(response) ? response['status'] : undefined;
  return typeof status === 'number' ? status : 0;
}

function failure(code: ErrorCode, what: string, told?: string, reason?: FailureReason): ImageError {
  return new ImageError(code, told === undefined ? `${what}.` : `${what}: ${told}`, {
    ...(told !== undefined && { serviceMessage: told }),
    ...(reason && { reason }),
  });
}
