import type { Clock } from './ports.ts';

/** A wait that is worth telling of. */
export interface TurnWait {
  readonly waitMs: number;
  /** The service asked for it; else it is our own limit of requests a minute. */
  readonly isAskedFor: boolean;
}

/**
 * A place in the line, kept for all requests of one image: what is begun goes on before what came
 * later begins.
 */
export interface Turns {
  /** Waits until one more request may be sent. Rejects with the signal's reason. */
  next(signal: AbortSignal): Promise<void>;
  /**
   * The service asks to wait: the next turn comes no sooner, and while it is waited for, nor does
   * anybody else's.
   */
  holdOff(waitMs: number): void;
}

export interface RequestLineOptions {
  /** Read at every decision, so that a changed setting counts at once. */
  readonly perMinute: () => number;
  readonly clock: Clock;
}

/** @param onWait told how long the turn is away, and again where that changes. */
export type JoinLine = (onWait?: (wait: TurnWait) => void) => Turns;

interface Waiting {
  readonly rank: number;
  readonly notBeforeMs: number;
  readonly onWait: ((wait: TurnWait) => void) | undefined;
  readonly go: () => void;
  toldMs: number;
}

const minuteMs = 60_000;
/** Shorter waits are over before anybody has read of them. */
const tellingWaitMs = 500;

/** Lets requests go one after the other, no more in any minute than the limit says. */
export function createRequestLine({ perMinute, clock }: RequestLineOptions): JoinLine {
  /** Whoever joined first stands first. */
  const line: Waiting[] = [];
  const sentAtMs: number[] = [];
  let joinedCount = 0;
  let alarm = new AbortController();

  const nextGo = (nowMs: number) => {
    while (sentAtMs[0] !== undefined && sentAtMs[0] <= nowMs - minuteMs) sentAtMs.shift();
    // The oldest of the last `perMinute` requests decides: once it is a minute old, one more may go.
    const decidingMs = sentAtMs.at(-perMinute());
    const limitMs = decidingMs === undefined ? nowMs : decidingMs + minuteMs;
    const askedMs = Math.max(...line.map(({ notBeforeMs }) => notBeforeMs));
    return { atMs: Math.max(limitMs, askedMs), isAskedFor: askedMs > limitMs };
  };

  const advance = (): void => {
    alarm.abort();
    while (line.length > 0) {
      const nowMs = clock.now();
      const { atMs, isAskedFor } = nextGo(nowMs);
      const waitMs = atMs - nowMs;
      if (waitMs > 0) {
        alarm = new AbortController();
        clock.sleep(waitMs, alarm.signal).then(advance, () => undefined);
        for (const each of line) {
          if (each.toldMs === atMs || waitMs < tellingWaitMs) continue;
          each.toldMs = atMs;
          each.onWait?.({ waitMs, isAskedFor });
        }
        return;
      }
      sentAtMs.push(nowMs);
      line.shift()?.go();
    }
  };

  const stand = (waiting: Waiting): void => {
    const behind = line.findIndex(({ rank }) => rank > waiting.rank);
    line.splice(behind < 0 ? line.length : behind, 0, waiting);
    advance();
  };

  return (onWait) => {
    const rank = joinedCount++;
    let notBeforeMs = 0;
    return {
      holdOff: (waitMs) => void (notBeforeMs = clock.now() + waitMs),
      next: (signal) =>
        new Promise((resolve, reject) => {
          signal.throwIfAborted();
          const leave = (): void => {
            line.splice(line.indexOf(waiting), 1);
            reject(signal.reason as Error);
            advance();
          };
          const go = (): void => {
            signal.removeEventListener('abort', leave);
            resolve();
          };
          const waiting: Waiting = { rank, notBeforeMs, onWait, go, toldMs: 0 };
          signal.addEventListener('abort', leave, { once: true });
          stand(waiting);
        }),
    };
  };
}
