import { cancelled } from './errors.ts';

/** The time between the opening of a window and its end: what runs in it ends with it. */
export interface WindowLife {
  /**
   * Runs something with a signal that aborts when the caller's does, and with a `cancelled` once the
   * window begins to close.
   */
  run<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** `end` waits for it, too. */
  hold(promise: Promise<unknown>): void;
  /** Stops what runs, and whatever is begun from here on. Resolves once all has come to its end. Never rejects. */
  end(): Promise<void>;
}

export function createWindowLife(): WindowLife {
  const over = new AbortController();
  const running = new Set<Promise<unknown>>();

  const hold: WindowLife['hold'] = (promise) => {
    const settled = promise.then(
      () => undefined,
      () => undefined,
    );
    running.add(settled);
    void settled.then(() => running.delete(settled));
  };

  return {
    hold,

    run(work, signal) {
      // By hand: `AbortSignal.any` keeps its parts alive on the Node versions that VS Code runs on.
      const stop = new AbortController();
      const parts = [signal, over.signal];
      const stopNow = (): void => {
        const aborted = parts.find((part) => part.aborted);
        if (aborted) stop.abort(aborted.reason);
      };
      for (const part of parts) part.addEventListener('abort', stopNow, { once: true });
      stopNow();
      const working = work(stop.signal).finally(() => {
        for (const part of parts) part.removeEventListener('abort', stopNow);
      });
      hold(working);
      return working;
    },

    async end() {
      over.abort(cancelled());
      while (running.size > 0) await Promise.all(running);
    },
  };
}
