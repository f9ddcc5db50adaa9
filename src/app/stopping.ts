import { cancelled } from '../core/errors.ts';

/** Stops something, as `cancelled`, when a signal aborts, for whatever reason its owner has; also where it has already. */
export function stopWith(stop: AbortController, signal: AbortSignal | undefined): void {
  const stopNow = (): void => stop.abort(cancelled());
  if (signal?.aborted) stopNow();
  else signal?.addEventListener('abort', stopNow, { once: true, signal: stop.signal });
}
