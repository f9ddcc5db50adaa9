import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGlob, globPath, matchesGlob, usualEffort } from '../../../src/core/glob.ts';

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

test('taking braces to pieces is part of the effort, and what is beyond it matches nothing', () => {
  for (const braces of [
    '{a,b}'.repeat(12),
    '{,}'.repeat(330),
    `${'{a,b}'.repeat(6)}${'{'.repeat(900)}`,
  ]) {
    const effort = usualEffort();
    const { steps } = effort;
    const few = matchesGlob(braces, 'a', effort);
    const cost = steps - effort.steps;
    assert.equal(few, false);
    assert.ok(cost >= 2 * braces.length, `${cost} steps for ${braces.length} characters`);
    const little = { steps: braces.length };
    assert.equal(createGlob(braces, { effort: little }).matches([['a']], usualEffort()), false);
    assert.ok(little.steps < 0);
  }
});

test('once the effort is spent, no glob is looked at', () => {
  const effort = { steps: -1 };
  assert.equal(matchesGlob('a', 'a', effort), false);
  assert.deepEqual(effort, { steps: -1 });
});

test('braces as people write them match, and cost little', () => {
  const effort = usualEffort();
  const { steps } = effort;
  const glob = '**/{docs,notes,{blog,news}/20[0-9][0-9]}/**/*.{md,mdx,markdown}';
  assert.equal(matchesGlob(glob, 'site/news/2024/spring/a.markdown', effort), true);
  assert.ok(steps - effort.steps < 10_000);
});
