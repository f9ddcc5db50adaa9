import { extNameOf } from '../../core/uriPath.ts';
import type { Uri } from '../uri.ts';

/** Image files that exist already. */
export interface ImageFiles {
  /** All of a file. Rejects with whatever the file system says, and where it is longer or no regular file. */
  read(uri: Uri, maxBytes: number): Promise<Uint8Array>;
  /** Puts other bytes into the file: all of them or none. Rejects `cannotWrite`. */
  replace(uri: Uri, bytes: Uint8Array): Promise<void>;
  /**
   * Gives the file `fresh` the name of another, which becomes the first free one of `name-1`, `name-2` … At
   * every moment both are whole files. Rejects `cannotWrite`; then `uri` is as it was.
   * @returns where the old file is now; `undefined`: there was none.
   */
  takePlace(fresh: Uri, uri: Uri): Promise<Uri | undefined>;
  exists(uri: Uri): Promise<boolean>;
}

/** Why a file of this length is not read. */
export function tooLong(byteCount: number): Error {
  return new Error(`It has ${byteCount} bytes, which is too long.`);
}

/** `fox.webp` → `fox-2.webp` */
export function numbered(uri: Uri, number: number): Uri {
  const extension = extNameOf(uri.path);
  const stem = uri.path.slice(0, uri.path.length - extension.length);
  return uri.with({ path: `${stem}-${number}${extension}` });
}

/** Each file by the file system that it is on. */
export function createImageFiles(local: ImageFiles, virtual: ImageFiles): ImageFiles {
  const filesOf = ({ scheme }: Uri): ImageFiles => (scheme === 'file' ? local : virtual);
  return {
    read: (uri, maxBytes) => filesOf(uri).read(uri, maxBytes),
    replace: (uri, bytes) => filesOf(uri).replace(uri, bytes),
    takePlace: (fresh, uri) => filesOf(uri).takePlace(fresh, uri),
    exists: (uri) => filesOf(uri).exists(uri),
  };
}
