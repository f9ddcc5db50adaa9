import type { ErrorCode, FailureReason } from '../../../src/core/errors.ts';
import type { FailureAction } from '../../../src/vscode/failureMessages.ts';
import type { BadUrlKind, FaultRule } from '../../standIn/control.ts';

/** A fault of the service that no image survives, and all that has to come of it. */
export interface FailingFault {
  readonly title: string;
  readonly rules: readonly FaultRule[];
  /** What is asked for beside the prompt. */
  readonly args?: object;
  readonly code: ErrorCode;
  readonly reason?: FailureReason;
  readonly mayHaveBeenCharged: boolean;
  /** Whether the image can be asked for again for free. */
  readonly hasRecord?: boolean;
  /** Requests to the storage and to where it redirects; default none. */
  readonly downloads?: number;
  /** Questions about the record; default none. */
  readonly resultReads?: number;
  /** The words for people. */
  readonly says: RegExp;
  /** The button that comes first. */
  readonly offers: FailureAction;
}

type Ending = Pick<FailingFault, 'code' | 'reason' | 'mayHaveBeenCharged' | 'says' | 'offers'>;

const serverDown: Ending = {
  code: 'serverDown',
  mayHaveBeenCharged: true,
  says: /has a problem at the moment.*may have been charged/,
  offers: 'retry',
};
const puzzling: Ending = {
  code: 'badReply',
  mayHaveBeenCharged: true,
  says: /answer that this extension does not understand.*may have been charged/,
  offers: 'retry',
};
const keyRejected: Ending = {
  code: 'keyRejected',
  mayHaveBeenCharged: false,
  says: /did not accept the API key/,
  offers: 'setApiKey',
};
const tooLarge: Ending = {
  code: 'tooLarge',
  mayHaveBeenCharged: true,
  says: /too large/,
  offers: 'retry',
};
const brokenOff: Ending = {
  code: 'network',
  mayHaveBeenCharged: true,
  says: /broke off.*may have been charged/,
  offers: 'retry',
};
const badRequest = (says: RegExp): Ending => ({
  code: 'badRequest',
  mayHaveBeenCharged: false,
  says,
  offers: 'editPrompt',
});
const promptRefused = (says: RegExp): Ending => ({ ...badRequest(says), code: 'promptRefused' });

function fault(
  title: string,
  rule: FaultRule,
  ending: Ending,
  more: Partial<FailingFault> = {},
): FailingFault {
  return { title, rules: [rule], ...ending, ...more };
}

const serverErrors = (['http500', 'http502', 'http503', 'http504', 'http522'] as const).flatMap(
  (name) =>
    (['json', 'html'] as const).map((body) =>
      fault(`${name} with ${body}`, { fault: name, body }, serverDown),
    ),
);

const badUrls = (
  [
    'httpPublic',
    'userInfo',
    'publicIp',
    'privateIp',
    'linkLocal',
    'ipv6',
    'privateName',
    'file',
    'data',
    'relative',
    'notAUrl',
    'empty',
  ] satisfies BadUrlKind[]
).map((kind) =>
  fault(`a link that is ${kind}`, { fault: 'badUrl', kind }, puzzling, {
    hasRecord: true,
    offers: 'checkAgain',
  }),
);

