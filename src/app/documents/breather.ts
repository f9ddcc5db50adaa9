import { cancelled } from '../../core/errors.ts';

/** Lets the other work of this thread come in between the steps of a long one: all extensions share it. */
export interface Breather {
  /**
   * To be called after every short step. `undefined`: there is time for another; else to be awaited before it.
   * Rejects `cancelled` once the signal has aborted.
   */
  pause(): Promise<void> | undefined;
}

/** Between two pauses: short beside the 50 ms that a person may notice. */
const maxBusyMs = 8;

export function createBreather(signal: AbortSignal): Breather {
  // What this turn has done already nobody knows, so the first pause is one.
  let since = -Infinity;
  const rest = async (): Promise<void> => {
    await new Promise(setImmediate);
    if (signal.aborted) throw cancelled();
    since = performance.now();
  };
  return {
    pause: () => (signal.aborted || performance.now() - since > maxBusyMs ? rest() : undefined),
  };
}
