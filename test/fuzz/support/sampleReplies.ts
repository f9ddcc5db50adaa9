const uuid = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
const storageKey = 'development/images/2026_03_27_10_00_01_001_mountain_lake.webp';
const temporaryUrl = `https://s3.us-east-1.amazonaws.com/asset.1min.ai/${storageKey}?X-Amz-Signature=1`;

const record = {
  uuid,
  model: 'black-forest-labs/flux-2-klein-4b',
  type: 'IMAGE_GENERATOR',
  status: 'SUCCESS',
  createdAt: '2026-03-27T10:00:00.000Z',
  teamUser: { creditLimit: 1_000_000, usedCredit: 5000 },
  aiRecordDetail: {
    promptObject: { prompt: 'A lake', aspect_ratio: '16:9' },
    resultObject: [storageKey],
  },
  temporaryUrl,
};

const businessError = {
  code: 'INSUFFICIENT_CREDITS',
  name: 'BusinessError',
  message: 'The feature requires 5655 credits, but the X team only has 0 credits',
};

/** Every shape of an answer with HTTP 200. Source: the API notes, §2 and §3. */
export const answers: readonly unknown[] = [
  { aiRecord: record },
  { aiRecord: { ...record, status: 'COMPLETED' }, temporaryUrl },
  { aiRecord: { ...record, status: 'PROCESSING', temporaryUrl: undefined } },
  {
    aiRecord: {
      ...record,
      aiRecordDetail: { resultObject: [storageKey, storageKey, `a/b/${'lake '.repeat(40)}.webp`] },
    },
  },
  { aiRecord: { ...record, status: 'FAILURE', aiRecordDetail: { resultObject: businessError } } },
  { aiRecord: null },
  { success: false, error: { code: 'BAD_REQUEST', message: 'The request was not understood' } },
];

const providerDetails = JSON.stringify({
  response: { status: 400, data: { message: 'output_quality must be at most 100' } },
  request: { headers: { authorization: 'Bearer x' } },
});

/** Every shape of a refusal. Source: the API notes, §3. */
export const refusals: readonly unknown[] = [
  businessError,
  { errorCode: 'UNSUPPORTED_MODEL', message: 'Model x is not supported' },
  {
    errorCode: 'MISSING_REQUIRED_FIELDS',
    message: 'Fields are missing',
    details: '[{"field":"quality","message":"quality is required"}]',
  },
  {
    errorCode: 'EXTERNAL_API_RESPONSE_WITH_ERROR',
    message: 'The Flux service is a bit busy right now',
    context: { service: 'flux' },
    details: providerDetails,
  },
  { errorCode: 'INVALID_AUTH_TOKEN' },
  { message: 'Flagged as sensitive' },
  { error: { code: 'X', message: ['a', { message: 'b' }] } },
  'Too many requests',
  '<html><body>Bad gateway</body></html>',
];

export const priceLists: readonly unknown[] = [
  {
    models: [
      { modelId: 'black-forest-labs/flux-2-klein-4b', creditMetadata: { ALL: 3000 } },
      { modelId: 'some-lab/unpriced', creditMetadata: null },
    ],
    total: 2,
  },
];

/** The keys that mean something in any of them. */
export const keysOfAnswers: readonly string[] = [
  'aiRecord',
  'aiRecordDetail',
  'ALL',
  'body',
  'code',
  'creditLimit',
  'creditMetadata',
  'data',
  'detail',
  'details',
  'error',
  'errorCode',
  'errors',
  'field',
  'message',
  'modelId',
  'models',
  'name',
  'response',
  'resultObject',
  'status',
  'success',
  'teamUser',
  'temporaryUrl',
  'usedCredit',
  'uuid',
];
