import { cutAtWord } from '../textCut.ts';
import { dirNameOf, relativePath } from '../uriPath.ts';

/** Code points of an alt text that is made of a prompt. */
const altTextLimit = 200;

/** The alt text of an image of which nothing but its prompt is known: one line, cut at a word. */
export function altTextOf(prompt: string): string {
  const line = prompt.replace(/\s+/g, ' ').trim();
  return cutAtWord(line, altTextLimit, ' ') || Array.from(line).slice(0, altTextLimit).join('');
}

/**
 * Writes an alt text so that a CommonMark parser, with the usual extensions too, reads back exactly
 * the text, with line breaks turned into spaces and what no UTF-8 file can hold into U+FFFD.
 */
export function escapeAltText(text: string): string {
  return text
    .replace(/[\r\n\u2028\u2029]+/g, ' ')
    .replaceAll('\0', '\ufffd')
    .toWellFormed()
    .replace(/[\\`*_[\]<>~|$]|!(?=\[)|&(?=[#A-Za-z])|^\^/g, '\\$&');
}

export interface RelativeTargetOptions {
  /** URI path of the document; of the notebook, for a cell. */
  readonly documentPath: string;
  readonly imagePath: string;
  /** Where the file system does; drive letters never count. */
  readonly ignoreCase?: boolean;
}

/**
 * The path of an image from a document's folder, not encoded yet; the whole path where the two lie
 * on different Windows drives, between which none leads.
 */
export function relativeTarget(options: RelativeTargetOptions): string {
  const { documentPath, imagePath, ignoreCase = false } = options;
  const drives = [documentPath, imagePath].map(driveOf);
  if (drives[0] !== drives[1]) return imagePath;
  const isSameSegment = (a: string, b: string): boolean =>
    a === b || (ignoreCase || isDrive(a) ? a.toLowerCase() === b.toLowerCase() : false);
  return relativePath(dirNameOf(documentPath), imagePath, isSameSegment);
}

const driveOf = (path: string): string | undefined =>
  /^\/([a-z]):(?:\/|$)/i.exec(path)?.[1]?.toLowerCase();
const isDrive = (segment: string): boolean => /^[a-z]:$/i.test(segment);

/**
 * Percent-encodes a path for a link, as UTF-8: all but `/`, letters, marks and digits of any script
 * and `-._~`. So it needs no angle brackets, means the same to every reader, and stays readable.
 */
export function encodeTarget(path: string): string {
  // A mark stays only on its letter: on an encoded character it would join that one's last digit.
  return path
    .toWellFormed()
    .replace(/([\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}]*|[-._~/])|[^]/gu, (character, kept?: string) =>
      kept === undefined ? percentEncode(character) : character,
    );
}

function percentEncode(character: string): string {
  return encodeURIComponent(character).replace(
    /^[!'()*]$/,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * An image in Markdown.
 * @param altText as it shall be read; escaped here.
 * @param target encoded already.
 */
export function markdownImage(altText: string, target: string): string {
  return `![${escapeAltText(altText)}](${target})`;
}
