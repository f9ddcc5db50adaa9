import type { SearchResult, SearchRound, TypingResult } from './jobs.ts';
import { limits } from './limits.ts';
import { rowOf, type Row, type RowOptions } from './rows.ts';
import { spreadOf, type Spread } from './statistics.ts';

interface Rows {
  readonly rows: readonly Row[];
  readonly details: Readonly<Record<string, unknown>>;
}

export function searchRows(
  result: SearchResult,
  { plainFiles, markedFiles }: { readonly plainFiles: number; readonly markedFiles: number },
): Rows {
  const of = (rounds: readonly SearchRound[], name: keyof SearchRound): Spread =>
    spreadOf(rounds.map((round) => round[name]));
  const against = (rounds: readonly SearchRound[], what: string) =>
    ({
      unit: 'ms',
      ours: of(rounds, 'searchMs'),
      baseline: { what, ...of(rounds, 'bareMs') },
      compares: 'ratio',
    }) satisfies Partial<RowOptions>;
  const blocked = (rounds: readonly SearchRound[]) =>
    ({
      what: '  longest time that the host was blocked, against an idle one beside a busy thread',
      unit: 'ms',
      ours: of(rounds, 'blockedMs'),
      baseline: { what: 'idle', ...of(rounds, 'besideBlockedMs') },
      compares: 'difference',
      limit: limits.blockedMs,
    }) satisfies RowOptions;
  const { plain, marked } = result;
  return {
    rows: [
      rowOf({
        what: `missing images of ${plainFiles} documents without a picture, against reading them`,
        ...against(plain, 'reading'),
        limit: limits.searchToReadRatio,
      }),
      rowOf(blocked(plain)),
      rowOf({
        what: `missing images of ${markedFiles} documents with a picture, against parsing them`,
        ...against(marked, 'parsing'),
        limit: limits.searchToParseRatio,
      }),
      rowOf(blocked(marked)),
    ],
    details: { search: result },
  };
}

export function typingRows(result: TypingResult): Rows {
  return {
    rows: [
      rowOf({
        what: 'a key in a Markdown document of 1 MB with hints, against none',
        unit: 'ms',
        ours: spreadOf(result.withHints),
        baseline: { what: 'without hints', ...spreadOf(result.withoutHints) },
        compares: 'difference',
        limit: limits.keyBeyondPlainMs,
      }),
    ],
    details: { typing: result },
  };
}
