import type { OtherWindows } from '../../core/ports.ts';
import type { FileKeyOf } from '../files/fileKeys.ts';
import type { Uri, Uris } from '../uri.ts';

/** The files that other windows make, as they were when somebody looked. */
export interface FilesInWork {
  has(uri: Uri): Promise<boolean>;
}

/** Costs one look into a folder where no other window makes anything. */
export function createFilesInWork(
  others: OtherWindows | undefined,
  fileKeyOf: FileKeyOf,
  uris: Uris,
) {
  const look = async (): Promise<FilesInWork> => {
    const files = (await others?.filesInWork()) ?? [];
    const keys = new Set(await Promise.all(files.map((uri) => fileKeyOf(uris.parse(uri, true)))));
    return { has: async (uri) => keys.size > 0 && keys.has(await fileKeyOf(uri)) };
  };

  return {
    look,
    /** Those of these files that are among them, as strings. */
    async among(files: readonly Uri[]): Promise<ReadonlySet<string>> {
      const inWork = await look();
      const found = new Set<string>();
      for (const uri of files) if (await inWork.has(uri)) found.add(uri.toString());
      return found;
    },
  };
}
