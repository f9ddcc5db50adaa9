/** Alternatives that braces may multiply to, and their characters together; further ones are left out. */
const maxAlternatives = 256;
const maxAlternativeCharacters = 20_000;
/** Of a longer glob nobody has written a character by hand: it matches nothing. */
const maxGlobLength = 1024;

/** What may still be spent on matching; counted down. */
export interface MatchingEffort {
  steps: number;
}

/** Enough for hundreds of globs as people write them, and no more than 30 ms or so. */
export const usualEffort = (): MatchingEffort => ({ steps: 1e6 });

/**
 * Matches a `/`-separated path, from its first to its last segment, against a glob: `**` for any
 * number of folders, `*` and `?` inside a segment, `[a-z]`, `[^a-z]`, `{a,b}`, `\` before a literal.
 * Dot files match like others; case counts; `!` is no negation. As VS Code's Markdown support matches.
 * @param effort for all globs of one question together. Globs come with workspaces that others wrote:
 * one that takes more does not match.
 */
export function matchesGlob(glob: string, path: string, effort = usualEffort()): boolean {
  if (effort.steps < 0) return false;
  return createGlob(glob, { effort }).matches(globPath(path, effort), effort);
}

/** A path for many globs: its segments, each in characters. */
export type GlobPath = readonly (readonly string[])[];

export function globPath(path: string, effort: MatchingEffort): GlobPath {
  effort.steps -= path.length;
  return path.split('/').map((segment) => Array.from(segment));
}

/** A glob for many paths, taken to pieces once. */
export interface Glob {
  /** As `matchesGlob`. */
  matches(path: GlobPath, effort: MatchingEffort): boolean;
  /** Takes it to pieces now, and not with the first path: that is no part of any effort. */
  prepare(): void;
}

export interface GlobOptions {
  /** Whether `{a,b}` are alternatives, as everywhere but in git's rules. */
  readonly braces?: boolean;
  /** For taking all globs of one question to pieces: one that takes more matches nothing. */
  readonly effort?: MatchingEffort;
}

export function createGlob(glob: string, options: GlobOptions = {}): Glob {
  const { braces = true, effort: pieceEffort = usualEffort() } = options;
  const isWritten = glob.length <= maxGlobLength;
  const expanded = isWritten && braces ? expandBraces(glob, pieceEffort) : isWritten ? [glob] : [];
  const alternatives = expanded.map((text) => {
    let patterns: readonly SegmentPattern[] | undefined;
    return {
      length: text.length,
      patterns: () => (patterns ??= text.split('/').map(parseSegment)),
    };
  });
  return {
    prepare() {
      for (const { patterns } of alternatives) patterns();
    },
    matches(segments, effort) {
      const matchesSegment = (pattern: SegmentPattern, segment: readonly string[]): boolean =>
        pattern === 'run' || matchesWithRuns(pattern, segment, matchesCharacter(effort), effort);
      return alternatives.some(({ length, patterns }) => {
        if ((effort.steps -= length) < 0) return false;
        return matchesWithRuns(patterns(), segments, matchesSegment, effort);
      });
    },
  };
}

type CharacterPattern =
  | 'run'
  | {
      readonly matches: (character: string) => boolean;
      /** What a look takes, in steps. */ readonly cost: number;
    };
type SegmentPattern = 'run' | readonly CharacterPattern[];

/**
 * Matches items one by one, where some patterns stand for any run of items. On a mismatch only the
 * last run needs to take one more, which keeps it from going exponential.
 */
function matchesWithRuns<P, T>(
  patterns: readonly (P | 'run')[],
  items: readonly T[],
  matches: (pattern: P | 'run', item: T) => boolean,
  effort: MatchingEffort,
): boolean {
  const isRun = (pattern: P | 'run'): boolean => pattern === 'run';
  let next = 0;
  let item = 0;
  let retry: { readonly pattern: number; item: number } | undefined;
  while (item < items.length) {
    if ((effort.steps -= 1) < 0) return false;
    if (next < patterns.length && isRun(patterns[next]!)) {
      retry = { pattern: ++next, item };
    } else if (next < patterns.length && matches(patterns[next]!, items[item]!)) {
      next++;
      item++;
    } else if (retry) {
      next = retry.pattern;
      item = ++retry.item;
    } else {
      return false;
    }
  }
  return patterns.slice(next).every(isRun);
}

