import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createRequestLine, type TurnWait } from '../../../src/core/requestLine.ts';
import { VirtualClock } from '../oneMinAi/virtualClock.ts';

const never = new AbortController().signal;

function setUp({ perMinute = 3 } = {}) {
  const clock = new VirtualClock();
  const startMs = clock.now();
  const limits = { perMinute };
  const joinLine = createRequestLine({ perMinute: () => limits.perMinute, clock });
  const gone: (readonly [name: string, afterMs: number])[] = [];
  /** Takes one turn, and notes when it came. */
  const take = async (name: string, turns = joinLine(), signal = never): Promise<void> => {
    await turns.next(signal);
    gone.push([name, clock.now() - startMs]);
  };
  return { clock, limits, joinLine, gone, take };
}

describe('the line of requests', () => {
  test('lets as many through a minute as the limit says, and the rest a minute later', async () => {
    const { clock, gone, take } = setUp({ perMinute: 3 });
    await clock.run(Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => take(name))));
    assert.deepEqual(
      gone.map(([, afterMs]) => afterMs),
      [0, 0, 0, 60_000, 60_000, 60_000, 120_000],
    );
    assert.equal(gone.map(([name]) => name).join(''), 'abcdefg');
    assert.equal(clock.sleeperCount, 0);
  });

  test('counts any minute, not those of the clock', async () => {
    const { clock, gone, take } = setUp({ perMinute: 2 });
    await take('a');
    await clock.run(clock.sleep(40_000, never));
    await take('b');
    await clock.run(Promise.all([take('c'), take('d')]));
    assert.deepEqual(gone, [
      ['a', 0],
      ['b', 40_000],
      ['c', 60_000],
      ['d', 100_000],
    ]);
  });

  test('lets whoever joined first go first, also with what it sends later', async () => {
    const { clock, joinLine, gone, take } = setUp({ perMinute: 1 });
    const [first, second] = [joinLine(), joinLine()];
    await take('first', first);
    await clock.run(Promise.all([take('second', second), take('first again', first)]));
    assert.deepEqual(
      gone.map(([name]) => name),
      ['first', 'first again', 'second'],
    );
  });

  test('is not held up by whoever gives up waiting', async () => {
    const { clock, joinLine, take } = setUp({ perMinute: 1 });
    await take('first');
    const stop = new AbortController();
    const given = take('given up', joinLine(), stop.signal);
    const next = take('next');
    stop.abort(new Error('stopped'));
    await assert.rejects(given, /stopped/);
    await clock.run(next);
    assert.equal(clock.sleeperCount, 0);
  });

  test('lets nobody in whose signal has aborted already', async () => {
    const { gone, joinLine, take } = setUp();
    await assert.rejects(take('late', joinLine(), AbortSignal.abort(new Error('stopped'))));
    assert.deepEqual(gone, []);
  });

  describe('where the service asks to wait', () => {
    test('lets nobody pass whoever was asked', async () => {
      const { clock, joinLine, gone, take } = setUp({ perMinute: 100 });
      const [first, second] = [joinLine(), joinLine()];
      await take('first', first);
      first.holdOff(20_000);
      await clock.run(Promise.all([take('first again', first), take('second', second)]));
      assert.deepEqual(gone, [
        ['first', 0],
        ['first again', 20_000],
        ['second', 20_000],
      ]);
    });

    test('waits for the longest that it asked anybody for', async () => {
      const { clock, joinLine, gone, take } = setUp({ perMinute: 100 });
      const [first, second] = [joinLine(), joinLine()];
      first.holdOff(1000);
      second.holdOff(5000);
      await clock.run(Promise.all([take('first', first), take('second', second)]));
      assert.deepEqual(gone, [
        ['first', 5000],
        ['second', 5000],
      ]);
    });

    test('goes on at once where whoever was asked gives up', async () => {
      const { clock, joinLine, gone, take } = setUp({ perMinute: 100 });
      const asked = joinLine();
      asked.holdOff(500_000);
      const stop = new AbortController();
      const given = take('asked', asked, stop.signal);
      const next = take('next');
      stop.abort(new Error('stopped'));
      await assert.rejects(given, /stopped/);
      await next;
      assert.deepEqual(gone, [['next', 0]]);
      assert.equal(clock.sleeperCount, 0);
    });
  });

  test('tells everybody in it how long the wait is, whose it is, and what changes', async () => {
    const { clock, joinLine, take } = setUp({ perMinute: 1 });
    const told: Record<string, TurnWait[]> = { first: [], second: [] };
    const first = joinLine((wait) => told['first']?.push(wait));
    const second = joinLine((wait) => told['second']?.push(wait));
    await take('first', first);
    const waiting = take('second', second);
    first.holdOff(90_000);
    await clock.run(Promise.all([waiting, take('first again', first)]));
    assert.deepEqual(told, {
      first: [{ waitMs: 90_000, isAskedFor: true }],
      second: [
        { waitMs: 60_000, isAskedFor: false },
        { waitMs: 90_000, isAskedFor: true },
        { waitMs: 60_000, isAskedFor: false },
      ],
    });
  });
});
