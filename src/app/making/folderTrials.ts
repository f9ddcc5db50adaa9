import { inParallel } from '../../core/parallel.ts';
import type { AssetPlace } from '../../core/ports.ts';
import type { Uri } from '../uri.ts';

/** Whether the folders of a command can be written to: each is tried once, and anew where saving has failed in it. */
export interface FolderTrials {
  /** Rejects where no file can be made in the folder. */
  of(folder: Uri): Promise<void>;
  /** An image could not be saved in it. */
  doubt(folder: Uri): void;
  /** True after that. */
  isDoubtful(folder: Uri): boolean;
}

export function createFolderTrials(tryFolder: (folder: Uri) => Promise<void>): FolderTrials {
  const known = new Map<string, Promise<void>>();
  const doubtful = new Set<string>();
  return {
    of(folder) {
      const key = folder.toString();
      const trial = known.get(key) ?? tryFolder(folder);
      known.set(key, trial);
      return trial;
    },
    doubt(folder) {
      doubtful.add(folder.toString());
      known.delete(folder.toString());
    },
    isDoubtful: (folder) => doubtful.has(folder.toString()),
  };
}

/** Many folders at once would only stand in line for the disk. */
const maxTrials = 8;

/** Before the first payment each folder is tried; resolves when that is over, and never rejects. */
export function tryFolders(places: readonly AssetPlace[]): Promise<void> {
  return inParallel(places, maxTrials, async (place) => {
    await place.checkWritable?.().catch(() => undefined);
  });
}
