import { createGlob, type MatchingEffort } from '../glob.ts';

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
}

interface Rule {
  /** Takes back what rules before it, or further up, leave out. */
  readonly isTakenBack: boolean;
  readonly isForFolders: boolean;
  /** @param path from the rule's own folder */
  matches(path: string, effort: MatchingEffort): boolean;
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
const maxRules = 5000;
const maxRuleLength = 1024;
/** Steps that all rules together may take over one path, a few milliseconds; further rules don't match. */
const stepsPerPath = 100_000;

/**
 * Rules of files nearer to a path count more, and what lies in an ignored folder can't be taken back:
 * as gitignore(5) says.
 * @param options.ignoreCase as git does where the file system does
 */
export function createIgnoreRules(
  files: readonly IgnoreFile[],
  { ignoreCase }: { readonly ignoreCase: boolean },
): IgnoreRules {
  const folded = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const own = new Map<string, Layer>();
  const add = ({ folderPath, text }: IgnoreFile): void => {
    const path = folderPath === '/' ? '' : folderPath;
    const rules = rulesOf(folded(text)).toReversed();
    own.set(path, { prefixLength: path.length + 1, rules });
  };
  files.forEach(add);

  const isCoveredIn = ({ isCovered, layers }: Folder, path: string, isFolder: boolean): boolean => {
    if (isCovered) return true;
    const effort = { steps: stepsPerPath };
    for (const { prefixLength, rules } of layers) {
      const relative = folded(path.slice(prefixLength));
      const rule = rules.find(
        ({ isForFolders, matches }) => (isFolder || !isForFolders) && matches(relative, effort),
      );
      if (rule) return !rule.isTakenBack;
    }
    return false;
  };

  const folders = new Map<string, Folder>();
  const folderAt = (path: string): Folder => {
    const known = folders.get(path);
    if (known) return known;
    const above = path === '' ? noFolder : folderAt(parentOf(path));
    const layer = own.get(path);
    const folder = {
      isCovered: isCoveredIn(above, path, true),
      layers: layer ? [layer, ...above.layers] : above.layers,
    };
    folders.set(path, folder);
    return folder;
  };
  const isCovered = (path: string, isFolder: boolean): boolean =>
    own.size > 0 && isCoveredIn(folderAt(parentOf(path)), path, isFolder);

  return {
    add,
    covers: (path) => isCovered(path, false),
    coversFolder: (path) => isCovered(path, true),
  };
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

function rulesOf(text: string): Rule[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/, maxRules);
  return lines.flatMap((line) => (line.length > maxRuleLength ? [] : (ruleOf(line) ?? [])));
}

function ruleOf(line: string): Rule | undefined {
  if (line.startsWith('#')) return undefined;
  const text = withoutLastSpaces(line);
  const isTakenBack = text.startsWith('!');
  const isForFolders = text.endsWith('/');
  const pattern = text.slice(isTakenBack ? 1 : 0, isForFolders ? -1 : undefined);
  if (pattern === '') return undefined;
  const isAnywhere = !pattern.includes('/');
  const matchesWhole = isAnywhere ? nameMatcher(pattern) : pathMatcher(pattern.replace(/^\//, ''));
  return {
    isTakenBack,
    isForFolders,
    matches(path, effort) {
      if ((effort.steps -= 1) < 0) return false;
      return matchesWhole(isAnywhere ? path.slice(path.lastIndexOf('/') + 1) : path, effort);
    },
  };
}

/** Only a backslash keeps a space at the end. */
function withoutLastSpaces(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ') end--;
  const slashes = /\\*$/.exec(line.slice(0, end))![0].length;
  return line.slice(0, slashes % 2 === 1 ? end + 1 : end);
}

type Matcher = (text: string, effort: MatchingEffort) => boolean;

const special = /[*?[\\]/;

function nameMatcher(pattern: string): Matcher {
  if (!special.test(pattern)) return (name) => name === pattern;
  const ending = pattern.slice(1);
  if (pattern.startsWith('*') && !special.test(ending)) return (name) => name.endsWith(ending);
  return globMatcher(pattern);
}

/** In git, two stars at the end of a path stand for what is in a folder, and not for the folder. */
const pathMatcher = (pattern: string): Matcher =>
  special.test(pattern)
    ? globMatcher(pattern.replace(/(?<=^|\/)\*\*$/, '**/*'))
    : (path) => path === pattern;

function globMatcher(pattern: string): Matcher {
  const glob = createGlob(spelled(pattern), { braces: false });
  return (text, effort) => glob.matches(text, effort);
}

const classes: readonly (readonly [string, string])[] = [
  ['[:alnum:]', 'a-zA-Z0-9'],
  ['[:alpha:]', 'a-zA-Z'],
  ['[:digit:]', '0-9'],
  ['[:lower:]', 'a-z'],
  ['[:space:]', ' \t'],
  ['[:upper:]', 'A-Z'],
  ['[:xdigit:]', '0-9a-fA-F'],
];

/** Globs here know `[^a]` for `[!a]`, and no named classes. */
const spelled = (pattern: string): string =>
  classes.reduce(
    (text, [name, ranges]) => text.replaceAll(name, ranges),
    pattern.replaceAll('[!', '[^'),
  );
