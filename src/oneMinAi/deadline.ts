import type { Clock } from '../core/ports.ts';

/** The time for something ran out, as opposed to the person having stopped it. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Settles as the promise does, or rejects with the signal's reason as soon as it aborts: whoever
 * does the work may take longer to notice. A value that comes too late goes to `onLate`.
 */
export function orAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  onLate?: (value: T) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    promise
      .then((value) => {
        if (signal.aborted) onLate?.(value);
        else resolve(value);
      }, reject)
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/**
 * Runs something with a signal that aborts when the caller's does, or after `timeoutMs`.
 * @throws {DeadlineError} once the time is over.
 */
export async function withDeadline<T>(
  clock: Clock,
  timeoutMs: number,
  run: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const work = new AbortController();
  const timer = new AbortController();
  // By hand: `AbortSignal.any` keeps its parts alive on the Node versions that VS Code runs on.
  const onAbort = () => {
    work.abort(signal.reason);
    timer.abort(signal.reason);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  clock.sleep(timeoutMs, timer.signal).then(
    () => {
      work.abort(new DeadlineError(`Not done after ${timeoutMs} ms.`));
    },
    () => undefined,
  );
  try {
    return await orAborted(run(work.signal), work.signal);
  } finally {
    timer.abort();
    signal.removeEventListener('abort', onAbort);
  }
}
