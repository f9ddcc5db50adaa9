import type { Logger } from '../../core/ports.ts';
import { ImageError } from '../../core/errors.ts';
import { baseNameOf, extNameOf } from '../../core/uriPath.ts';
import type { ImageFiles } from '../files/imageFiles.ts';
import type { Uri } from '../uri.ts';

/** A name beside an image, kept free for the one that is to replace it. */
export interface ReplacementRoom {
  readonly file: Uri;
  readonly release: () => void;
}

/** Puts a new image in the place of an old one, which is never lost on the way. */
export interface ImageReplacing {
  reserve(uri: Uri): Promise<ReplacementRoom>;
  /**
   * Gives the new file the name `uri`; the old one becomes `name-1`, and goes to the trash from there where that
   * is wished and there is one. Rejects `cannotWrite` where the names can't be changed: the new image then lies
   * where it was made.
   * @returns where the old file is now; `undefined`: in the trash, or there was none.
   */
  replace(uri: Uri, file: Uri, old: 'keep' | 'trash'): Promise<Uri | undefined>;
}

export interface ImageReplacingOptions {
  readonly files: ImageFiles;
  /** Which of these another window is making, as strings. */
  readonly filesInWork: (files: readonly Uri[]) => Promise<ReadonlySet<string>>;
  /** Rejects where there is no trash. */
  readonly trash: (uri: Uri) => PromiseLike<void>;
  readonly log: Logger;
}

export function createImageReplacing(options: ImageReplacingOptions): ImageReplacing {
  const { files, filesInWork, trash, log } = options;
  const reserved = new Set<string>();
  let lastReplacement: Promise<unknown> = Promise.resolve();

  const isTaken = async (file: Uri): Promise<boolean> =>
    (await files.exists(file)) || (await filesInWork([file])).size > 0;

  const replaceOne = async (
    uri: Uri,
    file: Uri,
    old: 'keep' | 'trash',
  ): Promise<Uri | undefined> => {
    const kept = await takePlace(files, uri, file);
    if (!kept || old === 'keep') return kept;
    try {
      await trash(kept);
      return undefined;
    } catch (error) {
      // Deleting it for good is not what was wished for.
      log.warn(`There is no trash for ${baseNameOf(kept.path)}, so it stays: ${String(error)}`);
      return kept;
    }
  };

  return {
    async reserve(uri) {
      for (let number = 0; ; number++) {
        const file = newName(uri, number);
        const key = file.toString().toLowerCase();
        if (reserved.has(key) || (await isTaken(file)) || reserved.has(key)) continue;
        reserved.add(key);
        return { file, release: () => void reserved.delete(key) };
      }
    },

    replace(uri, file, old) {
      // One after the other: two that replace one image would else both keep the same old one.
      const mine = lastReplacement.then(() => replaceOne(uri, file, old));
      lastReplacement = mine.catch(() => undefined);
      return mine;
    },
  };
}

/** `fox.webp` → `fox-new.webp`, `fox-new-1.webp` … */
function newName(uri: Uri, number: number): Uri {
  const extension = extNameOf(uri.path);
  const stem = uri.path.slice(0, uri.path.length - extension.length);
  return uri.with({ path: `${stem}-new${number === 0 ? '' : `-${number}`}${extension}` });
}

async function takePlace(files: ImageFiles, uri: Uri, file: Uri): Promise<Uri | undefined> {
  try {
    return await files.takePlace(file, uri);
  } catch (cause) {
    const names = [baseNameOf(uri.path), baseNameOf(file.path)] as const;
    const message = `${names[0]} could not be replaced; the new image is ${names[1]} beside it.`;
    throw new ImageError('cannotWrite', message, { mayHaveBeenCharged: true, cause });
  }
}
