import { cancelled, ImageError, isRefused } from '../core/errors.ts';
import { DeadlineError } from './deadline.ts';
import { TransportError } from './transport.ts';
import { failureOfTransport } from './transportFailure.ts';

/** What is known about the money while an image is being made; every failure carries it. */
export interface Spending {
  mayHaveBeenCharged: boolean;
  recordId?: string;
}

/** Turns every failure into an `ImageError` that says what is known about the money. */
export async function guarded<T>(
  spending: Spending,
  run: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  try {
    signal.throwIfAborted();
    return await run();
  } catch (error) {
    // A record that was refused before any work holds no image to find again.
    const known = spending.mayHaveBeenCharged ? spending : {};
    if (signal.aborted) throw cancelled({ ...known, cause: error });
    const failure = asImageError(error).with(known);
    // The same where the record says it later: nothing is kept of it, so nothing must seem to be open.
    throw isRefused(failure) ? failure.with({ mayHaveBeenCharged: false }) : failure;
  }
}

function asImageError(error: unknown): ImageError {
  if (error instanceof ImageError) return error;
  if (error instanceof TransportError) return failureOfTransport(error);
  if (error instanceof DeadlineError) {
    return new ImageError('timeout', 'The service did not finish in time.', { cause: error });
  }
  return new ImageError('network', 'The request failed.', { cause: error });
}
