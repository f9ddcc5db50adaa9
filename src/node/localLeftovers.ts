import { stat, unlink } from 'node:fs/promises';
import type { LeftoverFiles } from '../app/unsaved/tidyEntry.ts';

/** Files of this computer. */
export const localLeftovers: LeftoverFiles = {
  async sizeOf({ fsPath }) {
    try {
      const found = await stat(fsPath);
      return found.isFile() ? found.size : undefined;
    } catch {
      return undefined;
    }
  },
  remove: ({ fsPath }) => unlink(fsPath),
};
