import { seedRule } from '../core/models.ts';

/** A seed, evenly drawn from all that the service takes. */
export function drawSeed(): number {
  const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
  // 0 is not a seed; drawing again is rarer than once in a lifetime.
  return drawn < seedRule.min ? drawSeed() : drawn;
}
