import type { Provenance } from '../../../../src/core/provenance/provenance.ts';

/** Every field, none with a value that is a default somewhere. */
export const sampleProvenance: Provenance = {
  prompt: 'a red fox <in> the “snow” & ice, ünïcode 雪 🦊',
  model: 'black-forest-labs/flux-2-klein-9b',
  seed: 4_294_967_295,
  aspectRatio: '16:9',
  outputFormat: 'webp',
  outputQuality: 0,
  inferenceSteps: 3,
  goFast: false,
  megapixels: '0.25',
  disableSafetyChecker: true,
  recordId: '3f0e8f2c-5c1f-4a53-9a54-0d3fbd1d8a11',
  createdAt: '2026-03-27T10:00:01.250Z',
  tool: 'Flux Klein Image Generator 1.2.3',
  digitalSourceType: 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia',
  sourceImage: 'assets/fox.webp',
};
