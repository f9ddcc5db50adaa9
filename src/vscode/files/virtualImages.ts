import * as vscode from 'vscode';
import { temporaryNameOf } from '../../core/ledgerEntry.ts';
import { sourceOf } from '../../core/provenance/byteSource.ts';
import { numbered, type ImageFiles } from './imageFiles.ts';
import { cannotWrite, exists, takeName } from './virtualFiles.ts';

/** Image files of any file system that VS Code knows, by `workspace.fs`. */
export function createVirtualImages(): ImageFiles {
  const { fs } = vscode.workspace;

  const keepAside = async (uri: vscode.Uri): Promise<vscode.Uri | undefined> => {
    if (!(await exists(uri))) return undefined;
    for (let number = 1; ; number++) {
      const kept = numbered(uri, number);
      if (await takeName(uri, kept)) return kept;
    }
  };

  return {
    exists,
    read: async (uri, use) => use(sourceOf(await fs.readFile(uri))),

    async replace(uri, bytes) {
      const id = crypto.randomUUID().replaceAll('-', '').slice(0, 16);
      const temporary = vscode.Uri.joinPath(uri, '..', temporaryNameOf(id));
      try {
        await fs.writeFile(temporary, bytes);
        await fs.rename(temporary, uri, { overwrite: true });
      } catch (error) {
        await fs.delete(temporary).then(undefined, () => undefined);
        throw cannotWrite(error);
      }
    },

    async takePlace(fresh, uri) {
      try {
        const kept = await keepAside(uri);
        try {
          await fs.rename(fresh, uri, { overwrite: false });
          return kept;
        } catch (error) {
          if (kept) await takeName(kept, uri);
          throw error;
        }
      } catch (error) {
        throw cannotWrite(error);
      }
    },
  };
}
