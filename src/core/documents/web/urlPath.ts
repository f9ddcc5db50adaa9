import { encodeTarget } from '../markdownImage.ts';
import { isUrl, isWholeUri, pathOfTarget } from '../targetPath.ts';

/**
 * The file that a URL of a web document means, as URLs are read: white space around it is none of it,
 * neither are query and fragment, `\` separates like `/`, and percent-encoding is undone where it is UTF-8.
 * A URL with a scheme or a host stays as it is. `undefined` where no file is named.
 */
export function pathOfUrl(url: string): string | undefined {
  // What else is trimmed by the URL Standard (4.4), control characters, does not come from people.
  const trimmed = url.trim().replace(/[\t\n\r]/g, '');
  if (isUrl(trimmed)) return trimmed;
  const path = pathOfTarget(trimmed.replace(/^[^?#]+/, (file) => file.replaceAll('\\', '/')));
  return path === '' ? undefined : path;
}

/** What `path` is relative to: the directory part of a document's own base URL, as `<base href>` gives it. */
export function resolveFrom(baseUrl: string, path: string): string {
  if (isUrl(path) || path.startsWith('/')) return path;
  const base = pathOfUrl(baseUrl) ?? '';
  return base.slice(0, base.lastIndexOf('/') + 1) + path;
}

/** Writes a path for a URL attribute or CSS, with nothing in it that any of these languages takes for its own. */
export function urlOfPath(path: string): string {
  if (!isWholeUri(path)) return encodeTarget(path);
  return path
    .toWellFormed()
    .replace(/[\s\p{Cc}"'`<>\\^{|}()]/gu, (character) =>
      /['()]/.test(character)
        ? `%${character.charCodeAt(0).toString(16)}`
        : encodeURIComponent(character),
    );
}
