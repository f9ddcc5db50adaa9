/** Characters of a regular expression from the settings. */
const maxPatternLength = 100;
/** Steps that matching may take by estimate: a template full of such patterns takes some 30 ms. */
const maxSteps = 4e6;

/**
 * True where matching a pattern against a text of this length surely ends soon. Patterns come from
 * the settings of workspaces that others wrote, and JavaScript's engine backtracks: so a repeated
 * group that repeats or chooses inside is refused, back-references are, and so is what multiplies
 * to too many ways to match.
 */
export function isHarmlessPattern(pattern: string, textLength: number): boolean {
  return pattern.length <= maxPatternLength && stepsOf(pattern, textLength) <= maxSteps;
}

const tokens =
  /\\(?<escaped>[\s\S])|\[(?:\\[\s\S]|[^\]\\])*\]|(?<open>\((?:\?(?:[:=!]|<[=!]|<\w+>))?)|(?<close>\))|(?<repeat>[*+]|\{\d+(?:,\d*)?\})\??|(?<optional>\?)\??|(?<choice>\|)|[\s\S]/g;

function stepsOf(pattern: string, textLength: number): number {
  const ways = textLength + 1;
  const isAnchored = pattern.startsWith('^') && !pattern.includes('|');
  let steps = isAnchored ? 1 : ways;
  // Whether each group that is open, outermost first, can match one text in more than one way.
  const hasChoice = [false];
  let hasAtomChoice = false;
  for (const { groups } of pattern.matchAll(tokens)) {
    const { escaped, open, close, repeat, optional, choice } = groups!;
    if (escaped && /[1-9k]/.test(escaped)) return Infinity;
    if (repeat && hasAtomChoice) return Infinity;
    if (repeat) steps *= ways;
    if (optional || choice) steps *= 2;
    if (repeat || optional || choice) hasChoice[hasChoice.length - 1] = true;
    hasAtomChoice = false;
    if (open) hasChoice.push(false);
    else if (close && hasChoice.length > 1) {
      hasAtomChoice = hasChoice.pop()!;
      hasChoice[hasChoice.length - 1] ||= hasAtomChoice;
    }
  }
  return steps;
}
