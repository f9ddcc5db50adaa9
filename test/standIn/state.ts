import type { Latency, Settings } from './control.ts';
import { createFaultRules, type FaultRules } from './faultRules.ts';
import { createJournal, type Journal } from './journal.ts';
import { createPainter, type Painter } from './painter.ts';
import { createRateWindow, type RateWindow } from './rateWindow.ts';
import { createRecords, type Records } from './records.ts';
import { createSignedLinks, type SignedLinks } from './signedLinks.ts';

/** What the origins share. */
export interface State {
  readonly rules: FaultRules;
  readonly journal: Journal;
  readonly painter: Painter;
  readonly records: Records;
  readonly links: SignedLinks;
  readonly rateWindow: RateWindow;
  readonly latency: () => Latency;
  readonly settings: () => Settings;
  /** Milliseconds since the epoch, by the stand-in's clock. */
  readonly now: () => number;
  /** Waits in real time, for 0 not at all; rejects as soon as the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  setLatency(latency: Partial<Latency>): void;
  configure(settings: Partial<Settings>): void;
  advanceClock(ms: number): void;
  reset(): void;
}

export interface StateOptions {
  readonly latency: Partial<Latency>;
  readonly settings: Partial<Settings>;
  readonly isCoarse: boolean;
  readonly now: () => number;
  readonly sleep: State['sleep'];
}

const noLatency: Latency = { postMs: 0, resultMs: 0, modelsMs: 0, downloadMs: 0 };

const usualSettings: Settings = {
  limitPerMinute: 0,
  minuteMs: 60_000,
  rateLimitStyle: {},
  linkLifetimeMs: 3_600_000,
  creditLimit: 1_000_000,
  usedCredit: 5_234,
  asyncPolls: 1,
  apiKey: 'stand-in-key',
};

/** @param options what `reset` goes back to. */
export function createState(options: StateOptions): State {
  let latency: Latency = { ...noLatency, ...options.latency };
  let settings: Settings = { ...usualSettings, ...options.settings };
  let passedMs = 0;
  const now = (): number => options.now() + passedMs;
  const rules = createFaultRules();
  const journal = createJournal({ now, apiKey: () => settings.apiKey });
  const records = createRecords({ now });
  const rateWindow = createRateWindow({ now });
  return {
    rules,
    journal,
    records,
    rateWindow,
    painter: createPainter({ isCoarse: options.isCoarse }),
    links: createSignedLinks({ now }),
    latency: () => latency,
    settings: () => settings,
    now,
    sleep: async (ms, signal) => {
      if (ms > 0) await options.sleep(ms, signal);
      signal.throwIfAborted();
    },
    setLatency: (given) => void (latency = { ...latency, ...given }),
    configure: (given) => void (settings = { ...settings, ...given }),
    advanceClock: (ms) => void (passedMs += ms),
    reset() {
      latency = { ...noLatency, ...options.latency };
      settings = { ...usualSettings, ...options.settings };
      passedMs = 0;
      rules.clear();
      journal.reset();
      records.clear();
      rateWindow.clear();
    },
  };
}
