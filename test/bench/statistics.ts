/** A set of measurements of one thing, in the unit of the thing. */
export interface Spread {
  readonly median: number;
  readonly p90: number;
  /** How many there were. */
  readonly n: number;
}

/** @throws where there is no value */
export function spreadOf(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), p90: quantile(values, 0.9), n: values.length };
}

/** Between two values in proportion, as most tools do it (type 7 of Hyndman and Fan). */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const lower = sorted[Math.floor(position)];
  const upper = sorted[Math.ceil(position)];
  if (lower === undefined || upper === undefined) throw new Error('nothing was measured');
  return lower + (upper - lower) * (position - Math.floor(position));
}
