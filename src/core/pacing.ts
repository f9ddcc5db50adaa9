import { cancelled } from './errors.ts';
import { createRequestLine, type JoinLine, type RequestLineOptions } from './requestLine.ts';

/** Shared by all commands of a window, so that together they keep the limits. */
export interface Pacer {
  /**
   * Waits for one of the parallel places, in order of asking. The place is given back by calling
   * the result, once. Rejects `cancelled` when the signal aborts first.
   */
  place(signal: AbortSignal): Promise<() => void>;
  /** The line of all requests to the service. */
  readonly joinLine: JoinLine;
}

export interface PacerOptions extends RequestLineOptions {
  /** Read at every decision, as `perMinute` is. */
  readonly maxParallel: () => number;
}

export function createPacer({ maxParallel, perMinute, clock }: PacerOptions): Pacer {
  let occupied = 0;
  const waiting: (() => void)[] = [];

  const admit = (): void => {
    while (occupied < maxParallel()) {
      const next = waiting.shift();
      if (!next) return;
      occupied++;
      next();
    }
  };

  return {
    joinLine: createRequestLine({ perMinute, clock }),

    place(signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(cancelled());
        const enter = (): void => {
          signal.removeEventListener('abort', leave);
          let isHeld = true;
          resolve(() => {
            if (!isHeld) return;
            isHeld = false;
            occupied--;
            admit();
          });
        };
        const leave = (): void => {
          waiting.splice(waiting.indexOf(enter), 1);
          reject(cancelled());
        };
        signal.addEventListener('abort', leave, { once: true });
        waiting.push(enter);
        admit();
      });
    },
  };
}
