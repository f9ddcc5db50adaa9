import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  parseProvenance,
  provenanceOf,
  type ProvenanceField,
} from '../../../../src/core/provenance/provenance.ts';
import { sampleProvenance } from './sampleProvenance.ts';

const written: Readonly<Record<ProvenanceField, string>> = {
  ...sampleProvenance,
  seed: '4294967295',
  outputQuality: '0',
  inferenceSteps: '3',
  goFast: 'False',
  disableSafetyChecker: 'true',
  megapixels: '0.25',
  sourceImage: 'assets/fox.webp',
};

describe('Fields that were read from a file', () => {
  test('become provenance', () => {
    assert.deepEqual(parseProvenance(written), sampleProvenance);
  });

  const wrong: readonly (readonly [keyof typeof sampleProvenance, string])[] = [
    ['outputQuality', '101'],
    ['outputQuality', 'high'],
    ['inferenceSteps', '0'],
    ['inferenceSteps', '1.5'],
    ['goFast', '1'],
    ['megapixels', ' '],
    ['disableSafetyChecker', 'no'],
    ['sourceImage', 'x'.repeat(2001)],
  ];
  for (const [field, value] of wrong) {
    test(`leave out ${field} where it is ${value.slice(0, 10)}`, () => {
      const { [field]: _, ...others } = sampleProvenance;
      assert.deepEqual(parseProvenance({ ...written, [field]: value }), others);
    });
  }

  const useless: readonly (readonly [keyof typeof sampleProvenance, string | undefined])[] = [
    ['prompt', undefined],
    ['prompt', ''],
    ['prompt', 'x'.repeat(100_001)],
    ['model', undefined],
    ['seed', undefined],
    ['seed', '0'],
    ['seed', '-7'],
    ['seed', '4294967296'],
    ['seed', '7e3'],
    ['aspectRatio', ''],
    ['outputFormat', undefined],
    ['recordId', undefined],
    ['createdAt', 'yesterday'],
  ];
  for (const [field, value] of useless) {
    test(`are no provenance where ${field} is ${value?.slice(0, 12) ?? 'missing'}`, () => {
      const { [field]: _, ...others } = written;
      const fields = value === undefined ? others : { ...others, [field]: value };
      assert.equal(parseProvenance(fields), undefined);
    });
  }

  test('stay provenance where another program has taken its own name and view off', () => {
    const { tool: _, digitalSourceType: __, ...others } = written;
    assert.deepEqual(parseProvenance(others), {
      ...sampleProvenance,
      tool: 'Flux Klein Image Generator',
    });
  });
});

describe('What is known when an image is made', () => {
  const { prompt, seed, outputQuality, inferenceSteps, goFast, disableSafetyChecker } =
    sampleProvenance;
  const request = {
    prompt,
    seed,
    model: 'black-forest-labs/flux-2-klein-9b',
    aspectRatio: '16:9',
    outputFormat: 'webp',
    outputQuality: outputQuality!,
    inferenceSteps: inferenceSteps!,
    goFast: goFast!,
    megapixels: '0.25',
    disableSafetyChecker: disableSafetyChecker!,
  } as const;
  const making = {
    request,
    recordId: sampleProvenance.recordId,
    createdAtMs: 1_774_605_601_250,
    toolVersion: '1.2.3',
  };

  test('becomes provenance, with the mark of media made by a model', () => {
    const { sourceImage, ...others } = sampleProvenance;
    assert.deepEqual(provenanceOf(making), others);
    assert.deepEqual(provenanceOf({ ...making, sourceImage: sourceImage! }), sampleProvenance);
  });
});
