import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ErrorCode, FailureReason } from '../../../src/core/errors.ts';
import { refusalOf } from '../../../src/oneMinAi/refusals.ts';
import { answer, failureOf, recordId, setUp } from './clientSetup.ts';
import { reply } from './scriptedTransport.ts';

interface Expected {
  readonly code: ErrorCode;
  readonly reason?: FailureReason;
  readonly told?: string | RegExp;
  /** Whether the request may have been processed. */
  readonly isCharged: boolean;
}

const providerSaid = (outer: string, data: unknown, status = 400) => ({
  errorCode: 'EXTERNAL_API_RESPONSE_WITH_ERROR',
  message: outer,
  context: { service: 'flux' },
  details: JSON.stringify({
    response: { status, data },
    request: { headers: { authorization: 'Bearer provider-secret' }, prompt: 'nsfw' },
  }),
});
const busy = 'The Flux service is a bit busy right now, please try again later.';

const businessFailure = (code: string, message: string, name = 'BusinessError') =>
  answer({
    status: 'FAILURE',
    temporaryUrl: undefined,
    aiRecordDetail: { resultObject: { code, name, message } },
  });

const credits = 'The feature requires 5655 credits, but the X team only has 0 credits';

const rows: readonly [string, number, unknown, Expected][] = [
  [
    'a business refusal for lack of credits',
    200,
    businessFailure('INSUFFICIENT_CREDITS', credits),
    { code: 'outOfCredit', told: credits, isCharged: false },
  ],
  [
    'a business refusal as JSON in a string',
    200,
    answer({
      status: 'FAILURE',
      aiRecordDetail: { resultObject: `{"code":"INSUFFICIENT_CREDITS","message":"${credits}"}` },
    }),
    { code: 'outOfCredit', told: credits, isCharged: false },
  ],
  [
    'a business refusal in a list',
    200,
    answer({
      status: 'FAILED',
      aiRecordDetail: { resultObject: [{ code: 'INSUFFICIENT_CREDITS', message: credits }] },
    }),
    { code: 'outOfCredit', told: credits, isCharged: false },
  ],
  [
    'a business refusal about safety',
    200,
    businessFailure('X', 'Flagged as sensitive'),
    { code: 'promptRefused', told: 'Flagged as sensitive', isCharged: false },
  ],
  [
    'an unknown business refusal',
    200,
    businessFailure('NEW_RULE', 'Not on Sundays'),
    { code: 'badReply', told: 'Not on Sundays', isCharged: false },
  ],
  [
    'an unknown failure',
    200,
    businessFailure('X', 'It broke', 'Error'),
    { code: 'badReply', told: 'It broke', isCharged: true },
  ],
  [
    'a proxy that answers in the place of the service',
    407,
    '<html>Proxy Authentication Required</html>',
    { code: 'network', reason: 'proxyAuth', isCharged: false },
  ],
  [
    'an unsupported model',
    400,
    { errorCode: 'UNSUPPORTED_MODEL', message: 'Model x is not supported' },
    { code: 'badRequest', told: 'Model x is not supported', isCharged: false },
  ],
  [
    'missing fields, named in JSON within JSON',
    400,
    {
      errorCode: 'MISSING_REQUIRED_FIELDS',
      message: 'Validation failed',
      details:
        '[{"field":"quality","message":"is required"},{"field":"seed","message":"seed is odd"}]',
    },
    { code: 'badRequest', told: 'quality: is required; seed is odd', isCharged: false },
  ],
  [
    'a field whose name only sounds like safety',
    400,
    {
      errorCode: 'MISSING_REQUIRED_FIELDS',
      message: 'Validation failed',
      details: '[{"field":"disable_safety_checker","message":"must be a boolean"}]',
    },
    { code: 'badRequest', told: /^disable_safety_checker/, isCharged: false },
  ],
  [
    'a provider that names the parameter, though the service says busy',
    400,
    providerSaid(busy, { message: 'num_inference_steps must be at most 4' }),
    { code: 'badRequest', told: 'num_inference_steps must be at most 4', isCharged: false },
  ],
  [
    'a provider that names the safety checker as a parameter',
    400,
    providerSaid(busy, { detail: 'disable_safety_checker is not allowed' }),
    { code: 'badRequest', told: /not allowed/, isCharged: false },
  ],
  [
    'a provider that refuses for safety',
    400,
    providerSaid(busy, { error: { message: 'NSFW content detected' } }),
    { code: 'promptRefused', told: 'NSFW content detected', isCharged: false },
  ],
  [
    'a provider that names the prompt',
    400,
    providerSaid(busy, { message: 'prompt is too long' }),
    { code: 'promptRefused', told: 'prompt is too long', isCharged: false },
  ],
  [
    'a provider that is down',
    400,
    providerSaid(busy, { message: 'upstream failed' }, 503),
    { code: 'serverDown', reason: 'busy', told: 'upstream failed', isCharged: true },
  ],
  [
    'a provider that has too many requests',
    400,
    providerSaid(busy, { message: 'slow down' }, 429),
    { code: 'serverDown', reason: 'busy', told: 'slow down', isCharged: false },
  ],
  [
    'a provider that is busy with no other cause',
    400,
    { errorCode: 'EXTERNAL_API_RESPONSE_WITH_ERROR', message: busy },
    { code: 'serverDown', reason: 'busy', told: busy, isCharged: false },
  ],
  [
    'a provider whose details are broken JSON',
    400,
    {
      errorCode: 'EXTERNAL_API_RESPONSE_WITH_ERROR',
      message: busy,
      details: '{"request":{"key":"provider-secret"',
    },
    { code: 'serverDown', reason: 'busy', told: busy, isCharged: false },
  ],
  [
    'a rejected key',
    401,
    { errorCode: 'INVALID_AUTH_TOKEN', message: 'Against our policy' },
    { code: 'keyRejected', told: 'Against our policy', isCharged: false },
  ],
  ['a rejected key, in HTML', 401, '<html>', { code: 'keyRejected', isCharged: false }],
  ['no credits', 402, '', { code: 'outOfCredit', isCharged: false }],
  [
    'a refused key',
    403,
    { message: 'Forbidden' },
    { code: 'keyRejected', told: 'Forbidden', isCharged: false },
  ],
  ['a gateway that refuses', 403, '<html>No</html>', { code: 'serverDown', isCharged: false }],
  ['500', 500, { message: 'Oops' }, { code: 'serverDown', told: 'Oops', isCharged: true }],
  ['502 in HTML', 502, '<html>Bad', { code: 'serverDown', isCharged: true }],
  ['503', 503, '', { code: 'serverDown', isCharged: true }],
  ['504', 504, 'gateway', { code: 'serverDown', told: 'gateway', isCharged: true }],
  ['522', 522, '<!DOCTYPE html>', { code: 'serverDown', isCharged: true }],
  ['301', 301, '', { code: 'badReply', isCharged: true }],
  ['307', 307, '', { code: 'badReply', isCharged: true }],
  ['404', 404, 'Not here', { code: 'badReply', told: 'Not here', isCharged: false }],
  ['408', 408, '', { code: 'badReply', isCharged: true }],
  ['422', 422, { message: 'Odd' }, { code: 'badRequest', told: 'Odd', isCharged: false }],
  [
    'the older documented shape',
    200,
    { success: false, error: { code: 'INSUFFICIENT_CREDITS', message: 'No more' } },
    { code: 'outOfCredit', told: 'No more', isCharged: false },
  ],
  [
    'the older documented shape, with an unknown code',
    200,
    { success: false, error: { code: 'ODD', message: 'Odd' } },
    { code: 'badReply', told: 'Odd', isCharged: true },
  ],
  [
    'the older documented shape, with 400',
    400,
    { success: false, error: { code: 'BAD', message: 'seed is odd' } },
    { code: 'badRequest', told: 'seed is odd', isCharged: false },
  ],
  ['a null record', 200, { aiRecord: null }, { code: 'badReply', isCharged: true }],
  ['no record', 200, {}, { code: 'badReply', isCharged: true }],
  ['no JSON', 200, '<html>', { code: 'badReply', isCharged: true }],
  ['a list', 200, [], { code: 'badReply', isCharged: true }],
  ['no address', 200, answer({ temporaryUrl: '' }), { code: 'badReply', isCharged: true }],
  ['more than 1 MB', 200, 'x'.repeat(1_000_001), { code: 'tooLarge', isCharged: true }],
];

