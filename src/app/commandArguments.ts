import { ImageError } from '../core/errors.ts';
import type { Uri, Uris } from './uri.ts';

/** A menu passes `(Uri, Uri[])`; that is no argument object. */
export function isUri(value: unknown): value is Uri {
  return (
    typeof value === 'object' &&
    value !== null &&
    'scheme' in value &&
    'path' in value &&
    'fsPath' in value
  );
}

/** The argument object of a command; `undefined`: a person has pressed it, in a menu for the `Uri` that is given. */
export function argumentsOf(given: readonly unknown[]): object | undefined {
  const [first] = given;
  if (first === undefined || first === null || isUri(first)) return undefined;
  if (typeof first !== 'object' || Array.isArray(first)) {
    throw new ImageError('badRequest', 'The argument must be an object.', { field: 'argument' });
  }
  return first;
}

/** @throws {ImageError} `badRequest` that names the field. */
export function uriArgument(value: unknown, field: string, uris: Uris): Uri {
  try {
    if (isUri(value)) return uris.from(value);
    const text = typeof value === 'string' ? value : '';
    if (/^[a-z][a-z\d+.-]+:/i.test(text)) return uris.parse(text, true);
    if (/^(\/|\\\\|[a-z]:[\\/])/i.test(text)) return uris.file(text);
  } catch {
    // Looks like a URI and is none.
  }
  const allowed = 'a URI or an absolute path, such as file:///home/me/page.md';
  throw new ImageError('badRequest', `${field} must be ${allowed}.`, { field });
}

/** @throws {ImageError} `badRequest` unless it is true or false, or absent. */
export function confirmedArgument(value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  throw new ImageError('badRequest', 'confirmed must be true or false.', { field: 'confirmed' });
}

/** @throws {ImageError} `badRequest` where a name is none of those known. */
export function checkNames(given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const message = `${unknown} is not an argument. Allowed are ${known.join(', ')}.`;
  throw new ImageError('badRequest', message, { field: unknown });
}
