import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cancelled, ImageError } from '../../../src/core/errors.ts';
import { createWindowLife } from '../../../src/core/windowLife.ts';

const never = new AbortController().signal;
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop);
  });
const isCancelled = (error: unknown) => error instanceof ImageError && error.code === 'cancelled';

describe('the life of a window', () => {
  test('hands on what comes of something', async () => {
    const life = createWindowLife();
    assert.equal(await life.run(() => Promise.resolve(7), never), 7);
    const failure = new Error('no');
    await assert.rejects(
      life.run(() => Promise.reject(failure), never),
      failure,
    );
  });

  test("stops something with its caller's reason", async () => {
    const life = createWindowLife();
    const caller = new AbortController();
    const reason = cancelled();
    const running = life.run(untilAborted, caller.signal);
    caller.abort(reason);
    await assert.rejects(running, (error) => error === reason);
    await assert.rejects(life.run(untilAborted, caller.signal), (error) => error === reason);
  });

  test('stops all that runs when it ends, and whatever is begun from then on', async () => {
    const life = createWindowLife();
    const running = [1, 2, 3].map(() => life.run(untilAborted, never));
    const ends = running.map((each) => assert.rejects(each, isCancelled));
    await life.end();
    await Promise.all(ends);
    await assert.rejects(life.run(untilAborted, never), isCancelled);
  });

  test('has ended once all that runs has, and what is held besides', async () => {
    const life = createWindowLife();
    const story: string[] = [];
    const later = async (name: string) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      story.push(name);
    };
    const running = life.run(async (signal) => {
      await untilAborted(signal).catch(() => undefined);
      await later('ledger');
      life.hold(later('cleared'));
      throw signal.reason;
    }, never);
    const ended = life.end().then(() => story.push('ended'));
    await assert.rejects(running, isCancelled);
    await ended;
    assert.deepEqual(story, ['ledger', 'cleared', 'ended']);
  });
});
