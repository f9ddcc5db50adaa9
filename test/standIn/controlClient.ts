import type { StandInControl } from './control.ts';

/**
 * Speaks to a stand-in in another process. Needs nothing but `fetch`.
 * Methods reject with an `Error` that carries the stand-in's words.
 */
export function createControlClient(controlOrigin: string): StandInControl {
  const call = async <Result>(
    method: keyof StandInControl,
    ...args: unknown[]
  ): Promise<Result> => {
    const response = await fetch(`${controlOrigin}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(args),
    });
    const answer = (await response.json()) as { result?: Result; error?: string };
    if (!response.ok) throw new Error(`stand-in: ${answer.error ?? response.statusText}`);
    return answer.result as Result;
  };
  return {
    reset: () => call('reset'),
    addFault: (rule) => call('addFault', rule),
    setLatency: (latency) => call('setLatency', latency),
    configure: (settings) => call('configure', settings),
    advanceClock: (ms) => call('advanceClock', ms),
    received: () => call('received'),
    untilCounted: (atLeast) => call('untilCounted', atLeast),
    maxParallel: () => call('maxParallel'),
    addresses: () => call('addresses'),
  };
}
