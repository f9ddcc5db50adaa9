import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createPacer } from '../../../src/core/pacing.ts';
import type { ProgressStep } from '../../../src/core/ports.ts';
import { parseEndpoint } from '../../../src/core/endpoint.ts';
import { createOneMinAiClient } from '../../../src/oneMinAi/client.ts';
import type { Transport, TransportRequest } from '../../../src/oneMinAi/transport.ts';
import { answer, canaryKey, processing, request } from './clientSetup.ts';
import { reply } from './scriptedTransport.ts';
import { VirtualClock } from './virtualClock.ts';

const never = new AbortController().signal;
const minuteMs = 60_000;
const commandCount = 25;
const imagesEach = 8;
const imageCount = commandCount * imagesEach;
const seeds = Array.from({ length: imageCount }, (_, index) => index + 1);

type RetryAfter = 'seconds' | 'date' | 'none';

interface ServiceOptions {
  readonly retryAfter: RetryAfter;
  /** How often each record is still being made when it is asked for. */
  readonly polls: number;
  readonly clock: VirtualClock;
}

/** A service that takes 180 requests in any minute, and 0.9 s for an image. */
function createBusyService({ retryAfter, polls, clock }: ServiceOptions) {
  const left: number[] = [];
  const made: number[] = [];
  const pollsLeft = new Map<string, number>();
  let taken: number[] = [];
  let refusedCount = 0;

  const refusal = (freeAtMs: number) => {
    refusedCount += 1;
    const value = {
      seconds: String(Math.ceil((freeAtMs - clock.now()) / 1000)),
      date: new Date(Math.ceil(freeAtMs / 1000) * 1000).toUTCString(),
      none: undefined,
    }[retryAfter];
    const headers = { ...(value && { 'retry-after': value }) };
    return reply({ message: 'Too many requests' }, { status: 429, headers });
  };
  const make = ({ body }: TransportRequest) => {
    const { promptObject } = JSON.parse(body ?? '') as { promptObject: { seed: number } };
    const uuid = `record-${promptObject.seed}`;
    made.push(promptObject.seed);
    pollsLeft.set(uuid, polls);
    return reply(polls > 0 ? { aiRecord: { ...processing.aiRecord, uuid } } : answer({ uuid }));
  };
  const ask = ({ url }: TransportRequest) => {
    const uuid = url.slice(url.lastIndexOf('/') + 1);
    const now = (pollsLeft.get(uuid) ?? 0) - 1;
    pollsLeft.set(uuid, now);
    return reply(now > 0 ? { aiRecord: { ...processing.aiRecord, uuid } } : answer({ uuid }));
  };

  const transport: Transport = {
    async send(sent, signal) {
      const seed = /"seed":(\d+)/.exec(sent.body ?? '')?.[1];
      if (seed && !left.includes(Number(seed))) left.push(Number(seed));
      taken = taken.filter((atMs) => atMs > clock.now() - minuteMs);
      const [oldestMs] = taken;
      if (taken.length >= 180 && oldestMs !== undefined) {
        return refusal(oldestMs + minuteMs)(sent, signal);
      }
      taken.push(clock.now());
      const step = sent.method === 'POST' ? make(sent) : ask(sent);
      await clock.sleep(sent.method === 'POST' ? 900 : 50, signal);
      return step(sent, signal);
    },
  };
  return { transport, left, made, refusedCount: () => refusedCount };
}

interface LoadOptions {
  readonly retryAfter?: RetryAfter;
  readonly polls?: number;
  readonly perMinute?: number;
  readonly maxParallel?: number;
  readonly timeoutMs?: number;
}

