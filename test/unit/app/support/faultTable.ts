import {
  faultRoutes,
  type FaultName,
  type FaultRule,
  type Route,
} from '../../../standIn/control.ts';
import { failingAnswers } from './failingAnswers.ts';
import { failingDownloads, failingRecords } from './failingDownloads.ts';
import {
  badRequest,
  fault,
  keyRejected,
  promptRefused,
  puzzling,
  serverDown,
  tooLarge,
  type Ending,
  type FailingFault,
} from './failingFaults.ts';
import { passing, passingFaults, type PassingFault } from './passingFaults.ts';

/** One fault at one moment; tried with one image, and with eight of which it strikes one. */
export interface TableRow {
  readonly title: string;
  readonly rules: readonly FaultRule[];
  /** Whether it strikes the paid request, or what comes after it. */
  readonly when: 'before' | 'after';
  readonly args?: object;
  /** Absent: the image arrives. */
  readonly ending?: Ending;
  readonly hasRecord: boolean;
  /** Requests that could have been charged, for the image that is struck. */
  readonly posts: number;
}

const isMade: FaultRule = { fault: 'processing', polls: 0 };

/** The record is made and paid for, and asking what became of it meets the fault. */
const asked = (
  title: string,
  rule: FaultRule,
  ending: Ending,
  more: Partial<FailingFault> = {},
): FailingFault =>
  fault(`${title}, when the record is asked for`, rule, ending, {
    rules: [isMade, { ...rule, route: 'result' }],
    hasRecord: true,
    mayHaveBeenCharged: true,
    offers: 'checkAgain',
    ...more,
  });

const askedOnce = (title: string, rule: FaultRule): PassingFault =>
  passing(`${title}, when the record is asked for`, [
    isMade,
    { ...rule, route: 'result', times: 1 },
  ]);

const outOfCredit: Ending = {
  code: 'outOfCredit',
  mayHaveBeenCharged: true,
  says: /too few credits/,
  offers: 'checkAgain',
};

const timedOut: Ending = {
  code: 'timeout',
  mayHaveBeenCharged: true,
  says: /did not answer in time.*may have been charged/,
  offers: 'checkAgain',
};
const stalled: Ending = { ...timedOut, reason: 'idle', says: /stopped half-way.*charged/ };

/** Faults that a timer of ours ends. */
export const lastingFaults: readonly FailingFault[] = [
  fault('no answer', { fault: 'hang' }, { ...timedOut, offers: 'retry' }),
  fault('an image that is never done', { fault: 'processing' }, timedOut, { hasRecord: true }),
  fault(
    'an answer that falls silent',
    { fault: 'slowBody', route: 'generate', stallAfterBytes: 10 },
    { ...timedOut, offers: 'retry' },
  ),
  asked('no answer', { fault: 'hang' }, timedOut),
  asked('an image that is never done', { fault: 'processing' }, timedOut),
  fault('a download that falls silent', { fault: 'slowBody', stallAfterBytes: 4096 }, stalled, {
    hasRecord: true,
  }),
  fault('a download that never begins', { fault: 'hang', route: 'download' }, stalled, {
    hasRecord: true,
  }),
];

/** What strikes the answer to the paid request, though it mostly strikes downloads. */
const oddAnswers: readonly FailingFault[] = [
  ...(['svg', 'text', 'emptyImage', 'otherFormat', 'hugeDimensions', 'gzipBomb'] as const).map(
    (name) => fault(`${name} for an answer`, { fault: name, route: 'generate' }, puzzling),
  ),
  fault('an answer of nothing', { fault: 'rawAnswer', body: '[]' }, puzzling),
  fault('half an answer', { fault: 'truncatedImage', route: 'generate' }, puzzling),
  fault('an answer longer than announced', { fault: 'wrongLength', route: 'generate' }, puzzling),
  fault(
    'an answer announced as too large',
    { fault: 'hugeContentLength', route: 'generate' },
    tooLarge,
  ),
  fault(
    'a refusal of the storage for an answer',
    { fault: 'expiredLink', route: 'generate' },
    { ...serverDown, mayHaveBeenCharged: false, says: /has a problem at the moment/ },
  ),
];

