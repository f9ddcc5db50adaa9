import { cancelled, ImageError } from '../core/errors.ts';
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
    throw signal.aborted ? cancelled({ ...known, cause: error }) : asImageError(error).with(known);
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