/** Refused, or never answered, by the paid request itself. */
export const failingAnswers: readonly FailingFault[] = [
  fault(
    'too few credits',
    { fault: 'insufficientCredits' },
    {
      code: 'outOfCredit',
      mayHaveBeenCharged: false,
      says: /too few credits.*5655/,
      offers: 'topUp',
    },
  ),
  ...(['FAILURE', 'FAILED'] as const).map((statusWord) =>
    fault(
      `an unknown business refusal, ${statusWord}`,
      { fault: 'failureUnknown', statusWord },
      { ...puzzling, mayHaveBeenCharged: false, says: /flux capacitor/ },
    ),
  ),
  fault('an unsupported model', { fault: 'unsupportedModel' }, badRequest(/not supported/)),
  fault('missing fields', { fault: 'missingFields' }, badRequest(/quality is required/)),
  fault(
    'a parameter that the provider refuses',
    { fault: 'providerRefusal' },
    badRequest(/output_quality/),
  ),
  fault(
    'a prompt that the provider refuses',
    { fault: 'providerRefusal', cause: 'The prompt has too many tokens' },
    promptRefused(/too many tokens/),
  ),
  fault(
    'a provider that is busy',
    { fault: 'providerBusy' },
    { ...serverDown, reason: 'busy', mayHaveBeenCharged: false, says: /busy/ },
  ),
  fault('a refusal for safety', { fault: 'safetyRefusal' }, promptRefused(/flagged as NSFW/)),
  fault(
    'a refusal for safety in a record',
    { fault: 'safetyRefusal', shape: 'record' },
    promptRefused(/flagged as NSFW/),
  ),
  fault('an invalid token with a code', { fault: 'invalidToken' }, keyRejected),
  fault(
    'an invalid token with words alone',
    { fault: 'invalidToken', shape: 'message' },
    keyRejected,
  ),
  fault(
    'HTTP 402',
    { fault: 'paymentRequired' },
    {
      code: 'outOfCredit',
      mayHaveBeenCharged: false,
      says: /too few credits/,
      offers: 'topUp',
    },
  ),
  fault('HTTP 403 of the service', { fault: 'forbiddenJson' }, keyRejected),
  fault(
    'HTTP 403 of a gateway',
    { fault: 'forbiddenHtml' },
    { ...serverDown, mayHaveBeenCharged: false, says: /has a problem at the moment/ },
  ),
  fault(
    'HTTP 429 that asks to wait for longer than anybody would',
    { fault: 'rateLimited', retryAfterSeconds: 601 },
    {
      code: 'rateLimited',
      mayHaveBeenCharged: false,
      says: /fewer requests/,
      offers: 'retry',
    },
  ),
  ...serverErrors,
  fault(
    'the older shape of an error',
    { fault: 'oldErrorShape' },
    {
      ...puzzling,
      says: /request was not understood/,
    },
  ),
  fault('a record that is null', { fault: 'nullRecord' }, puzzling),
  fault('an answer that is not JSON', { fault: 'notJson' }, puzzling),
  fault('an empty answer', { fault: 'emptyBody' }, puzzling),
  fault('a page of HTML for an answer', { fault: 'html', route: 'generate' }, puzzling),
  fault('an encoded answer', { fault: 'contentEncoding', route: 'generate' }, puzzling),
  fault('no link', { fault: 'noUrl' }, puzzling, { hasRecord: true, offers: 'checkAgain' }),
  ...badUrls,
  fault('an answer of more than 1 MB', { fault: 'oversizeReply' }, tooLarge),
  fault('an answer that never ends', { fault: 'endlessBody', route: 'generate' }, tooLarge),
  fault(
    'an answer that breaks off',
    { fault: 'truncated', route: 'generate' },
    { ...brokenOff, reason: 'cutShort' },
  ),
  fault(
    'a connection dropped before the request was read',
    { fault: 'dropBeforeRead' },
    { ...brokenOff, reason: 'dropped' },
  ),
  fault(
    'a connection dropped after the request was read',
    { fault: 'dropAfterRead' },
    { ...brokenOff, reason: 'dropped' },
  ),
  ...([301, 302, 303, 307, 308] as const).map((status) =>
    fault(
      `a redirect of the paid request, HTTP ${status}`,
      { fault: 'redirect', route: 'generate', status },
      puzzling,
    ),
  ),
];

const paid = { hasRecord: true, mayHaveBeenCharged: true, offers: 'checkAgain' } as const;
const once = { ...paid, downloads: 1 } as const;
const threeTimes = { ...paid, downloads: 3 } as const;

const notAnImage: Ending = {
  code: 'notAnImage',
  mayHaveBeenCharged: true,
  says: /not a PNG, JPEG or WebP image/,
  offers: 'checkAgain',
};
const cutShort: Ending = { ...brokenOff, reason: 'cutShort' };
const formats = ['webp', 'jpg', 'png'] as const;

const badLocations = {
  'plain http on a public host': 'http://images.example/lake.png',
  'an address with a user name': 'https://user:secret@images.example/lake.png',
  'a public IP address': 'https://203.0.113.7/lake.png',
  'a private IP address': 'https://192.168.0.1/lake.png',
  'the metadata service of a cloud': 'http://169.254.169.254/latest',
  'a name of the local network': 'https://printer.local/lake.png',
  'a file': 'file:///etc/hostname',
  'no address': 'https://',
};

