import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formOfProvenance } from '../../../../src/vscode/views/panel/formOfProvenance.ts';
import { sampleProvenance } from '../../core/provenance/sampleProvenance.ts';

describe('The form that takes over the settings of an image', () => {
  test('gets all of them but the one that only the person decides', () => {
    assert.deepEqual(formOfProvenance(sampleProvenance), {
      prompt: sampleProvenance.prompt,
      model: 'black-forest-labs/flux-2-klein-9b',
      aspectRatio: '16:9',
      outputFormat: 'webp',
      outputQuality: 0,
      inferenceSteps: 3,
      goFast: false,
      megapixels: '0.25',
      seed: 4_294_967_295,
      altText: null,
    });
  });

  test('leaves as it is what an image does not tell', () => {
    const { goFast: _, outputQuality: __, ...known } = sampleProvenance;
    const form = formOfProvenance(known);
    assert.ok(!('goFast' in form) && !('outputQuality' in form));
  });
});
