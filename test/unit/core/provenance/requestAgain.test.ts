import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { requestAgain } from '../../../../src/core/provenance/requestAgain.ts';
import { sampleProvenance } from './sampleProvenance.ts';

const everything = {
  prompt: sampleProvenance.prompt,
  model: 'black-forest-labs/flux-2-klein-9b',
  aspectRatio: '16:9',
  outputFormat: 'webp',
  outputQuality: 0,
  inferenceSteps: 3,
  goFast: false,
  megapixels: '0.25',
};

describe('An image made again', () => {
  test('is asked for with every parameter that made it', () => {
    assert.deepEqual(requestAgain(sampleProvenance, 'webp', {}), {
      ...everything,
      seed: 4_294_967_295,
    });
  });

  test('gets a new seed and other words only where that is wished', () => {
    assert.deepEqual(requestAgain(sampleProvenance, 'webp', { seed: 'new' }), everything);
    assert.deepEqual(requestAgain(sampleProvenance, 'webp', { prompt: 'an owl', seed: 'same' }), {
      ...everything,
      prompt: 'an owl',
      seed: 4_294_967_295,
    });
  });

  test('is of the format that its file has', () => {
    assert.equal(requestAgain(sampleProvenance, 'png', {}).outputFormat, 'png');
  });

  test('needs a prompt from somewhere', () => {
    assert.throws(() => requestAgain(undefined, 'png', {}), {
      code: 'badRequest',
      field: 'prompt',
    });
    assert.deepEqual(requestAgain(undefined, 'png', { prompt: 'an owl' }), {
      prompt: 'an owl',
      outputFormat: 'png',
    });
  });

  test('is refused where it was made with what is not on offer', () => {
    for (const [field, value] of [
      ['model', 'somebody/else'],
      ['aspectRatio', '7:3'],
      ['megapixels', '400'],
    ] as const) {
      const provenance = { ...sampleProvenance, [field]: value };
      assert.throws(() => requestAgain(provenance, 'png', {}), { code: 'badRequest', field });
    }
  });
});
