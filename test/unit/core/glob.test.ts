import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGlob, globPath, matchesGlob } from '../../../src/core/glob.ts';

test('a look at a class takes as many steps as it has ranges', () => {
  const glob = createGlob(`*[${'b'.repeat(500)}]`);
  const effort = { steps: 1e6 };
  assert.equal(glob.matches(globPath('a'.repeat(1000), effort), effort), false);
  assert.ok(effort.steps < 1e6 - 500 * 1000);
  const little = { steps: 50_000 };
  assert.equal(glob.matches(globPath(`${'a'.repeat(1000)}b`, little), little), false);
});

test('a glob of a length that nobody writes matches nothing', () => {
  assert.equal(matchesGlob(`${'[['.repeat(40_000)}\\]`, 'a'), false);
  assert.equal(matchesGlob(`{${'a,'.repeat(1000)}b}`, 'b'), false);
  assert.equal(matchesGlob('a'.repeat(1000), 'a'.repeat(1000)), true);
});
