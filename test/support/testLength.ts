/**
 * Set by `npm run test:long`, and reaches every suite, the extension host too: nothing is sampled, and
 * what is drawn at random is drawn anew.
 */
export const isLong = process.env['FLUX_TEST_LONG'] === '1';

/** How many: a sample in `npm test`, all of them in `npm run test:long`. */
export function countOf({ sample, full }: { sample: number; full: number }): number {
  return isLong ? full : sample;
}

/**
 * Where random numbers begin. A sample is the same for everybody, so that one change's failure is not
 * another's; a long run looks where none has looked before.
 * @param variable of the environment; repeats a run that failed
 */
export function seedFrom(variable: string): number {
  return Number(process.env[variable] ?? (isLong ? Date.now() % 2 ** 31 : 20260730));
}
