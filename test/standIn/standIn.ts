import { setTimeout as sleepFor } from 'node:timers/promises';
import { createApiHandler } from './apiServer.ts';
import type { Addresses, Latency, Settings, StandInControl } from './control.ts';
import { createControlHandler } from './controlServer.ts';
import { listen } from './listener.ts';
import { createState, type State } from './state.ts';
import { createStorageHandler, createThirdHandler } from './storageServer.ts';

export interface StandInOptions {
  /** Of the API origin; default 0, any free one. The other origins take free ones. */
  readonly port?: number;
  /** What it starts with and `reset` goes back to. */
  readonly latency?: Partial<Latency>;
  /** Likewise. */
  readonly settings?: Partial<Settings>;
  /** Whether pictures are painted in squares, which is faster. Default no. */
  readonly isCoarse?: boolean;
  /** Milliseconds since the epoch; default the system's clock. */
  readonly now?: () => number;
  /** How it waits; default a timer. Rejects as soon as the signal aborts. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A local 1min.ai on four origins of 127.0.0.1. */
export interface StandIn extends StandInControl, Addresses {
  /** Resolves at once, also with requests under way, which are cut. */
  close(): Promise<void>;
}

function createControl(state: State, addresses: () => Addresses): StandInControl {
  return {
    reset: async () => state.reset(),
    addFault: async (rule) => state.rules.add(rule),
    setLatency: async (latency) => state.setLatency(latency),
    configure: async (settings) => state.configure(settings),
    advanceClock: async (ms) => state.advanceClock(ms),
    received: async () => state.journal.received(),
    untilCounted: (atLeast) => state.journal.untilCounted(atLeast),
    maxParallel: async () => state.journal.maxParallel(),
    addresses: async () => ({ ...addresses(), apiKey: state.settings().apiKey }),
  };
}

/** Starts a stand-in in this process. Rejects where the port is taken. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const state = createState({
    latency: options.latency ?? {},
    settings: options.settings ?? {},
    isCoarse: options.isCoarse ?? false,
    now: options.now ?? Date.now,
    sleep: options.sleep ?? ((ms, signal) => sleepFor(ms, undefined, { signal })),
  });
  const onProblem = (error: unknown): void => state.journal.problem(error);
  const control = createControl(state, () => addresses);
  const start = (handle: Parameters<typeof listen>[0]['handle'], port = 0) =>
    listen({ port, handle, onProblem });

  const third = await start(createThirdHandler({ state }));
  const thirdOrigin = third.origin;
  const storage = await start(createStorageHandler({ state, thirdOrigin }));
  const controls = await start(createControlHandler(control));
  const storageOrigin = storage.origin;
  const others = [third, storage, controls];
  const api = await start(
    createApiHandler({ state, storageOrigin, thirdOrigin }),
    options.port ?? 0,
  ).catch(async (error: unknown) => {
    await Promise.all(others.map((listener) => listener.close()));
    throw error;
  });
  const addresses: Addresses = {
    apiOrigin: api.origin,
    storageOrigin,
    thirdOrigin,
    controlOrigin: controls.origin,
    apiKey: state.settings().apiKey,
  };
  return {
    ...control,
    ...addresses,
    close: async () => {
      await Promise.all([api, ...others].map((listener) => listener.close()));
    },
  };
}
