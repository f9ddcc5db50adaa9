import * as vscode from 'vscode';
import type { OtherWindows } from '../core/ports.ts';
import type { Resolve } from './containment.ts';

/** The files that other windows make, as they were when somebody looked. */
export interface FilesInWork {
  has(uri: vscode.Uri): Promise<boolean>;
}

export interface FilesInWorkOptions {
  readonly others: OtherWindows | undefined;
  /** Two windows can know one folder by two names. */
  readonly resolve: Resolve;
  /** The same for the same file. */
  readonly keyOf: (uri: vscode.Uri) => string;
}

/** Costs one look into a folder where no other window makes anything. */
export function createFilesInWork({ others, resolve, keyOf }: FilesInWorkOptions) {
  /** Where its folder can't be reached, its name has to do. */
  const realKeyOf = async (uri: vscode.Uri): Promise<string> => {
    try {
      const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
      return keyOf(vscode.Uri.joinPath(await resolve(vscode.Uri.joinPath(uri, '..')), name));
    } catch {
      return keyOf(uri);
    }
  };

  const look = async (): Promise<FilesInWork> => {
    const uris = (await others?.filesInWork()) ?? [];
    const keys = new Set(
      await Promise.all(uris.map((uri) => realKeyOf(vscode.Uri.parse(uri, true)))),
    );
    return { has: async (uri) => keys.size > 0 && keys.has(await realKeyOf(uri)) };
  };

  return {
    look,
    /** Those of these files that are among them, as strings. */
    async among(files: readonly vscode.Uri[]): Promise<ReadonlySet<string>> {
      const inWork = await look();
      const found = new Set<string>();
      for (const uri of files) if (await inWork.has(uri)) found.add(uri.toString());
      return found;
    },
  };
}
