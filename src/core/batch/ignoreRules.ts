import { createGlob, globPath, type Glob, type GlobPath, type MatchingEffort } from '../glob.ts';

/** The name of git's files of rules. */
export const ignoreFileName = '.gitignore';

/** One `.gitignore`. */
export interface IgnoreFile {
  /** URI path of the folder that it is in. */
  readonly folderPath: string;
  readonly text: string;
}

/** Tells whether git would leave a file out, by the rules in all folders above it. */
export interface IgnoreRules {
  /** @param path URI path of a file, without dots; it need not exist. */
  covers(path: string): boolean;
  /** @param path URI path of a folder, without dots; it need not exist. */
  coversFolder(path: string): boolean;
  /** One more file, before anything in its folder has been asked for. */
  add(file: IgnoreFile): void;
  /**
   * Likewise, with pauses: nothing must be asked until it is done.
   * @param pause called after every short step, and awaited where it says so
   */
  addSlowly(file: IgnoreFile, pause: () => Promise<void> | undefined): Promise<void>;
}

interface Rule {
  /** Takes back what rules before it, or further up, leave out. */
  readonly isTakenBack: boolean;
  readonly isForFolders: boolean;
  matches(path: PathInFolder, effort: MatchingEffort): boolean;
}

/** A path from the folder of the rules that are asked about it. */
interface PathInFolder {
  readonly text: string;
  readonly name: string;
  readonly segments: GlobPath;
}

/** The rules of one folder, the last first: it decides. */
interface Layer {
  /** What to cut off of a path before the rules see it. */
  readonly prefixLength: number;
  readonly rules: readonly Rule[];
}

/** What is known of everything in a folder. */
interface Folder {
  readonly isCovered: boolean;
  /** The layers that count in it, the nearest first. */
  readonly layers: readonly Layer[];
}

const noFolder: Folder = { isCovered: false, layers: [] };

/** Rules come with workspaces that others wrote: what is beyond these is nothing that somebody keeps by hand. */
export const maxIgnoreFileBytes = 256 * 1024;
const maxRules = 5000;
const maxRuleLength = 1024;
const maxPathLength = 4096;
/** Steps that all rules together may take over one question, some 10 ms; further rules don't match. */
const stepsPerPath = 200_000;

/**
 * Rules of files nearer to a path count more, and what lies in an ignored folder can't be taken back:
 * as gitignore(5) says.
 * @param options.ignoreCase as git does where the file system does; there, letters that can be written as one or
 * two characters are one as well
 */
export function createIgnoreRules({ ignoreCase }: { readonly ignoreCase: boolean }): IgnoreRules {
  const folded = (text: string): string => (ignoreCase ? text.normalize().toLowerCase() : text);
  const own = new Map<string, Layer>();
  const folders = new Map<string, Folder>();

  const isCoveredIn = (
    { isCovered, layers }: Folder,
    path: string,
    isFolder: boolean,
    effort: MatchingEffort,
  ): boolean => {
    if (isCovered) return true;
    for (const { prefixLength, rules } of layers) {
      if (effort.steps < 0) return false;
      const text = folded(path.slice(prefixLength));
      const name = text.slice(text.lastIndexOf('/') + 1);
      const place = { text, name, segments: globPath(text, effort) };
      const rule = rules.find(
        ({ isForFolders, matches }) => (isFolder || !isForFolders) && matches(place, effort),
      );
      if (rule) return !rule.isTakenBack;
    }
    return false;
  };

  const folderAt = (path: string, effort: MatchingEffort): Folder => {
    const known = folders.get(path);
    if (known) return known;
    const above = path === '' ? noFolder : folderAt(parentOf(path), effort);
    const layer = own.get(path);
    const folder = {
      isCovered: isCoveredIn(above, path, true, effort),
      layers: layer ? [layer, ...above.layers] : above.layers,
    };
    folders.set(path, folder);
    return folder;
  };

  const isCovered = (path: string, isFolder: boolean): boolean => {
    if (own.size === 0 || path.length > maxPathLength) return false;
    const effort = { steps: stepsPerPath };
    return isCoveredIn(folderAt(parentOf(path), effort), path, isFolder, effort);
  };

  const addRules = (folderPath: string, rules: readonly Rule[]): void => {
    const path = folderPath === '/' ? '' : folderPath;
    own.set(path, { prefixLength: path.length + 1, rules: rules.toReversed() });
  };

  return {
    add: ({ folderPath, text }) => addRules(folderPath, [...rulesOf(text, folded)]),
    async addSlowly({ folderPath, text }, pause) {
      const rules: Rule[] = [];
      for (const rule of rulesOf(text, folded)) {
        rules.push(rule);
        const rest = pause();
        if (rest) await rest;
      }
      addRules(folderPath, rules);
    },
    covers: (path) => isCovered(path, false),
    coversFolder: (path) => isCovered(path, true),
  };
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

function* rulesOf(text: string, folded: (text: string) => string): Generator<Rule> {
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/, maxRules)) {
    const rule = line.length > maxRuleLength ? undefined : ruleOf(line, folded);
    if (rule) yield rule;
  }
}

