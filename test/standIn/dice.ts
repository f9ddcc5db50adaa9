import { mulberry32 } from '../support/mulberry32.ts';

/** Repeatable chance: the same text and seed always throw the same sequence. */
export interface Dice {
  /** Evenly from 0 (inclusive) to 1 (exclusive). */
  roll(): number;
  between(min: number, max: number): number;
  /** A whole number below `sides`. */
  below(sides: number): number;
}

/** FNV-1a over the UTF-16 code units, 32 bits. */
export function hashOfText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

export function createDice(seed: number): Dice {
  const draw = mulberry32(seed);
  const roll = (): number => draw() / 2 ** 32;
  return {
    roll,
    between: (min, max) => min + roll() * (max - min),
    below: (sides) => Math.floor(roll() * sides),
  };
}