const matchesCharacter =
  (effort: MatchingEffort) =>
  (pattern: CharacterPattern, character: string): boolean => {
    if (pattern === 'run') return true;
    effort.steps -= pattern.cost;
    return pattern.matches(character);
  };

function parseSegment(segment: string): SegmentPattern {
  if (segment === '**') return 'run';
  // A class is only looked for where one can end, else a row of `[` would be read again from each.
  const classEnd = segment.lastIndexOf(']') + 1;
  const parts = [
    ...(segment.slice(0, classEnd).match(/\\[^]|\[\^?\]?(?:\\[^]|[^\]\\])*\]|[^]/gu) ?? []),
    ...(segment.slice(classEnd).match(/\\[^]|[^]/gu) ?? []),
  ];
  return parts.map((part): CharacterPattern => {
    if (part === '*') return 'run';
    if (part === '?') return { matches: () => true, cost: 0 };
    if (part.length > 2 && part.startsWith('[')) return characterClass(part.slice(1, -1));
    const literal = part.length > 1 && part.startsWith('\\') ? part.slice(1) : part;
    return { matches: (character) => character === literal, cost: 0 };
  });
}

function characterClass(content: string): CharacterPattern {
  const isNegated = content.startsWith('^');
  const ranges = [...content.slice(isNegated ? 1 : 0).matchAll(/\\?([^])(?:-\\?([^]))?/gu)];
  return {
    matches: (character) =>
      isNegated !==
      ranges.some(([, from, to]) =>
        to === undefined ? character === from : isBetween(character, from!, to),
      ),
    cost: ranges.length,
  };
}

function isBetween(character: string, from: string, to: string): boolean {
  const codePoint = character.codePointAt(0)!;
  return codePoint >= from.codePointAt(0)! && codePoint <= to.codePointAt(0)!;
}

/** Steps that a character takes where braces are looked for. */
const stepsPerCharacter = 4;

function expandBraces(glob: string, effort: MatchingEffort): string[] {
  if (!glob.includes('{')) return [glob];
  const done: string[] = [];
  const open = [glob];
  const limit = Math.min(maxAlternatives, Math.max(1, maxAlternativeCharacters / glob.length));
  while (open.length > 0 && done.length + open.length <= limit) {
    const next = open.pop()!;
    if ((effort.steps -= stepsPerCharacter * next.length) < 0) return [];
    const braces = firstBraces(next);
    if (!braces) done.push(next);
    else {
      const [before, after] = [next.slice(0, braces.start), next.slice(braces.end)];
      open.push(...braces.choices.map((choice) => before + choice + after).toReversed());
    }
  }
  return done;
}

interface Braces {
  readonly start: number;
  /** Just after the closing brace. */
  readonly end: number;
  readonly choices: readonly string[];
}

/** The first braces with a comma of their own; others are literal. */
function firstBraces(glob: string): Braces | undefined {
  const open: { start: number; commas: number[] }[] = [];
  let found: Braces | undefined;
  for (const { 0: part, index } of glob.matchAll(/\\[^]|[{},]/g)) {
    if (part === '{') open.push({ start: index, commas: [] });
    else if (part === ',') open.at(-1)?.commas.push(index);
    else if (part === '}') {
      const closed = open.pop();
      if (!closed || closed.commas.length === 0) continue;
      const bounds = [closed.start, ...closed.commas, index];
      const choices = bounds.slice(1).map((end, i) => glob.slice(bounds[i]! + 1, end));
      if (!found || closed.start < found.start) {
        found = { start: closed.start, end: index + 1, choices };
      }
    }
  }
  return found;
}