/** The image is made and paid for, and does not arrive. */
export const failingDownloads: readonly FailingFault[] = [
  fault('an image that breaks off', { fault: 'truncated' }, cutShort, threeTimes),
  fault('an image longer than announced', { fault: 'wrongLength' }, cutShort, threeTimes),
  ...formats.map((outputFormat) =>
    fault(`half of a ${outputFormat} image`, { fault: 'truncatedImage' }, cutShort, {
      ...threeTimes,
      args: { outputFormat },
    }),
  ),
  fault('an image that never ends', { fault: 'endlessBody' }, tooLarge, once),
  fault('an image announced as too large', { fault: 'hugeContentLength' }, tooLarge, once),
  ...formats.map((format) =>
    fault(`a ${format} of ten gigapixels`, { fault: 'hugeDimensions', format }, tooLarge, once),
  ),
  fault('HTML for an image', { fault: 'html' }, notAnImage, once),
  fault('SVG for an image', { fault: 'svg' }, notAnImage, once),
  fault('text for an image', { fault: 'text' }, notAnImage, once),
  fault('nothing for an image', { fault: 'emptyImage' }, notAnImage, once),
  fault('a gzip bomb', { fault: 'gzipBomb' }, puzzling, once),
  ...(['gzip', 'deflate', 'br'] as const).map((encoding) =>
    fault(
      `an image encoded as ${encoding}`,
      { fault: 'contentEncoding', encoding },
      puzzling,
      once,
    ),
  ),
  fault('a fourth redirect', { fault: 'redirect', hops: 4 }, puzzling, { ...paid, downloads: 4 }),
  fault('redirects without end', { fault: 'redirect', loop: true }, puzzling, {
    ...paid,
    downloads: 4,
  }),
  ...Object.entries(badLocations).map(([where, location]) =>
    fault(`a redirect to ${where}`, { fault: 'redirect', location }, puzzling, once),
  ),
  ...([403, 404, 410] as const).map((status) =>
    fault(
      `links that have always expired, HTTP ${status}`,
      { fault: 'expiredLink', status },
      { ...brokenOff, reason: 'linkExpired', says: /link.*has expired/ },
      { ...paid, downloads: 2, resultReads: 1 },
    ),
  ),
  fault('a storage that is down', { fault: 'http503', route: 'download' }, serverDown, threeTimes),
  fault(
    'a storage that asks to wait',
    { fault: 'rateLimited', route: 'download' },
    { code: 'rateLimited', mayHaveBeenCharged: true, says: /fewer requests/, offers: 'retry' },
    threeTimes,
  ),
  ...(['dropBeforeRead', 'dropAfterRead'] as const).map((name) =>
    fault(
      `a storage that drops connections, ${name}`,
      { fault: name, route: 'download' },
      { ...brokenOff, reason: 'dropped' },
      threeTimes,
    ),
  ),
];

const isMade: FaultRule = { fault: 'processing', polls: 0 };
const hasExpired: FaultRule = { fault: 'expiredLink', times: 1 };

/** The image is made and paid for, and asking what became of it fails. */
export const failingRecords: readonly FailingFault[] = [
  fault('a record that the service forgot', isMade, puzzling, {
    ...paid,
    rules: [isMade, { fault: 'nullRecord', route: 'result' }],
    resultReads: 1,
  }),
  fault('a record that failed in the end', isMade, puzzling, {
    ...paid,
    rules: [isMade, { fault: 'failureUnknown', route: 'result' }],
    says: /flux capacitor/,
    resultReads: 1,
  }),
  fault('a record that is refused for safety in the end', isMade, promptRefused(/NSFW/), {
    hasRecord: true,
    mayHaveBeenCharged: true,
    rules: [isMade, { fault: 'safetyRefusal', shape: 'record', route: 'result' }],
    resultReads: 1,
  }),
  fault('a key withdrawn meanwhile', isMade, keyRejected, {
    hasRecord: true,
    mayHaveBeenCharged: true,
    rules: [isMade, { fault: 'invalidToken', route: 'result' }],
    resultReads: 1,
  }),
  fault('an expired link and a service that is down', hasExpired, serverDown, {
    ...paid,
    rules: [hasExpired, { fault: 'http503', route: 'result' }],
    downloads: 1,
    resultReads: 3,
  }),
  fault('an expired link and a redirected question', hasExpired, puzzling, {
    ...paid,
    rules: [hasExpired, { fault: 'redirect', route: 'result' }],
    downloads: 1,
    resultReads: 1,
  }),
];
