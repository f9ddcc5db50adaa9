import { ImageError, type ImageErrorDetails, type ErrorCode } from './errors.ts';
import type { ProgressStep } from './ports.ts';
import type { GenerationRequest } from './request.ts';

export type JobStatus = 'queued' | 'running' | 'saving' | 'done' | 'failed' | 'cancelled';

/** A finished file, as the list remembers it. */
export interface JobAsset {
  readonly uri: string;
  readonly recordId: string;
  readonly width: number;
  readonly height: number;
  readonly format: string;
  readonly byteCount: number;
}

/** One image that somebody asked for, from the asking to the file. */
export interface Job {
  readonly id: string;
  /** Jobs that were asked for together. */
  readonly batchId: string;
  /** Place in its batch, from 0. */
  readonly index: number;
  readonly request: GenerationRequest;
  readonly altText: string;
  readonly status: JobStatus;
  /** While queued or running. */
  readonly step?: ProgressStep;
  readonly asset?: JobAsset;
  readonly error?: ImageError;
  /** Name of the document that its link was put into last. */
  readonly insertedInto?: string;
}

export type JobEvent =
  | { readonly kind: 'stepped'; readonly step: ProgressStep }
  | { readonly kind: 'finished'; readonly asset: JobAsset }
  | { readonly kind: 'failed'; readonly error: ImageError }
  | { readonly kind: 'retried' }
  | { readonly kind: 'inserted'; readonly into: string };

/** What follows from what; an event that does not fit changes nothing. */
const transitions: Record<JobEvent['kind'], readonly JobStatus[]> = {
  stepped: ['queued', 'running', 'saving'],
  finished: ['queued', 'running', 'saving'],
  failed: ['queued', 'running', 'saving'],
  retried: ['failed', 'cancelled'],
  inserted: ['done'],
};

function after(job: Job, event: JobEvent): Job {
  if (!transitions[event.kind].includes(job.status)) return job;
  const { step: _step, error: _error, ...rest } = job;
  switch (event.kind) {
    case 'stepped':
      return { ...rest, status: statusDuring(event.step), step: event.step };
    case 'finished':
      return { ...rest, status: 'done', asset: event.asset };
    case 'failed':
      return {
        ...rest,
        status: event.error.code === 'cancelled' ? 'cancelled' : 'failed',
        error: event.error,
      };
    case 'retried':
      return { ...rest, status: 'queued' };
    case 'inserted':
      return { ...job, insertedInto: event.into };
  }
}

function statusDuring(step: ProgressStep): JobStatus {
  if (step.kind === 'queued') return 'queued';
  return step.kind === 'saving' ? 'saving' : 'running';
}

export const isUnfinished = ({ status }: Job): boolean =>
  status === 'queued' || status === 'running' || status === 'saving';

/** Finished, and in no document that was filled from here. */
export const isDiscardable = ({ status, insertedInto }: Job): boolean =>
  status === 'done' && insertedInto === undefined;

/** All images of a window that were asked for in the panel, whether or not it is shown. */
export interface JobList {
  /** The newest batch first; within a batch in the order of seeds. */
  all(): readonly Job[];
  get(id: string): Job | undefined;
  add(jobs: readonly Job[]): void;
  tell(id: string, event: JobEvent): void;
  remove(ids: readonly string[]): void;
}

/** @param maxJobs how many finished ones are remembered; the oldest are forgotten first. */
export function createJobList({
  maxJobs,
  onChange,
}: {
  readonly maxJobs: number;
  readonly onChange: () => void;
}): JobList {
  let jobs: readonly Job[] = [];
  const change = (next: readonly Job[]): void => {
    jobs = next;
    onChange();
  };
  return {
    all: () => jobs,
    get: (id) => jobs.find((job) => job.id === id),
    add(added) {
      const kept = jobs.filter((job, at) => isUnfinished(job) || at + added.length < maxJobs);
      change([...added, ...kept]);
    },
    tell(id, event) {
      const at = jobs.findIndex((job) => job.id === id);
      const job = jobs[at];
      const next = job && after(job, event);
      if (next && next !== job) change(jobs.with(at, next));
    },
    remove: (ids) => change(jobs.filter(({ id }) => !ids.includes(id))),
  };
}

/** A job as it is kept over a reload: no signed link, no key, no bytes. */
export type StoredJob = Omit<Job, 'error' | 'step'> & {
  readonly error?: { readonly code: ErrorCode; readonly message: string } & ImageErrorDetails;
};

export function toStored({ step: _step, error, ...job }: Job): StoredJob {
  if (isUnfinished({ ...job, status: job.status })) {
    return { ...job, status: 'failed', error: interrupted };
  }
  if (!error) return job;
  const { code, message, reason, mayHaveBeenCharged, recordId, isChargeEarlier } = error;
  const { isQuestionRefused, field, serviceMessage } = error;
  return {
    ...job,
    error: {
      code,
      message,
      mayHaveBeenCharged,
      ...(reason && { reason }),
      ...(recordId && { recordId }),
      ...(isChargeEarlier && { isChargeEarlier }),
      ...(isQuestionRefused && { isQuestionRefused }),
      ...(field && { field }),
      ...(serviceMessage && { serviceMessage }),
    },
  };
}

/** Whoever closes the window while an image is made cannot know whether it was charged. */
const interrupted = {
  code: 'network',
  message: 'The window was closed while this image was made.',
  reason: 'interrupted',
  mayHaveBeenCharged: true,
} as const;

export function fromStored({ error, ...job }: StoredJob): Job {
  return error ? { ...job, error: new ImageError(error.code, error.message, error) } : job;
}
