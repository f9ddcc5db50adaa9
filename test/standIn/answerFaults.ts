import type {
  BadUrlKind,
  FaultName,
  FaultParameters,
  FaultRule,
  FaultRuleOf,
  RateLimitStyle,
} from './control.ts';
import { answerOf, linkTo, type AnswerParts } from './recordAnswer.ts';
import { storagePrefix, type ImageRecord } from './records.ts';
import { gatewayPage, jsonReply, typedReply, type Reply } from './reply.ts';
import type { State } from './state.ts';
import { missingFields, unsupportedModel } from './strictRequest.ts';

/** What an answer is about. */
export interface AnswerSubject {
  readonly state: State;
  readonly storageOrigin: string;
  /** Absent where the request made or named none. */
  readonly record: ImageRecord | undefined;
}

/** Refused before the model ran: nothing is made, nothing charged. */
const unbilled: ReadonlySet<FaultName> = new Set<FaultName>([
  'insufficientCredits',
  'failureUnknown',
  'unsupportedModel',
  'missingFields',
  'providerRefusal',
  'providerBusy',
  'safetyRefusal',
  'invalidToken',
  'paymentRequired',
  'forbiddenJson',
  'forbiddenHtml',
  'rateLimited',
  'oldErrorShape',
  'nullRecord',
  'redirect',
  'dropBeforeRead',
]);

/** Whether a POST that a fault strikes is charged all the same. */
export function isBilled(rule: FaultRule | undefined): boolean {
  return rule === undefined || !unbilled.has(rule.fault);
}

const badUrls: Readonly<Record<BadUrlKind, (path: string) => string>> = {
  // Names under .example never resolve, so a client that is taken in reaches nobody.
  httpPublic: (path) => `http://images.example${path}`,
  userInfo: (path) => `https://user:secret@images.example${path}`,
  publicIp: (path) => `https://203.0.113.7${path}`,
  privateIp: (path) => `https://192.168.0.1${path}`,
  linkLocal: (path) => `http://169.254.169.254${path}`,
  ipv6: (path) => `https://[fd00::1]${path}`,
  privateName: (path) => `https://printer.local${path}`,
  file: () => 'file:///etc/hostname',
  data: () => 'data:image/png;base64,iVBORw0KGgo=',
  relative: (path) => path,
  notAUrl: () => 'https://',
  empty: () => '',
};

/** HTTP 429 in the style asked for. */
export function rateLimitReply(style: RateLimitStyle, now: number): Reply {
  const seconds = style.retryAfterSeconds ?? 1;
  const retryAfter = {
    seconds: { 'retry-after': String(seconds) },
    date: { 'retry-after': new Date(now + seconds * 1000).toUTCString() },
    none: {},
  }[style.retryAfter ?? 'seconds'];
  if (style.body === 'empty') return { status: 429, headers: retryAfter, body: Buffer.alloc(0) };
  return jsonReply(429, { message: 'Too many requests' }, retryAfter);
}

function providerError(cause: unknown): Reply {
  return jsonReply(400, {
    errorCode: 'EXTERNAL_API_RESPONSE_WITH_ERROR',
    message: 'The Replicate service is a bit busy right now. Please try again later.',
    context: { service: 'Replicate' },
    details: JSON.stringify({
      response: { status: 400, data: cause },
      // People must never see this part, so a test can look for these words.
      request: { headers: { authorization: 'Bearer PROVIDER-SECRET' }, url: 'provider-internal' },
    }),
  });
}

function serverError(status: number, title: string, body: 'json' | 'html'): Reply {
  return body === 'html'
    ? gatewayPage(status, title)
    : jsonReply(status, { statusCode: status, message: title });
}

/** What a record says, with one part of it changed; without a record, that there is none. */
function recordReply(
  { state, storageOrigin, record }: AnswerSubject,
  change: (parts: AnswerParts, record: ImageRecord) => AnswerParts,
): Reply {
  if (!record) return jsonReply(200, { aiRecord: null });
  const usual: AnswerParts = {
    status: 'SUCCESS',
    resultObject: [record.storageKey],
    temporaryUrl: linkTo(record, state, storageOrigin),
  };
  return jsonReply(200, answerOf(record, state, change(usual, record)));
}

/** A business refusal: HTTP 200, with the cause where the result belongs. */
function refusedRecord(subject: AnswerSubject, status: string, resultObject: unknown): Reply {
  const { record, state } = subject;
  const teamUser = {
    creditLimit: state.settings().creditLimit,
    usedCredit: state.settings().usedCredit + state.records.charged(),
  };
  if (record) return recordReply(subject, () => ({ status, resultObject }));
  const uuid = 'f0f0f0f0-0000-4000-8000-000000000000';
  const aiRecordDetail = { promptObject: {}, resultObject };
  const aiRecord = { uuid, type: 'IMAGE_GENERATOR', status, teamUser, aiRecordDetail };
  return jsonReply(200, { aiRecord });
}

export function insufficientCredits(subject: AnswerSubject, price = 5_655, left = 0): Reply {
  return refusedRecord(subject, 'FAILURE', {
    code: 'INSUFFICIENT_CREDITS',
    name: 'BusinessError',
    message: `The feature requires ${price} credits, but the Stand-in team only has ${left} credits`,
  });
}

type Answers = {
  readonly [Name in FaultName]?: (rule: FaultRuleOf<Name>, subject: AnswerSubject) => Reply;
};

