import { mulberry32 } from './mulberry32.ts';

/** Draws that are the same in every run with the same seed. */
export interface SeededRandom {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number;
  pick<T>(values: readonly T[]): T;
  /** True in one of so many draws. */
  oneIn(count: number): boolean;
}

export function createSeededRandom(seed: number): SeededRandom {
  const draw = mulberry32(seed);
  const below = (limit: number): number => draw() % limit;
  return {
    below,
    pick: (values) => values[below(values.length)]!,
    oneIn: (count) => below(count) === 0,
  };
}