describe('an answer to the paid request', () => {
  for (const [name, status, body, expected] of rows) {
    test(`${name}: ${expected.code}, sent once`, async () => {
      const isHtml = typeof body === 'string' && body.startsWith('<');
      const headers = { 'content-type': isHtml ? 'text/html' : 'application/json' };
      const { transport, generate, forgotten } = setUp([
        reply(body as object, { status, headers }),
      ]);
      const error = await failureOf(generate());
      assert.equal(error.code, expected.code);
      assert.equal(error.reason, expected.reason);
      assert.equal(error.mayHaveBeenCharged, expected.isCharged);
      if (expected.told instanceof RegExp) assert.match(error.serviceMessage ?? '', expected.told);
      else assert.equal(error.serviceMessage, expected.told);
      assert.ok(!`${error.message}${error.serviceMessage}`.includes('provider-secret'));
      assert.equal(transport.paidCount, 1);
      assert.equal(forgotten.length, expected.code === 'keyRejected' ? 1 : 0);
    });
  }

  test('names its record where it may have been charged, and only there', async () => {
    const noUrl = setUp([reply(answer({ temporaryUrl: undefined }))]);
    assert.equal((await failureOf(noUrl.generate())).recordId, recordId);
    const refused = setUp([reply(businessFailure('INSUFFICIENT_CREDITS', credits))]);
    assert.equal((await failureOf(refused.generate())).recordId, undefined);
  });

  test('announced as larger than 1 MB is not read', async () => {
    const headers = { 'content-length': '1000001' };
    let isDiscarded = false;
    const onDiscard = () => {
      isDiscarded = true;
    };
    const { generate } = setUp([reply(answer(), { headers, onDiscard })]);
    assert.equal((await failureOf(generate())).code, 'tooLarge');
    assert.ok(isDiscarded);
  });

  for (const word of ['NSFW', 'safety', 'Moderation', 'flagged', 'Sensitive', 'content policy']) {
    test(`with the word "${word}" is about the prompt`, () => {
      const text = JSON.stringify({ message: `Refused: ${word}` });
      const { error } = refusalOf({ status: 400, contentType: 'application/json', text });
      assert.equal(error.code, 'promptRefused');
    });
  }
});
