import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { unlessAborted } from '../../../src/core/unlessAborted.ts';

const stops = () => [new AbortController(), new AbortController()] as const;
const signalsOf = (all: readonly AbortController[]) => all.map(({ signal }) => signal);

describe('what is done unless all of it was stopped', () => {
  test('settles as it does while one signal is left', async () => {
    const all = stops();
    const { promise, resolve } = Promise.withResolvers<number>();
    const outcome = unlessAborted(promise, signalsOf(all), () => assert.fail('it was not late'));
    all[0].abort();
    resolve(7);
    assert.equal(await outcome, 7);
    const failure = new Error('no');
    await assert.rejects(
      unlessAborted(Promise.reject(failure), signalsOf(all), () => undefined),
      failure,
    );
  });

  test('is nothing at once when the last one aborts, and what comes late is handed over', async () => {
    const all = stops();
    const { promise, resolve } = Promise.withResolvers<number>();
    const late: number[] = [];
    const outcome = unlessAborted(promise, signalsOf(all), (value) => void late.push(value));
    for (const stop of all) stop.abort();
    assert.equal(await outcome, undefined);
    resolve(7);
    await promise;
    await new Promise(setImmediate);
    assert.deepEqual(late, [7]);
  });

  test('is nothing where all were stopped before, and where it fails after that', async () => {
    const gone = [AbortSignal.abort(), AbortSignal.abort()];
    const failing = Promise.reject(new Error('no'));
    assert.equal(await unlessAborted(failing, gone, () => undefined), undefined);
  });
});
