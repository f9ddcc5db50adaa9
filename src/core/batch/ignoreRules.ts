import ignore, { type Ignore } from 'ignore';
import { relativePath } from '../uriPath.ts';
import { isInside } from '../assetFolder.ts';

/** One `.gitignore`. */
export interface IgnoreFile {
  /** URI path of the folder that it is in. */
  readonly folderPath: string;
  readonly text: string;
}

/** Tells whether git would leave a file out, by the rules in all folders above it. */
export interface IgnoreRules {
  /** @param path URI path of a file, which need not exist. */
  covers(path: string): boolean;
}

/**
 * Rules of files nearer to a path count more, and what lies in an ignored folder can't be taken back:
 * as gitignore(5) says.
 */
export function createIgnoreRules(files: readonly IgnoreFile[]): IgnoreRules {
  const layers = files
    .map(({ folderPath, text }) => ({
      folderPath,
      rules: ignore({ allowRelativePaths: false }).add(text.replace(/^\ufeff/, '')),
    }))
    .sort((a, b) => b.folderPath.length - a.folderPath.length);

  const isCovered = (path: string, isFolder: boolean): boolean => {
    for (const { folderPath, rules } of layers) {
      if (path === folderPath || !isInside(path, folderPath, { ignoreCase: false })) continue;
      const verdict = test(rules, relativePath(folderPath, path) + (isFolder ? '/' : ''));
      if (verdict !== undefined) return verdict;
    }
    return false;
  };

  const folders = new Map<string, boolean>();
  const isFolderCovered = (path: string): boolean => {
    if (path === '' || path === '/') return false;
    const known = folders.get(path);
    if (known !== undefined) return known;
    const isIn = isFolderCovered(path.slice(0, path.lastIndexOf('/'))) || isCovered(path, true);
    folders.set(path, isIn);
    return isIn;
  };

  return {
    covers: (path) =>
      isFolderCovered(path.slice(0, path.lastIndexOf('/'))) || isCovered(path, false),
  };
}

function test(rules: Ignore, path: string): boolean | undefined {
  const { ignored, unignored } = rules.test(path);
  return ignored ? true : unignored ? false : undefined;
}
