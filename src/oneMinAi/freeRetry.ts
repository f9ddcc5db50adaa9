import { ImageError } from '../core/errors.ts';
import { orAborted } from '../core/orAborted.ts';
import type { Clock, Logger } from '../core/ports.ts';
import { freeRetryWaitMs, freeTries, freeWaitAskedMs } from './retry.ts';
import { TransportError } from './transport.ts';
import { failureOfTransport } from './transportFailure.ts';

export interface FreeRetryDeps {
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Does something that costs nothing, again after failures that pass by themselves: a busy server,
 * too many requests, a dropped connection, a body cut short. Three times in all.
 * @throws {ImageError} the last failure · the signal's reason, at once.
 */
export async function withFreeRetries<T>(
  deps: FreeRetryDeps,
  once: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  for (let index = 0; ; index += 1) {
    try {
      return await once();
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const failure = error instanceof TransportError ? failureOfTransport(error) : error;
      if (!isPassing(failure) || index + 1 >= freeTries) throw failure;
      const waitMs = Math.max(freeRetryWaitMs(index), freeWaitAskedMs(failure));
      deps.logger.info(`Failed (${failure.code}); trying again in ${waitMs} ms`);
      await orAborted(deps.clock.sleep(waitMs, signal), signal);
    }
  }
}

/** Failing to connect is not among them: a wrong name, a proxy or a certificate stays wrong. */
function isPassing(error: unknown): error is ImageError {
  if (!(error instanceof ImageError)) return false;
  if (error.code === 'serverDown' || error.code === 'rateLimited') return true;
  return error.code === 'network' && (error.reason === 'dropped' || error.reason === 'cutShort');
}
