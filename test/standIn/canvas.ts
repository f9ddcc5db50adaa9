import { createDice } from './dice.ts';
import { mix, type Scene } from './scene.ts';

/** Pixels without alpha: three bytes each, row after row. */
export interface Canvas {
  readonly pixels: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

const shades = 256;

function skyRows({ palette }: Scene, { pixels, width, height }: Canvas, grain: Int8Array): void {
  const [top, middle, horizon] = palette.sky;
  for (let y = 0; y < height; y++) {
    const place = Math.min(1, y / (height * 0.66));
    const colour = place < 0.5 ? mix(top, middle, place * 2) : mix(middle, horizon, place * 2 - 1);
    for (let x = 0, at = y * width * 3; x < width; x++, at += 3) {
      // Grain this faint only keeps the gradient from showing bands.
      const dither = (grain[(y * 97 + x) & 0xffff] ?? 0) * 0.16;
      pixels[at] = colour[0] + dither;
      pixels[at + 1] = colour[1] + dither;
      pixels[at + 2] = colour[2] + dither;
    }
  }
}

function blend(canvas: Canvas, x: number, y: number, to: readonly number[], share: number): void {
  const at = (y * canvas.width + x) * 3;
  for (let i = 0; i < 3; i++) {
    const from = canvas.pixels[at + i] ?? 0;
    canvas.pixels[at + i] = from + ((to[i] ?? 0) - from) * share;
  }
}

function sunAndStars({ palette, sun, grain }: Scene, canvas: Canvas): void {
  const { width, height } = canvas;
  const unit = Math.min(width, height);
  if (palette.hasStars) {
    const dice = createDice(grain);
    for (let i = 0; i < 170; i++) {
      const x = dice.below(width);
      const y = Math.floor(dice.roll() ** 1.4 * height * 0.55);
      blend(canvas, x, y, [255, 255, 255], dice.between(0.2, 0.9));
    }
  }
  const [centreX, centreY, radius] = [sun.x * width, sun.y * height, sun.radius * unit];
  const reach = radius * 4.5;
  const [left, right] = [Math.max(0, centreX - reach), Math.min(width - 1, centreX + reach)];
  const [above, below] = [Math.max(0, centreY - reach), Math.min(height - 1, centreY + reach)];
  for (let y = Math.floor(above); y <= below; y++) {
    for (let x = Math.floor(left); x <= right; x++) {
      const away = Math.hypot(x - centreX, y - centreY);
      const disc = Math.min(1, Math.max(0, radius - away));
      const glow = 0.4 * Math.max(0, 1 - away / reach) ** 2;
      if (disc + glow > 0) blend(canvas, x, y, palette.sun, Math.max(disc, glow));
    }
  }
}

/** Fills from each column's edge to the bottom; farthest hills first, so that nearer ones cover them. */
function hills(scene: Scene, canvas: Canvas, grain: Int8Array): void {
  const { pixels, width, height } = canvas;
  const layers = scene.ridges.map(({ edge, colour, mist }) => ({
    edges: Float32Array.from({ length: width }, (_, x) => edge(x / width) * height),
    shading: Array.from({ length: shades }, (_, i) => mix(colour, mist, i / (shades - 1))),
  }));
  const topmost = layers.map(({ edges }) => Math.floor(edges.reduce((a, b) => Math.min(a, b))));
  const depthStep = (shades * 3.2) / height;
  for (let layer = 0; layer < layers.length; layer++) {
    const { edges, shading } = layers[layer] as (typeof layers)[number];
    const nearer = layers[layer + 1]?.edges;
    const texture = 0.3 + 0.5 * (layer / layers.length);
    for (let y = Math.max(0, topmost[layer] ?? 0); y < height; y++) {
      for (let x = 0; x < width; x++) {
        const below = y + 1 - (edges[x] ?? 0);
        if (below <= 0 || (nearer && y > (nearer[x] ?? 0))) continue;
        const shade = shading[Math.min(shades - 1, (below * depthStep) | 0)] as readonly number[];
        if (below < 1) {
          blend(canvas, x, y, shade, below);
          continue;
        }
        const rough = (grain[(y * 353 + x * 7 + layer * 4099) & 0xffff] ?? 0) * texture;
        const at = (y * width + x) * 3;
        pixels[at] = (shade[0] ?? 0) + rough;
        pixels[at + 1] = (shade[1] ?? 0) + rough;
        pixels[at + 2] = (shade[2] ?? 0) + rough;
      }
    }
  }
}

/** Mirrors what stands above the waterline, darker and rippled. */
function water({ palette, waterline, grain }: Scene, canvas: Canvas): void {
  if (waterline === undefined) return;
  const { pixels, width, height } = canvas;
  const first = Math.round(waterline * height);
  const phase = grain % 7;
  for (let y = first; y < height; y++) {
    const depth = (y - first) / (height - first);
    const source = Math.max(0, Math.round(first - 1 - (y - first) * 1.7));
    const near = (y - first) / height;
    const ripple = Math.sin(phase + 160 * Math.sqrt(near + 0.002)) * (0.0015 + depth * 0.006);
    const shift = Math.round(ripple * width);
    const light = 0.86 - 0.2 * depth + 0.05 * Math.sin(phase + 420 * Math.sqrt(near + 0.001));
    const tint = 1 - light;
    for (let x = 0, at = y * width * 3; x < width; x++, at += 3) {
      const from = (source * width + Math.min(width - 1, Math.max(0, x + shift))) * 3;
      for (let i = 0; i < 3; i++) {
        pixels[at + i] = (pixels[from + i] ?? 0) * light + (palette.sky[0][i] ?? 0) * tint * 0.7;
      }
    }
  }
}

/** Draws a scene; the same scene at the same size gives the same pixels. */
export function paintCanvas(scene: Scene, width: number, height: number): Canvas {
  const canvas = { pixels: new Uint8ClampedArray(width * height * 3), width, height };
  const dice = createDice(scene.grain);
  const grain = new Int8Array(0x10000);
  for (let i = 0; i < grain.length; i++) grain[i] = dice.between(-12, 12);
  skyRows(scene, canvas, grain);
  sunAndStars(scene, canvas);
  if (scene.waterline === undefined) {
    hills(scene, canvas, grain);
    return canvas;
  }
  // The shore in front is not mirrored, so it comes after the water.
  hills({ ...scene, ridges: scene.ridges.slice(0, -1) }, canvas, grain);
  water(scene, canvas);
  hills({ ...scene, ridges: scene.ridges.slice(-1) }, canvas, grain);
  return canvas;
}