/** 25 commands of 8 images each, asked for at once. */
async function runLoad(options: LoadOptions) {
  const { retryAfter = 'seconds', polls = 0, perMinute = 6000, maxParallel = 4 } = options;
  const clock = new VirtualClock();
  const startMs = clock.now();
  const service = createBusyService({ retryAfter, polls, clock });
  const pacer = createPacer({ maxParallel: () => maxParallel, perMinute: () => perMinute, clock });
  const nothing = (): void => undefined;
  const client = createOneMinAiClient({
    transport: service.transport,
    endpoint: () => parseEndpoint('https://api.1min.ai', 'endpoint'),
    keys: { get: async () => canaryKey, forget: nothing },
    requestTimeoutMs: () => options.timeoutMs ?? 120_000,
    joinLine: pacer.joinLine,
    clock,
    logger: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  });
  const steps: ProgressStep[] = [];
  const make = async (seed: number): Promise<string> => {
    const leave = await pacer.place(never);
    try {
      const onProgress = (step: ProgressStep) => void steps.push(step);
      return (await client.generate({ ...request, seed }, { onProgress }, never)).recordId;
    } finally {
      leave();
    }
  };
  const arrived = await clock.run(Promise.all(seeds.map(make)));
  const waits = steps.filter((step) => step.kind === 'waiting' || step.kind === 'pacing');
  return { ...service, arrived, waits, clock, tookMs: clock.now() - startMs };
}

type Load = Awaited<ReturnType<typeof runLoad>>;

function assertAllArrivedInOrder({ arrived, left, made, clock }: Load): void {
  assert.deepEqual(
    arrived,
    seeds.map((seed) => `record-${seed}`),
  );
  assert.deepEqual(left, seeds, 'they leave in the order of asking');
  assert.deepEqual(made, seeds, 'none is paid twice, and each is made in its turn');
  assert.equal(clock.sleeperCount, 0);
}

describe('200 images asked for at once of a service that takes 180 requests a minute', () => {
  test('keep to the limit by themselves: not one is refused', async () => {
    for (const maxParallel of [1, 4, 16]) {
      const load = await runLoad({ perMinute: 180, maxParallel });
      assertAllArrivedInOrder(load);
      assert.equal(load.refusedCount(), 0);
      if (maxParallel === 1) continue;
      assert.ok(load.tookMs > minuteMs && load.tookMs < 2 * minuteMs, `${load.tookMs} ms`);
      assert.ok(load.waits.length > 0, 'the wait is told');
      assert.ok(load.waits.every(({ kind }) => kind === 'pacing'));
    }
  });

  for (const retryAfter of ['seconds', 'date', 'none'] as const) {
    for (const maxParallel of [4, 16]) {
      test(`all arrive where the setting allows more: Retry-After ${retryAfter}, ${maxParallel} at once`, async () => {
        const load = await runLoad({ retryAfter, maxParallel });
        assertAllArrivedInOrder(load);
        assert.ok(load.refusedCount() > 0, 'the service refuses some');
        assert.ok(load.tookMs < 3 * minuteMs, `${load.tookMs} ms`);
        assert.ok(load.waits.length > 0, 'the wait is told');
        assert.ok(load.waits.every(({ kind, waitMs }) => kind === 'waiting' && waitMs >= 500));
      });
    }
  }

  test('all arrive where each has to be asked for again, in less time than the line is long', async () => {
    const load = await runLoad({ polls: 3, perMinute: 180, maxParallel: 16, timeoutMs: 20_000 });
    assertAllArrivedInOrder(load);
    assert.ok(load.tookMs > 4 * minuteMs, `${load.tookMs} ms`);
  });

  for (const retryAfter of ['seconds', 'date', 'none'] as const) {
    test(`all arrive where the questions meet the limit too: Retry-After ${retryAfter}`, async () => {
      const load = await runLoad({ polls: 2, retryAfter, maxParallel: 16 });
      assert.deepEqual(
        load.made.toSorted((a, b) => a - b),
        seeds,
      );
      assert.deepEqual(load.left, seeds);
      assert.equal(new Set(load.arrived).size, imageCount);
      assert.ok(load.refusedCount() > 0);
    });
  }
});
