import { ImageError } from '../core/errors.ts';

/** Longest time spent on waiting for a service that asks for fewer requests, all waits of one image together. */
const rateLimitBudgetMs = 10 * 60_000;

const shortestWaitMs = 1000;
const longestStepMs = 30_000;

/**
 * Reads `Retry-After`, in seconds or as an HTTP date.
 * @returns Milliseconds from `nowMs`, 0 for a date in the past; `undefined` for anything unreadable.
 */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  // Without a letter it is a number that `Date.parse` would take for a year.
  if (!/[a-z]/i.test(text)) return undefined;
  const dateMs = Date.parse(text);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}

export interface RateLimitAnswer {
  /** How many answers of this kind came before it. */
  readonly attempt: number;
  /** What `parseRetryAfter` made of the header. */
  readonly retryAfterMs: number | undefined;
  /** Already spent on such waits. */
  readonly waitedMs: number;
}

/**
 * How long to wait after HTTP 429: what the service says, but at least a second, so that "0" does
 * not make a storm; without a word from it 1, 2, 4 … 30 s.
 * @returns `undefined` where the wait would exceed the budget: give up now instead of at its end.
 */
export function rateLimitWaitMs(answer: RateLimitAnswer): number | undefined {
  const stepMs = Math.min(longestStepMs, shortestWaitMs * 2 ** answer.attempt);
  const waitMs = Math.max(shortestWaitMs, answer.retryAfterMs ?? stepMs);
  return answer.waitedMs + waitMs <= rateLimitBudgetMs ? waitMs : undefined;
}

/** What a service that asks for fewer requests gets before a question that costs nothing: no more than half a minute, for a person is looking at it. */
export function freeWaitAskedMs(error: unknown): number {
  const askedMs = error instanceof ImageError ? error.retryAfterMs : undefined;
  return Math.min(longestStepMs, askedMs ?? 0);
}

/** Wait before poll `index` (from 0): 1, 2, 4, then every 5 s. Source: the API notes, §8. */
export function pollWaitMs(index: number): number {
  return Math.min(5000, 1000 * 2 ** index);
}

/** Tries in all of a request that costs nothing. */
export const freeTries = 3;

/** Wait after free try `index` (from 0): half a second, then one, for a person is looking at it. */
export function freeRetryWaitMs(index: number): number {
  return 500 * 2 ** index;
}
