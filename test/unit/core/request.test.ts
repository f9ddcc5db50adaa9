import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  allowedInstead,
  parseGenerateArgs,
  seedOfImage,
  withDefaults,
  type RequestDefaults,
} from '../../../src/core/request.ts';

describe('Arguments', () => {
  test('that are right come back, the prompt trimmed', () => {
    const given = { prompt: ' a fox ', count: 8, seed: 1, insert: false, altText: '' };
    assert.deepEqual(parseGenerateArgs(given), { ...given, prompt: 'a fox' });
  });

  test('that are undefined count as absent', () => {
    assert.deepEqual(parseGenerateArgs({ seed: undefined }), {});
  });

  const wrong: [field: string, value: unknown, allowed: RegExp][] = [
    ['prompt', '   ', /1 to 10,000 characters/],
    ['prompt', 'a'.repeat(10_001), /1 to 10,000 characters/],
    ['prompt', 5, /1 to 10,000 characters/],
    ['aspectRatio', '16x9', /"1:1", "16:9"/],
    ['outputFormat', 'jpeg', /"webp", "jpg", "png"/],
    ['outputQuality', 101, /0 to 100/],
    ['inferenceSteps', 2.5, /1 to 4/],
    ['megapixels', 1, /"0.25", "1"/],
    ['goFast', 'true', /true or false/],
    ['seed', 0, /1 to 4294967295/],
    ['seed', 4_294_967_296, /1 to 4294967295/],
    ['seed', Number.NaN, /1 to 4294967295/],
    ['count', 9, /1 to 8/],
    ['count', null, /1 to 8/],
    ['folder', '', /not empty/],
    ['model', 'flux-2-klein-4b', /black-forest-labs/],
  ];
  for (const [field, value, allowed] of wrong) {
    test(`name ${field} and what is allowed instead of ${String(value).slice(0, 20)}`, () => {
      assert.throws(
        () => parseGenerateArgs({ [field]: value }),
        (error: { code: string; field: string; message: string }) => {
          assert.equal(error.code, 'badRequest');
          assert.equal(error.field, field);
          assert.match(error.message, allowed);
          assert.ok(error.message.startsWith(field));
          return true;
        },
      );
      assert.ok(allowedInstead(field as 'seed', value));
    });
  }

  test('that are unknown are named', () => {
    assert.throws(() => parseGenerateArgs({ aspect_ratio: '1:1' }), {
      code: 'badRequest',
      field: 'aspect_ratio',
    });
    assert.throws(() => parseGenerateArgs({ toString: 1 }), { field: 'toString' });
  });

  for (const value of [[], 'a fox', 7, null]) {
    test(`must be an object, not ${JSON.stringify(value)}`, () => {
      assert.throws(() => parseGenerateArgs(value), { code: 'badRequest' });
    });
  }
});

describe('Settings', () => {
  const settings: Record<keyof RequestDefaults, unknown> = {
    model: 'black-forest-labs/flux-2-klein-4b',
    aspectRatio: '3:2',
    outputFormat: 'png',
    outputQuality: 200,
    inferenceSteps: 4,
    goFast: true,
    megapixels: '1',
    disableSafetyChecker: false,
  };

  test('count where no argument is given, and a wrong one only there', () => {
    const decided = withDefaults({ outputQuality: 50 }, (name) => settings[name]);
    assert.equal(decided.outputQuality, 50);
    assert.equal(decided.aspectRatio, '3:2');
    assert.throws(() => withDefaults({}, (name) => settings[name]), {
      code: 'badRequest',
      field: 'fluxKlein.outputQuality',
    });
  });
});

describe('Seeds', () => {
  test('count up and wrap from the largest to 1', () => {
    assert.equal(seedOfImage(7, 0), 7);
    assert.equal(seedOfImage(7, 3), 10);
    assert.equal(seedOfImage(4_294_967_295, 1), 1);
  });
});
