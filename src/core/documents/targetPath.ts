const scheme = /^[a-z][a-z\d+.-]+:/i;

/** True for a target that leads out of the workspace: a URL with a scheme or a host, or a data URL. */
export function isUrl(target: string): boolean {
  return scheme.test(target) || target.startsWith('//');
}

/** True for a whole URI where a writer may get that or a path. A path that looks like one begins with `./`. */
export function isWholeUri(path: string): boolean {
  return /^[a-z][a-z\d+.-]+:\//i.test(path);
}

/**
 * The file that a link's target means: without query and fragment, percent-encoding undone where it is UTF-8.
 * URLs stay as they are.
 */
export function pathOfTarget(target: string): string {
  if (isUrl(target)) return target;
  return target.replace(/[?#][^]*$/, '').replace(/(?:%[\da-f]{2})+/gi, decodeRun);
}

function decodeRun(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    return run;
  }
}
