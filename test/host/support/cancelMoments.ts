import type { CountName, FaultRule, StandInControl } from '../../standIn/control.ts';
import type { ImageStep } from '../../../src/app/making/batch.ts';

/** A moment in the life of an image at which a person may stop it. */
export interface CancelMoment {
  readonly title: string;
  readonly rules: readonly FaultRule[];
  /** What the service has counted by then. */
  readonly counts: Partial<Record<CountName, number>>;
  /** The step that the person sees by then. */
  readonly step: ImageStep['kind'];
  /** Whether the paid request has left, and was not refused unprocessed. */
  readonly mayHaveBeenCharged: boolean;
  readonly hasRecord: boolean;
}

const isMade: FaultRule = { fault: 'processing', polls: 0 };
const paid = { mayHaveBeenCharged: true, hasRecord: true } as const;

/** Waits that would all go on for minutes, or for ever. */
export const cancelMoments: readonly CancelMoment[] = [
  {
    title: 'while the service has not answered',
    rules: [{ fault: 'hang' }],
    counts: { paidRequests: 1 },
    step: 'asking',
    mayHaveBeenCharged: true,
    hasRecord: false,
  },
  {
    title: 'while the answer trickles in',
    rules: [{ fault: 'slowBody', route: 'generate', stallAfterBytes: 10 }],
    counts: { paidRequests: 1 },
    step: 'asking',
    mayHaveBeenCharged: true,
    hasRecord: false,
  },
  {
    title: 'while it waits to try again after HTTP 429',
    rules: [{ fault: 'rateLimited', retryAfterSeconds: 500 }],
    counts: { paidRequests: 1 },
    step: 'waiting',
    mayHaveBeenCharged: false,
    hasRecord: false,
  },
  {
    title: 'while it waits to ask what became of the image',
    rules: [{ fault: 'processing' }],
    counts: { resultReads: 1 },
    step: 'processing',
    ...paid,
  },
  {
    title: 'while that question is not answered',
    rules: [isMade, { fault: 'hang', route: 'result' }],
    counts: { resultReads: 1 },
    step: 'processing',
    ...paid,
  },
  {
    title: 'while the download has not begun',
    rules: [{ fault: 'hang', route: 'download' }],
    counts: { downloads: 1 },
    step: 'downloading',
    ...paid,
  },
  {
    title: 'while the image trickles in',
    rules: [{ fault: 'slowBody', stallAfterBytes: 4096 }],
    counts: { downloads: 1 },
    step: 'downloading',
    ...paid,
  },
  {
    title: 'while a fresh link is asked for',
    rules: [
      { fault: 'expiredLink', times: 1 },
      { fault: 'hang', route: 'result' },
    ],
    counts: { resultReads: 1 },
    step: 'downloading',
    ...paid,
  },
];

/** Runs until the moment has come. `start` gets told where to report steps. */
export async function untilMoment(
  standIn: StandInControl,
  { rules, counts, step }: CancelMoment,
  start: (onStep: (step: ImageStep) => void) => void,
): Promise<void> {
  await standIn.reset();
  for (const rule of rules) await standIn.addFault(rule);
  const { promise: isSeen, resolve } = Promise.withResolvers<void>();
  start(({ kind }) => {
    if (kind === step) resolve();
  });
  await Promise.all([isSeen, standIn.untilCounted(counts)]);
}
