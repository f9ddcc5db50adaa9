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

/** Sequence by the mulberry32 recurrence. */
export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  const roll = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    roll,
    between: (min, max) => min + roll() * (max - min),
    below: (sides) => Math.floor(roll() * sides),
  };
}
