import { orAborted } from '../core/orAborted.ts';
import type { Clock } from '../core/ports.ts';

/** The time for something ran out, as opposed to the person having stopped it. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** Passes a wait on; the time that it takes does not count. One at a time. */
export type Untimed = <T>(wait: Promise<T>) => Promise<T>;

/**
 * Runs something with a signal that aborts when the caller's does, or after `timeoutMs`.
 * @throws {DeadlineError} once the time is over.
 */
export async function withDeadline<T>(
  clock: Clock,
  timeoutMs: number,
  run: (signal: AbortSignal, untimed: Untimed) => Promise<T>,
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
  let endMs = clock.now() + timeoutMs;
  let waiting: Promise<unknown> | undefined;
  const untimed: Untimed = (wait) => {
    const sinceMs = clock.now();
    const counted = wait.finally(() => {
      endMs += clock.now() - sinceMs;
      waiting = undefined;
    });
    waiting = counted.catch(() => undefined);
    return counted;
  };
  const keepTime = async () => {
    for (let leftMs = timeoutMs; leftMs > 0; leftMs = endMs - clock.now()) {
      await clock.sleep(leftMs, timer.signal);
      await waiting;
    }
    work.abort(new DeadlineError(`Not done after ${timeoutMs} ms.`));
  };
  keepTime().catch(() => undefined);
  try {
    return await orAborted(run(work.signal, untimed), work.signal);
  } finally {
    timer.abort();
    signal.removeEventListener('abort', onAbort);
  }
}
