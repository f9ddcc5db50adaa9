import type { FaultRule } from '../../../standIn/control.ts';

/** A fault of the service that costs time at most: the image arrives, is saved and inserted. */
export interface PassingFault {
  readonly title: string;
  readonly rules: readonly FaultRule[];
  /** Asked for; default `webp`. */
  readonly outputFormat?: 'webp' | 'jpg' | 'png';
  /** What the bytes are; default as asked for. */
  readonly arrives?: 'webp' | 'jpg' | 'png';
  /** Requests that could have been charged; more than one only after HTTP 429. */
  readonly posts?: number;
  /** Default 1. */
  readonly downloads?: number;
  /** Default none. */
  readonly resultReads?: number;
}

export const passing = (
  title: string,
  rules: FaultRule | readonly FaultRule[],
  more: Partial<PassingFault> = {},
): PassingFault => ({ title, rules: [rules].flat(), ...more });

const afterWaiting = { posts: 2 };
const isMade: FaultRule = { fault: 'processing', polls: 0 };

export const passingFaults: readonly PassingFault[] = [
  passing('an image under a wrong type', { fault: 'wrongContentType' }),
  passing('the link at the top level', { fault: 'urlAtTopLevel' }),
  passing('several images, of which the first counts', { fault: 'severalImages' }),
  passing('another word for success', { fault: 'completedStatusWord' }),
  passing('png where webp was asked for', { fault: 'otherFormat' }, { arrives: 'png' }),
  passing(
    'jpg where png was asked for',
    { fault: 'otherFormat' },
    { outputFormat: 'png', arrives: 'jpg' },
  ),
  passing(
    'webp where jpg was asked for',
    { fault: 'otherFormat', format: 'webp' },
    { outputFormat: 'jpg', arrives: 'webp' },
  ),
  passing(
    'an image that takes its time, asked for twice',
    { fault: 'processing', polls: 1 },
    { resultReads: 2 },
  ),
  ...(['http503', 'rateLimited', 'dropAfterRead'] as const).map((name) =>
    passing(
      `an image that takes its time, and a question that fails with ${name}`,
      [isMade, { fault: name, route: 'result', times: 1 }],
      { resultReads: 2 },
    ),
  ),
  passing(
    'a link that has expired, and a fresh one',
    { fault: 'expiredLink', times: 1 },
    { downloads: 2, resultReads: 1 },
  ),
  ...[1, 2, 3].map((hops) =>
    passing(`redirects: ${hops}`, { fault: 'redirect', hops }, { downloads: hops + 1 }),
  ),
  ...([301, 303, 307, 308] as const).map((status) =>
    passing(`a redirect with HTTP ${status}`, { fault: 'redirect', status }, { downloads: 2 }),
  ),
  passing('an image that says it is not encoded', {
    fault: 'contentEncoding',
    encoding: 'identity',
  }),
  passing('an answer that begins late', { fault: 'slowHead' }),
  passing('an image that trickles in', { fault: 'slowBody', delayMs: 5 }),
  ...(['seconds', 'date', 'none'] as const).map((retryAfter) =>
    passing(
      `HTTP 429 once, and how long to wait: ${retryAfter}`,
      { fault: 'rateLimited', retryAfter, times: 1 },
      afterWaiting,
    ),
  ),
  passing(
    'HTTP 429 once, without a word',
    { fault: 'rateLimited', body: 'empty', times: 1 },
    afterWaiting,
  ),
  ...(['truncated', 'truncatedImage', 'http503', 'dropAfterRead', 'dropBeforeRead'] as const).map(
    (name) =>
      passing(
        `a download that fails once with ${name}`,
        { fault: name, route: 'download', times: 1 },
        { downloads: 2 },
      ),
  ),
];
