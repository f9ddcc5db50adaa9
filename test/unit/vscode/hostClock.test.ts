import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostClock } from '../../../src/vscode/hostClock.ts';

test('the time goes on where the clock of the computer is set anew', (t) => {
  const beforeMs = hostClock.now();
  assert.ok(Math.abs(beforeMs - Date.now()) < 60_000);
  t.mock.method(Date, 'now', () => 0);
  const afterMs = hostClock.now();
  assert.ok(afterMs >= beforeMs && afterMs < beforeMs + 60_000);
});
