import { badUrlKinds } from '../../../standIn/control.ts';
import {
  badRequest,
  brokenOff,
  fault,
  keyRejected,
  promptRefused,
  puzzling,
  serverDown,
  tooLarge,
  type FailingFault,
} from './failingFaults.ts';

const serverErrors = (['http500', 'http502', 'http503', 'http504', 'http522'] as const).flatMap(
  (name) =>
    (['json', 'html'] as const).map((body) =>
      fault(`${name} with ${body}`, { fault: name, body }, serverDown),
    ),
);

const badUrls = badUrlKinds.map((kind) =>
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
