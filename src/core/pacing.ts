import { cancelled } from './errors.ts';
import type { Clock } from './ports.ts';

/** Shared by all commands of a window, so that together they keep the limits. */
export interface Pacer {
  /**
   * Waits for one of the parallel places, in order of asking. The place is given back by calling
   * the result, once. Rejects `cancelled` when the signal aborts first.
   */
  place(signal: AbortSignal): Promise<() => void>;
  /**
   * Waits until one more request may be sent within the minute, in order of asking. Rejects with
   * the signal's reason.
   */
  turn(signal: AbortSignal): Promise<void>;
}

export interface PacerOptions {
  /** Read at every decision, so that a changed setting counts at once. */
  readonly maxParallel: () => number;
  readonly perMinute: () => number;
  readonly clock: Clock;
}

const minuteMs = 60_000;

export function createPacer({ maxParallel, perMinute, clock }: PacerOptions): Pacer {
  let occupied = 0;
  const waiting: (() => void)[] = [];
  const sentAt: number[] = [];
  let lastTurn: Promise<void> = Promise.resolve();

  const admit = (): void => {
    while (occupied < maxParallel()) {
      const next = waiting.shift();
      if (!next) return;
      occupied++;
      next();
    }
  };

  const takeTurn = async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      signal.throwIfAborted();
      const now = clock.now();
      while (sentAt[0] !== undefined && sentAt[0] <= now - minuteMs) sentAt.shift();
      // The oldest of the last `perMinute` requests decides: once it is a minute old, one more may go.
      const deciding = sentAt.at(-perMinute());
      if (deciding === undefined) {
        sentAt.push(now);
        return;
      }
      await clock.sleep(deciding + minuteMs - now, signal);
    }
  };

  return {
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

    turn(signal) {
      const previous = lastTurn;
      const mine = previous.then(() => takeTurn(signal));
      // Whoever gives up does not hold up those behind.
      lastTurn = mine.catch(() => undefined);
      return mine;
    },
  };
}