function ruleOf(line: string, folded: (text: string) => string): Rule | undefined {
  if (line.startsWith('#')) return undefined;
  const text = withoutLastSpaces(line);
  const isTakenBack = text.startsWith('!');
  const isForFolders = text.endsWith('/');
  const spelling = spelled(text.slice(isTakenBack ? 1 : 0, isForFolders ? -1 : undefined));
  if (!spelling) return undefined;
  const pattern = folded(spelling);
  const matches = pattern.includes('/') ? pathMatcher(pattern) : nameMatcher(pattern);
  return {
    isTakenBack,
    isForFolders,
    matches: (path, effort) => (effort.steps -= 1) >= 0 && matches(path, effort),
  };
}

/** Only a backslash keeps a space at the end. */
function withoutLastSpaces(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ') end--;
  const slashes = /\\*$/.exec(line.slice(0, end))![0].length;
  return line.slice(0, slashes % 2 === 1 ? end + 1 : end);
}

const special = /[*?[\\]/;

/** A rule without a slash is about names, wherever they are. */
function nameMatcher(pattern: string): Rule['matches'] {
  if (!special.test(pattern)) return ({ name }) => name === pattern;
  const ending = pattern.slice(1);
  if (pattern.startsWith('*') && !special.test(ending)) return ({ name }) => name.endsWith(ending);
  const glob = ruleGlob(pattern);
  return ({ segments }, effort) => glob.matches(segments.slice(-1), effort);
}

/** In pieces at once: the question that comes first would be about all rules of a file. */
function ruleGlob(pattern: string): Glob {
  const glob = createGlob(pattern, { braces: false });
  glob.prepare();
  return glob;
}

function pathMatcher(pattern: string): Rule['matches'] {
  const path = pattern.replace(/^\//, '');
  if (!special.test(path)) return ({ text }) => text === path;
  // In git, two stars at the end stand for what is in a folder, and not for the folder.
  const glob = ruleGlob(path.replace(/(?<=^|\/)\*\*$/, '**/*'));
  return ({ segments }, effort) => glob.matches(segments, effort);
}

const classes: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  digit: '0-9',
  lower: 'a-z',
  space: ' \t',
  upper: 'A-Z',
  xdigit: '0-9a-fA-F',
};

/** Globs here know `[^a]` for `[!a]`, and no named classes; a class without end matches nothing: `undefined`. */
function spelled(pattern: string): string | undefined {
  let text = '';
  for (const { 0: token, 1: negation, 2: content } of pattern.matchAll(
    /\\[^]|\[([!^]?)(\]?(?:\[:[a-z]+:\]|\\[^]|[^\]\\])*)\]|[^]/gu,
  )) {
    if (token === '[') return undefined;
    text +=
      content === undefined
        ? token
        : `[${negation ? '^' : ''}${content.replaceAll(/\[:([a-z]+):\]/g, (_, name: string) => classes[name] ?? '')}]`;
  }
  return text;
}
