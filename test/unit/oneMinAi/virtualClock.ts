import type { Clock } from '../../../src/core/ports.ts';

interface Sleeper {
  readonly dueMs: number;
  wake(): void;
}

/** Time that passes only where nothing else is left to happen. Records every wait. */
export class VirtualClock implements Clock {
  /** The waits that were asked for, time limits included, in their order. */
  readonly sleeps: number[] = [];
  readonly #sleepers = new Set<Sleeper>();
  #nowMs = Date.parse('2026-03-27T10:00:00Z');

  now(): number {
    return this.#nowMs;
  }

  /** Waits of whoever is still there: 0 once everything has been cleaned up. */
  get sleeperCount(): number {
    return this.#sleepers.size;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    this.sleeps.push(ms);
    return new Promise((resolve, reject) => {
      const sleeper: Sleeper = {
        dueMs: this.#nowMs + ms,
        wake: () => {
          this.#sleepers.delete(sleeper);
          resolve();
        },
      };
      const onAbort = () => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason as Error);
      };
      if (signal.aborted) {
        onAbort();
        return;
      }
      signal.addEventListener('abort', onAbort, { once: true });
      this.#sleepers.add(sleeper);
    });
  }

  /** Lets time jump from one wait's end to the next until the promise has settled. */
  async run<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    for (;;) {
      // Everything that needs no time happens before time passes.
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      if (isSettled) return promise;
      const [next] = [...this.#sleepers].sort((a, b) => a.dueMs - b.dueMs);
      if (!next) throw new Error('Nothing is left to wait for, and it has not settled.');
      this.#nowMs = next.dueMs;
      next.wake();
    }
  }
}
