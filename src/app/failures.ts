import { asCancelled, asUnexpected, ImageError } from '../core/errors.ts';
import type { Logger } from '../core/ports.ts';

/**
 * Turns anything thrown into the one family; what is not of it goes to the log with its stack.
 * @param signal of what has failed: once it has aborted, whatever is thrown means `cancelled`.
 */
export function asImageError(error: unknown, log: Logger, signal?: AbortSignal): ImageError {
  if (signal?.aborted || isStop(error)) return asCancelled(error);
  if (error instanceof ImageError) {
    log.warn(`${error.code}${error.reason ? ` (${error.reason})` : ''}: ${error.message}`);
    if (error.reason === 'unexpected') logWithStack(rootOf(error), log);
    return error;
  }
  logWithStack(error, log);
  return asUnexpected(error);
}

function logWithStack(error: unknown, log: Logger): void {
  log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

const rootOf = (error: unknown): unknown =>
  error instanceof ImageError && error.cause !== undefined ? rootOf(error.cause) : error;

/** What platforms throw where something was stopped, of which we may not have the signal. */
const isStop = (error: unknown): boolean =>
  (error instanceof Error && ['AbortError', 'Canceled'].includes(error.name)) ||
  (error instanceof ImageError && error.code === 'cancelled');