/** What strikes the question about a record, though it mostly strikes the paid request. */
const refusedRecords: readonly FailingFault[] = [
  asked('too few credits', { fault: 'insufficientCredits' }, outOfCredit, { offers: 'checkAgain' }),
  asked('HTTP 402', { fault: 'paymentRequired' }, outOfCredit),
  asked('an unsupported model', { fault: 'unsupportedModel' }, badRequest(/not supported/)),
  asked('missing fields', { fault: 'missingFields' }, badRequest(/quality is required/)),
  asked('a refused parameter', { fault: 'providerRefusal' }, badRequest(/output_quality/)),
  // It is the question that was refused: the record, which is paid for, can be asked for again.
  asked('a refusal for safety', { fault: 'safetyRefusal' }, promptRefused(/flagged as NSFW/)),
  asked('HTTP 403 of the service', { fault: 'forbiddenJson' }, keyRejected, {
    offers: 'setApiKey',
  }),
  asked('the older shape of an error', { fault: 'oldErrorShape' }, puzzling, {
    says: /request was not understood/,
  }),
  asked('nothing', { fault: 'rawAnswer', body: '{}' }, puzzling),
  asked('no JSON', { fault: 'notJson' }, puzzling),
  asked('an empty answer', { fault: 'emptyBody' }, puzzling),
  asked('no link', { fault: 'noUrl' }, puzzling),
  asked('a link to a private address', { fault: 'badUrl', kind: 'privateIp' }, puzzling),
  asked('an answer of more than 1 MB', { fault: 'oversizeReply' }, tooLarge),
];

const passingToo: readonly PassingFault[] = [
  ...(
    [
      'providerBusy',
      'forbiddenHtml',
      'http500',
      'http502',
      'http504',
      'http522',
      'dropBeforeRead',
    ] as const
  ).map((name) => askedOnce(name, { fault: name })),
  ...(['urlAtTopLevel', 'severalImages', 'completedStatusWord', 'slowHead'] as const).map((name) =>
    askedOnce(name, { fault: name }),
  ),
  passing('an answer under a wrong type', { fault: 'wrongContentType', route: 'generate' }),
  passing('an answer that trickles in', { fault: 'slowBody', route: 'generate', chunkBytes: 100 }),
];

const routesOf = (rules: readonly FaultRule[]): Route[] =>
  rules.map((rule) => rule.route ?? faultRoutes[rule.fault]);

const whenOf = (rules: readonly FaultRule[]): TableRow['when'] =>
  routesOf(rules).every((route) => route === 'generate') && rules[0]?.fault !== 'processing'
    ? 'before'
    : 'after';

function failingRow({ title, rules, args, hasRecord = false, ...ending }: FailingFault): TableRow {
  return { title, rules, when: whenOf(rules), ...(args && { args }), hasRecord, posts: 1, ending };
}

function passingRow({ title, rules, outputFormat, posts = 1 }: PassingFault): TableRow {
  const args = outputFormat && { args: { outputFormat } };
  return { title, rules, when: whenOf(rules), ...args, hasRecord: true, posts };
}

/** Every fault of the stand-in, before and after the payment. */
export const faultTable: readonly TableRow[] = [
  ...[
    ...failingAnswers,
    ...oddAnswers,
    ...failingDownloads,
    ...failingRecords,
    ...refusedRecords,
    ...lastingFaults,
  ].map(failingRow),
  ...[...passingFaults, ...passingToo].map(passingRow),
];

/** Moments at which a fault can't strike: before the payment, nothing is in process. */
export const impossible: readonly `${FaultName} ${TableRow['when']}`[] = ['processing before'];
