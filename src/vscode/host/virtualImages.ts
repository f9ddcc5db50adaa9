import * as vscode from 'vscode';
import { temporaryNameOf } from '../../core/ledgerEntry.ts';
import { numbered, tooLong, type ImageFiles } from '../../app/files/imageFiles.ts';
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
    async read(uri, maxBytes) {
      const bytes = await fs.readFile(uri);
      if (bytes.length > maxBytes) throw tooLong(bytes.length);
      return bytes;
    },

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
