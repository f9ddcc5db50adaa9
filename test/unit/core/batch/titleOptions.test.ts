import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestAspectRatio, readTitle } from '../../../../src/core/batch/titleOptions.ts';

test('a title of options decides ratio, seed and size', () => {
  assert.deepEqual(readTitle('16:9 seed=7 draft').options, {
    aspectRatio: '16:9',
    seed: 7,
    megapixels: '0.25',
  });
});

test('long and short names, commas and any case are understood', () => {
  assert.deepEqual(
    readTitle(' Ratio=4:5, STEPS=2; quality=90 goFast=false model=flux-2-klein-9b full ').options,
    {
      aspectRatio: '4:5',
      inferenceSteps: 2,
      outputQuality: 90,
      goFast: false,
      model: 'black-forest-labs/flux-2-klein-9b',
      megapixels: '1',
    },
  );
});

test('a title for readers decides nothing, whatever options its words contain', () => {
  for (const title of ['', 'A fox', 'Figure 1: seed=7', 'the 16:9 format', 'seed', 'a=b', '17:9']) {
    assert.deepEqual(readTitle(title).options, {}, title);
  }
});

test('so does one of a length that nobody writes', () => {
  for (const count of [200, 130_000]) {
    assert.deepEqual(readTitle('16:9 '.repeat(count)), { options: {} });
  }
});

test('a wrong value names the option and what is allowed', () => {
  for (const [title, message] of [
    ['seed=0', /^seed must be a whole number from 1 to 4294967295\.$/],
    ['16:9 seed=x', /^seed must be/],
    ['steps=2.5', /^steps must be a whole number from 1 to 4\.$/],
    ['ratio=2:1', /^ratio must be one of "1:1"/],
    ['goFast=maybe', /^goFast must be true or false\.$/],
    ['quality=1e2', /^quality must be/],
  ] as const) {
    assert.throws(() => readTitle(title).options, { code: 'badRequest', message });
  }
});

test('a title may not switch the safety checker off', () => {
  assert.deepEqual(readTitle('16:9 disableSafetyChecker=true'), {
    options: { aspectRatio: '16:9' },
    isCheckerIgnored: true,
  });
  assert.deepEqual(readTitle('disableSafetyChecker is on'), { options: {} });
});

test('a size has the nearest ratio', () => {
  assert.equal(nearestAspectRatio(1920, 1080), '16:9');
  assert.equal(nearestAspectRatio(600, 800), '4:5');
  assert.equal(nearestAspectRatio(1, 1000), '9:16');
  assert.equal(nearestAspectRatio(300, 300), '1:1');
  assert.equal(nearestAspectRatio(300, 0), undefined);
  assert.equal(nearestAspectRatio(Number.NaN, 3), undefined);
});
