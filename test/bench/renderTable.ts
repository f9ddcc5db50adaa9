import type { Row } from './rows.ts';

const header = ['', 'median', 'p90', 'n', 'baseline', 'ours against it', 'limit', ''];

/** The rows as text for a terminal, one line each. */
export function renderTable(rows: readonly Row[]): string {
  const lines = [header, ...rows.map(cellsOf)];
  const widths = header.map((_, column) =>
    Math.max(...lines.map((cells) => (cells[column] ?? '').length)),
  );
  return lines
    .map((cells) =>
      cells
        .map((cell, column) =>
          // Words to the left, figures to the right.
          column === 0 || column === header.length - 1
            ? cell.padEnd(widths[column] ?? 0)
            : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cellsOf({ what, unit, ours, baseline, figure, limit, isWithinLimit }: Row): string[] {
  const amount = (value: number): string => `${rounded(value)} ${unit}`;
  const against = (value: number): string =>
    figure.kind === 'ratio' ? `× ${value.toFixed(2)}` : amount(value);
  const sign = figure.kind === 'difference' && figure.value >= 0 ? '+' : '';
  return [
    what,
    amount(ours.median),
    ours.n > 1 ? amount(ours.p90) : '',
    ours.n > 1 ? String(ours.n) : '',
    baseline ? amount(baseline.median) : '',
    figure.kind === 'value' ? '' : `${sign}${against(figure.value)}`,
    limit === undefined ? '' : against(limit),
    isWithinLimit === undefined ? '' : isWithinLimit ? 'ok' : 'MISSED',
  ];
}

function rounded(value: number): string {
  return Math.abs(value) < 100 ? value.toFixed(1) : value.toFixed(0);
}
