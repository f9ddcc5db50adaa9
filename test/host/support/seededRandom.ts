/** Draws that are the same in every run with the same seed. */
export interface SeededRandom {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number;
  pick<T>(values: readonly T[]): T;
  /** True in one of so many draws. */
  oneIn(count: number): boolean;
}

/** The generator mulberry32, which is in the public domain. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const draw = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => draw() % limit;
  return {
    below,
    pick: (values) => values[below(values.length)]!,
    oneIn: (count) => below(count) === 0,
  };
}
