/** The segments of a path without empty ones and dots; `..` takes the one before with it, and never climbs above the root. */
export function segmentsOf(path: string): string[] {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments;
}

/** An absolute URI path without dots, double slashes and a slash at its end. */
export function normalizePath(path: string): string {
  return `/${segmentsOf(path).join('/')}`;
}

/** The path of what contains it; `/` for what lies at the root. */
export function dirNameOf(path: string): string {
  return normalizePath(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
}

export function baseNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** With its dot; empty for names without one, and for dot files. */
export function extNameOf(path: string): string {
  const name = baseNameOf(path);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot) : '';
}

/** How to get from a folder to a path, in `/`; empty where they are the same. */
export function relativePath(
  fromFolderPath: string,
  toPath: string,
  isSameSegment: (a: string, b: string) => boolean = (a, b) => a === b,
): string {
  const from = segmentsOf(fromFolderPath);
  const to = segmentsOf(toPath);
  let shared = 0;
  while (shared < from.length && shared < to.length && isSameSegment(from[shared]!, to[shared]!)) {
    shared++;
  }
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}
