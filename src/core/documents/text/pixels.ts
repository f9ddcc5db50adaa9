/** CSS pixels per unit, by the definitions of CSS and TeX. */
const units: Readonly<Record<string, number>> = {
  '': 1,
  px: 1,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
  pt: 96 / 72,
  bp: 96 / 72,
  pc: 16,
};

/** An absolute length in whole CSS pixels; `undefined` for what depends on the page. */
export function pixelsOf(length: string): number | undefined {
  const [, number, unit] = /^\s*(\d+\.?\d*|\.\d+)\s*([a-z]*)\s*$/i.exec(length) ?? [];
  const factor = unit === undefined ? undefined : units[unit.toLowerCase()];
  const pixels = factor === undefined ? 0 : Math.round(Number(number) * factor);
  return pixels > 0 && Number.isFinite(pixels) ? pixels : undefined;
}
