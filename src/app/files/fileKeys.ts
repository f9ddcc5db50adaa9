import type { Resolve } from './containment.ts';
import { folderOf, joinPath, type Uri } from '../uri.ts';

/** The same for the same file, links in its folder followed. Never rejects. */
export type FileKeyOf = (uri: Uri) => Promise<string>;

/**
 * The same for two spellings of a name. Those in other case are one file on some disks, and on all of them one
 * picture, as a site is cloned from disk to disk; those that are composed in another way are one on a Mac.
 */
export const nameKeyOf = (uri: Uri): string =>
  uri
    .with({ path: uri.path.normalize('NFC') })
    .toString()
    .toLowerCase();

/** Two windows can know one folder by two names. */
export function createFileKeys(resolve: Resolve): FileKeyOf {
  return async (uri) => {
    try {
      const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
      const folder = await resolve(folderOf(uri));
      return nameKeyOf(joinPath(folder, name));
    } catch {
      // Where its folder can't be reached, its name has to do.
      return nameKeyOf(uri);
    }
  };
}
