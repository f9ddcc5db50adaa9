import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createPacer } from '../../../src/core/pacing.ts';
import { VirtualClock } from '../oneMinAi/virtualClock.ts';

const never = new AbortController().signal;

function setUp({ maxParallel = 2 } = {}) {
  const clock = new VirtualClock();
  const limits = { maxParallel };
  const pacer = createPacer({
    maxParallel: () => limits.maxParallel,
    perMinute: () => 6000,
    clock,
  });
  return { limits, pacer };
}

const settle = () => new Promise(setImmediate);

describe('places', () => {
  test('are given in order of asking, as many as the limit says', async () => {
    const { pacer } = setUp();
    const entered: number[] = [];
    const leaves = await Promise.all([pacer.place(never), pacer.place(never)]);
    const later = [1, 2, 3].map(async (number) => {
      const leave = await pacer.place(never);
      entered.push(number);
      return leave;
    });
    await settle();
    assert.deepEqual(entered, []);
    leaves[0]?.();
    await settle();
    assert.deepEqual(entered, [1]);
    (await later[0])?.();
    leaves[1]?.();
    await settle();
    assert.deepEqual(entered, [1, 2, 3]);
  });

  test('given back twice count once', async () => {
    const { pacer } = setUp({ maxParallel: 1 });
    const leave = await pacer.place(never);
    leave();
    leave();
    await pacer.place(never);
    let isThirdIn = false;
    void pacer.place(never).then(() => (isThirdIn = true));
    await settle();
    assert.equal(isThirdIn, false);
  });

  test('are not held up by whoever gives up waiting', async () => {
    const { pacer } = setUp({ maxParallel: 1 });
    const leave = await pacer.place(never);
    const stop = new AbortController();
    const given = pacer.place(stop.signal);
    const next = pacer.place(never);
    stop.abort();
    await assert.rejects(given, { code: 'cancelled' });
    leave();
    await next;
  });

  test('follow a raised limit at the next change', async () => {
    const { pacer, limits } = setUp({ maxParallel: 1 });
    const leave = await pacer.place(never);
    const waiting = [pacer.place(never), pacer.place(never)];
    limits.maxParallel = 2;
    leave();
    await Promise.all(waiting);
  });
});
