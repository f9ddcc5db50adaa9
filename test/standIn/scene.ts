import { createDice, hashOfText, type Dice } from './dice.ts';
import { palettes, type Colour, type Palette } from './palettes.ts';

/** One row of hills: how far down its edge runs, from 0 (top) to 1 (bottom of the picture). */
export interface Ridge {
  readonly edge: (x: number) => number;
  readonly colour: Colour;
  /** What it fades to further down, as hills do in mist. */
  readonly mist: Colour;
}

/** A landscape in units of the picture's height and width, so that a draft shows what the full size will. */
export interface Scene {
  readonly palette: Palette;
  readonly sun: { readonly x: number; readonly y: number; readonly radius: number };
  /** From the farthest to the nearest. */
  readonly ridges: readonly Ridge[];
  /** Where a lake begins that mirrors what is above it. */
  readonly waterline: number | undefined;
  /** For whatever else is scattered over the picture. */
  readonly grain: number;
}

/** What decides how a picture looks, apart from its size and encoding. */
export interface Subject {
  readonly prompt: string;
  readonly model: string;
  readonly seed: number;
}

export function mix(from: Colour, to: Colour, share: number): Colour {
  const channel = (i: 0 | 1 | 2): number => from[i] + (to[i] - from[i]) * share;
  return [channel(0), channel(1), channel(2)];
}

/** Smooth noise along a line: random heights a fixed distance apart, eased in between. */
function waves(dice: Dice, steps: number, isJagged: boolean): (x: number) => number {
  const heights = Array.from({ length: steps + 2 }, () => dice.between(-1, 1));
  return (x) => {
    const place = Math.min(Math.max(x, 0), 1) * steps;
    const i = Math.floor(place);
    const share = place - i;
    const eased = isJagged ? share : share * share * (3 - 2 * share);
    const left = heights[i] ?? 0;
    return left + ((heights[i + 1] ?? 0) - left) * eased;
  };
}

/** Pointed trees on the edge of a hill, as heights to add to it. */
function trees(dice: Dice, count: number): (x: number) => number {
  const slots = Array.from({ length: count }, () => ({
    offset: dice.roll(),
    height: dice.between(0.25, 1) ** 2,
    width: dice.between(0.45, 0.8),
  }));
  return (x) => {
    const slot = Math.floor(x * count);
    let tallest = 0;
    for (let i = slot - 1; i <= slot + 1; i++) {
      const tree = slots[i];
      if (!tree) continue;
      const away = Math.abs(x * count - (i + tree.offset)) / tree.width;
      if (away < 1) tallest = Math.max(tallest, tree.height * (1 - away));
    }
    return tallest;
  };
}

function ridge(dice: Dice, palette: Palette, depth: number, base: number, wooded: boolean): Ridge {
  const isJagged = dice.roll() < 0.55;
  const broad = waves(dice, 3 + dice.below(3), false);
  const middle = waves(dice, 7 + dice.below(6), isJagged);
  const fine = waves(dice, 26 + dice.below(20), isJagged);
  const finest = waves(dice, 110, true);
  const height = dice.between(0.055, 0.085);
  const forest = wooded ? trees(dice, 60 + Math.round(depth * 20)) : undefined;
  const colour = mix(palette.far, palette.near, depth);
  return {
    edge: (x) =>
      base +
      height * (0.75 * broad(x) + 0.4 * middle(x) + 0.12 * fine(x) + 0.025 * finest(x)) -
      (forest ? forest(x) * 0.05 : 0),
    colour,
    mist: mix(colour, palette.sky[2], 0.34 * (1 - depth * 0.75)),
  };
}

/** Composes the landscape of a prompt and a seed. Words in the prompt may choose colours, woods and water. */
export function composeScene({ prompt, model, seed }: Subject): Scene {
  const dice = createDice(hashOfText(`${prompt}\n${model}`) ^ Math.imul(seed, 0x9e3779b1));
  const fitting = palettes.filter(({ words }) => words.test(prompt));
  // Half of the seeds follow the words; otherwise variations of one prompt would all look alike.
  const choice = fitting.length > 0 && dice.roll() < 0.5 ? fitting : palettes;
  const palette = choice[dice.below(choice.length)] as Palette;
  const hasWater = /lake|sea|ocean|water|river|beach|island/i.test(prompt) || dice.roll() < 0.3;
  const isWooded = /forest|tree|wood|jungle|pine/i.test(prompt) || dice.roll() < 0.35;
  const count = 4 + dice.below(2);
  const first = dice.between(0.44, 0.54);
  const last = hasWater ? 0.7 : 0.9;
  const ridges = Array.from({ length: count }, (_, i) => {
    const depth = i / (count - 1);
    const base = first + (last - first) * depth ** 1.15;
    return ridge(dice, palette, hasWater ? depth * 0.8 : depth, base, isWooded && i >= count - 2);
  });
  if (hasWater) ridges.push(ridge(dice, palette, 1, 1, true));
  return {
    palette,
    sun: {
      x: dice.between(0.2, 0.8),
      y: dice.between(0.16, first - 0.09),
      radius: dice.between(0.045, 0.075),
    },
    ridges,
    waterline: hasWater ? dice.between(0.74, 0.8) : undefined,
    grain: dice.below(0xffffffff),
  };
}
