import { createGlob, globPath, usualEffort, type Glob } from '../glob.ts';

/** What VS Code's settings `files.exclude` and `search.exclude` leave out of a workspace folder. */
export interface ExcludeGlob {
  readonly glob: string;
  /** Counts only beside a file of this name, in which `$(basename)` is the file's own without extension. */
  readonly when?: string;
}

/** What the two settings say together; of a glob that both name, the search's own counts. */
export function excludeGlobs(filesExclude: unknown, searchExclude: unknown): ExcludeGlob[] {
  const entries = Object.entries({ ...objectOf(filesExclude), ...objectOf(searchExclude) });
  return entries.flatMap(([glob, value]): ExcludeGlob[] => {
    if (value === true) return [{ glob }];
    const when = objectOf(value)['when'];
    return typeof when === 'string' ? [{ glob, when }] : [];
  });
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};

/** Tells whether the settings leave out a file or folder. */
export interface ExcludeRules {
  /**
   * @param path from the workspace folder, in `/`; its folder is not left out
   * @param hasSibling whether there is a file of a name beside it
   */
  exclude(path: string, hasSibling: (name: string) => boolean): boolean;
}

/** Steps that all globs together may take over one path: globs come with workspaces that others wrote. */
const stepsPerPath = 200_000;

export function createExcludeRules(globs: readonly ExcludeGlob[]): ExcludeRules {
  // Nearly all are of these two kinds, which need no matching.
  const names = new Set<string>();
  const endings: string[] = [];
  const others: { readonly glob: Glob; readonly when?: string }[] = [];
  const effort = usualEffort();
  for (const { glob: written, when } of globs) {
    const glob = spelled(written);
    const name = when === undefined ? /^\*\*\/([^/*?[\]{}\\]+)$/.exec(glob)?.[1] : undefined;
    const ending = when === undefined ? /^\*\*\/\*(\.[^/*?[\]{}\\]+)$/.exec(glob)?.[1] : undefined;
    if (name !== undefined) names.add(name);
    else if (ending !== undefined) endings.push(ending);
    else others.push({ glob: createGlob(glob, { effort }), ...(when && { when }) });
  }
  return {
    exclude(path, hasSibling) {
      const name = path.slice(path.lastIndexOf('/') + 1).normalize();
      if (names.has(name) || endings.some((ending) => name.endsWith(ending))) return true;
      if (others.length === 0) return false;
      const effort = { steps: stepsPerPath };
      const segments = globPath(path.normalize(), effort);
      return others.some(
        ({ glob, when }) =>
          glob.matches(segments, effort) &&
          (when === undefined || hasSibling(siblingOf(name, when))),
      );
    },
  };
}

/**
 * What searches take for the same: `[!a]` and `[^a]`, braces with one choice and none, `**.md` and any name that
 * ends so, slashes at the ends; and one letter for what some file systems write as two.
 */
const spelled = (glob: string): string =>
  glob
    .normalize()
    .replace(/^\/|\/$/g, '')
    .replaceAll('[!', '[^')
    .replaceAll(/\{([^{},]*)\}/g, '$1')
    .replace(/^\*\*(?=[^/]+$)/, '**/*');

function siblingOf(name: string, when: string): string {
  const dot = name.lastIndexOf('.');
  return when.replace('$(basename)', () => (dot > 0 ? name.slice(0, dot) : name));
}
