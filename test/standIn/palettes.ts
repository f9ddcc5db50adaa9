/** Red, green and blue, 0–255 each. */
export type Colour = readonly [number, number, number];

export interface Palette {
  /** From the top of the sky to the horizon. */
  readonly sky: readonly [Colour, Colour, Colour];
  /** The hills farthest away. */
  readonly far: Colour;
  /** The hills nearest to the eye. */
  readonly near: Colour;
  readonly sun: Colour;
  readonly hasStars: boolean;
  /** Words that call for this palette when a prompt contains them. */
  readonly words: RegExp;
}

function colour(hex: string): Colour {
  const value = Number.parseInt(hex, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function palette(colours: string, words: RegExp, hasStars = false): Palette {
  const [top, middle, horizon, far, near, sun] = colours.split(' ').map(colour) as [
    ...Colour[],
  ] as [Colour, Colour, Colour, Colour, Colour, Colour];
  return { sky: [top, middle, horizon], far, near, sun, hasStars, words };
}

/** Colours in the order sky top, sky middle, horizon, far hills, near hills, sun. */
export const palettes: readonly Palette[] = [
  palette('2d5286 8a93a8 f2b87e 7f93ad 0d1b33 f7e6c6', /dawn|morning|sunrise|lake|serene/i),
  palette('4a2466 a8426f f07a6c 8a4679 1b0f2e ffcf9a', /sunset|dusk|evening|purple|dream/i),
  palette('2f7f78 8cc3a4 e4ecc4 74b5a0 0b2a2b f6efcf', /forest|jungle|green|spring|meadow/i),
  palette('0b1030 1d2a5c 4a5a96 33457f 060a1c eef0ff', /night|moon|star|space|galaxy/i, true),
  palette('3f86c9 92c4e8 e8f2f4 86aecb 17405c fff7dc', /sea|ocean|sky|blue|summer|beach/i),
  palette('b5512f e58f4b f9d490 c27a4e 3a1713 fff0c2', /desert|canyon|autumn|fall|fire|mars/i),
  palette('7d92a8 b9c6d0 eceeee a3b4c1 34465a ffffff', /snow|winter|ice|mist|fog|rain|cloud/i),
  palette('1c3b4f 3f8f8a f3d58a 4f8a8b 0a2230 ffe9a8', /river|teal|valley|tropical|island/i),
  palette('5b3f8c b98fc9 fbd3d6 9a86c0 231a45 fff3e0', /lavender|flower|blossom|pink|fairy/i),
  palette('20163f 6b2d6e ff8a5c 5d3371 0d0820 ffd08a', /city|neon|cyber|future|robot/i, true),
];
