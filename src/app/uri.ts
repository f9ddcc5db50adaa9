import type { URI } from 'vscode-uri';
import { baseNameOf, normalizePath } from '../core/uriPath.ts';

/**
 * A URI as VS Code has them; `vscode-uri` has the same ones for programs without an editor. This room makes them
 * of those that it is given: VS Code sends one of another class to a remote window as it is, and a path of the remote
 * computer would be looked for on this one.
 */
export type Uri = URI;

/** Makes URIs of texts: the class `Uri` of VS Code, or `URI` of `vscode-uri`. */
export interface Uris {
  /** @throws {Error} where it is no URI with a scheme and `isStrict`. */
  parse(text: string, isStrict?: boolean): Uri;
  /** @param path as this computer writes it. */
  file(path: string): Uri;
  /** @throws {Error} where the parts make no URI. */
  from(parts: {
    readonly scheme: string;
    readonly authority?: string;
    readonly path?: string;
  }): Uri;
}

/** What lies below a URI, or with `..` above it. */
export const joinPath = (uri: Uri, ...paths: readonly string[]): Uri =>
  uri.with({ path: normalizePath([uri.path, ...paths].join('/')) });

/** The folder that a file lies in. */
export const folderOf = (uri: Uri): Uri => joinPath(uri, '..');

/** The name of a file or folder, decoded. */
export const nameOf = (uri: Uri): string => baseNameOf(uri.path);
