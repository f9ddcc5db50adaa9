import type { GenerationRequest } from '../../src/core/request.ts';

/** Few enough for the stand-in to keep every picture, so that none is painted while a clock runs. */
export const seeds: readonly number[] = Array.from({ length: 8 }, (_, index) => index + 1);

/** What the command sends for this seed where every setting has its default. */
export function benchRequest(seed: number): GenerationRequest {
  return {
    prompt: 'A lighthouse on a mole at dusk, terns in the air',
    model: 'black-forest-labs/flux-2-klein-4b',
    aspectRatio: '1:1',
    outputFormat: 'webp',
    outputQuality: 80,
    inferenceSteps: 4,
    goFast: true,
    megapixels: '1',
    disableSafetyChecker: false,
    seed,
  };
}