const answers = {
  insufficientCredits: (_, subject) => insufficientCredits(subject),
  failureUnknown: ({ message, statusWord }, subject) =>
    refusedRecord(subject, statusWord ?? 'FAILURE', {
      code: 'SOMETHING_NEW',
      name: 'BusinessError',
      message: message ?? 'The flux capacitor is out of alignment',
    }),
  unsupportedModel: (_, { record }) => unsupportedModel(record?.request.model ?? 'of this request'),
  missingFields: () => missingFields([{ field: 'quality', message: 'quality is required' }]),
  providerRefusal: ({ cause }) =>
    providerError({ message: cause ?? 'output_quality must be less than or equal to 100' }),
  providerBusy: () => providerError({}),
  safetyRefusal: ({ cause, shape }, subject) => {
    const message = cause ?? 'The generated image was flagged as NSFW. Try another prompt.';
    if (shape !== 'record') return providerError({ message });
    return refusedRecord(subject, 'FAILURE', { code: 'REFUSED', name: 'BusinessError', message });
  },
  invalidToken: ({ shape }) =>
    jsonReply(
      401,
      shape === 'message' ? { message: 'Unauthorized' } : { errorCode: 'INVALID_AUTH_TOKEN' },
    ),
  paymentRequired: () => jsonReply(402, { message: 'Payment required' }),
  forbiddenJson: () => jsonReply(403, { message: 'This API key is not allowed to do that' }),
  forbiddenHtml: () => gatewayPage(403, 'Forbidden'),
  rateLimited: (rule, { state }) =>
    rateLimitReply({ ...state.settings().rateLimitStyle, ...rule }, state.now()),
  http500: ({ body }) => serverError(500, 'Internal server error', body ?? 'json'),
  http502: ({ body }) => serverError(502, 'Bad Gateway', body ?? 'html'),
  http503: ({ body }) => serverError(503, 'Service Temporarily Unavailable', body ?? 'html'),
  http504: ({ body }) => serverError(504, 'Gateway Time-out', body ?? 'html'),
  http522: ({ body }) => serverError(522, 'Connection timed out', body ?? 'html'),
  processing: (_, subject) =>
    recordReply(subject, () => ({ status: 'PROCESSING', resultObject: [] })),
  oldErrorShape: ({ code, message }) =>
    jsonReply(200, {
      success: false,
      error: { code: code ?? 'BAD_REQUEST', message: message ?? 'The request was not understood' },
    }),
  nullRecord: () => jsonReply(200, { aiRecord: null }),
  notJson: () => typedReply(200, 'application/json', '{"aiRecord": {"uuid": "'),
  emptyBody: () => typedReply(200, 'application/json', ''),
  noUrl: (_, subject) => recordReply(subject, (parts) => ({ ...parts, temporaryUrl: undefined })),
  urlAtTopLevel: (_, subject) => {
    const { record, state, storageOrigin } = subject;
    if (!record) return jsonReply(200, { aiRecord: null });
    const parts = { status: 'SUCCESS', resultObject: [record.storageKey] };
    const temporaryUrl = linkTo(record, state, storageOrigin);
    return jsonReply(200, { ...answerOf(record, state, parts), temporaryUrl });
  },
  severalImages: (_, subject) =>
    recordReply(subject, (parts, { storageKey }) => ({
      ...parts,
      resultObject: [1, 2, 3].map((i) => (i === 1 ? storageKey : `${storageKey}.${i}`)),
    })),
  completedStatusWord: (_, subject) =>
    recordReply(subject, (parts) => ({ ...parts, status: 'COMPLETED' })),
  badUrl: ({ kind, url }, subject) =>
    recordReply(subject, (parts, { storageKey }) => ({
      ...parts,
      temporaryUrl: url ?? badUrls[kind ?? 'httpPublic'](`${storagePrefix}${storageKey}`),
    })),
  rawAnswer: ({ status = 200, headers, body }, { state, storageOrigin, record }) => {
    const imageUrl = record ? linkTo(record, state, storageOrigin) : '';
    const text = body
      .replaceAll('{imageUrl}', imageUrl)
      .replaceAll('{recordId}', record?.uuid ?? '');
    const typed = typedReply(status, 'application/json', text);
    return { ...typed, headers: { ...typed.headers, ...headers } };
  },
  oversizeReply: (_, subject) =>
    recordReply(subject, (parts, { storageKey }) => ({
      ...parts,
      resultObject: [storageKey, 'x'.repeat(1_500_000)],
    })),
} satisfies Answers;

/** @returns the answer of a fault that is a matter of what the API says; `undefined` for all others. */
export function faultyAnswer(rule: FaultRule, subject: AnswerSubject): Reply | undefined {
  if (!Object.hasOwn(answers, rule.fault)) return undefined;
  const answer = answers[rule.fault as keyof typeof answers] as (
    rule: FaultRule,
    subject: AnswerSubject,
  ) => Reply;
  return answer(rule, subject);
}

/** How long the record of a POST stays PROCESSING under a rule. */
export function waitUnder(rule: FaultParameters['processing']): { polls: number; ms: number } {
  const never = rule.polls === undefined && rule.afterMs === undefined;
  return { polls: rule.polls ?? (never ? Infinity : 0), ms: rule.afterMs ?? 0 };
}
