import type { Spread } from './statistics.ts';

/** One line of the result. */
export interface Row {
  readonly what: string;
  readonly unit: 'ms' | 'KB' | 'MB' | 'pictures';
  readonly ours: Spread;
  /** What it is held against, measured in the same run. */
  readonly baseline?: Spread & { readonly what: string };
  /** What the limit is about: our median, its distance from the baseline's, or their quotient. */
  readonly figure: { readonly kind: 'value' | 'difference' | 'ratio'; readonly value: number };
  /** The most that `figure` may be. */
  readonly limit?: number;
  readonly isWithinLimit?: boolean;
}

export interface RowOptions {
  readonly what: string;
  readonly unit: Row['unit'];
  readonly ours: Spread;
  readonly baseline?: Spread & { readonly what: string };
  readonly compares?: 'difference' | 'ratio';
  readonly limit?: number;
}

export function rowOf(options: RowOptions): Row {
  const { what, unit, ours, baseline, compares, limit } = options;
  const figure = figureOf(ours, baseline, compares);
  return {
    what,
    unit,
    ours,
    ...(baseline && { baseline }),
    figure,
    ...(limit !== undefined && { limit, isWithinLimit: figure.value <= limit }),
  };
}

function figureOf(
  ours: Spread,
  baseline: Spread | undefined,
  compares: RowOptions['compares'],
): Row['figure'] {
  if (!baseline || !compares) return { kind: 'value', value: ours.median };
  const value =
    compares === 'ratio' ? ours.median / baseline.median : ours.median - baseline.median;
  return { kind: compares, value };
}

/** A value that is read once and not measured, such as the size of a file. */
export const single = (value: number): Spread => ({ median: value, p90: value, n: 1 });
