import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../../src/node/systemClock.ts';

test('the time goes on where the clock of the computer is set anew', (t) => {
  const beforeMs = systemClock.now();
  assert.ok(Math.abs(beforeMs - Date.now()) < 60_000);
  t.mock.method(Date, 'now', () => 0);
  const afterMs = systemClock.now();
  assert.ok(afterMs >= beforeMs && afterMs < beforeMs + 60_000);
});
