import type * as vscode from 'vscode';
import type { ByteSource } from '../../core/provenance/byteSource.ts';
import { extNameOf } from '../../core/uriPath.ts';

/** Image files that exist already. */
export interface ImageFiles {
  /** Opens the file for as long as `use` reads it. Rejects with whatever the file system says. */
  read<T>(uri: vscode.Uri, use: (source: ByteSource) => Promise<T>): Promise<T>;
  /** Puts other bytes into the file: all of them or none. Rejects `cannotWrite`. */
  replace(uri: vscode.Uri, bytes: Uint8Array): Promise<void>;
  /**
   * Gives the file `fresh` the name of another, which becomes the first free one of `name-1`, `name-2` … At
   * every moment both are whole files. Rejects `cannotWrite`; then `uri` is as it was.
   * @returns where the old file is now; `undefined`: there was none.
   */
  takePlace(fresh: vscode.Uri, uri: vscode.Uri): Promise<vscode.Uri | undefined>;
  exists(uri: vscode.Uri): Promise<boolean>;
}

/** `fox.webp` → `fox-2.webp` */
export function numbered(uri: vscode.Uri, number: number): vscode.Uri {
  const extension = extNameOf(uri.path);
  const stem = uri.path.slice(0, uri.path.length - extension.length);
  return uri.with({ path: `${stem}-${number}${extension}` });
}

/** Each file by the file system that it is on. */
export function createImageFiles(local: ImageFiles, virtual: ImageFiles): ImageFiles {
  const filesOf = ({ scheme }: vscode.Uri): ImageFiles => (scheme === 'file' ? local : virtual);
  return {
    read: (uri, use) => filesOf(uri).read(uri, use),
    replace: (uri, bytes) => filesOf(uri).replace(uri, bytes),
    takePlace: (fresh, uri) => filesOf(uri).takePlace(fresh, uri),
    exists: (uri) => filesOf(uri).exists(uri),
  };
}
