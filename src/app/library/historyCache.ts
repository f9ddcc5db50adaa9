import {
  readIndexHeader,
  readIndexLine,
  writeIndexHeader,
  writeIndexLine,
  type IndexedFile,
} from '../../core/history/indexedFile.ts';
import type { Logger } from '../../core/ports.ts';
import type { KeptText } from '../files/keptText.ts';
import { inSlices } from './slices.ts';

/** What an earlier window knew of the workspace's images, in the extension's own storage. */
export interface HistoryCache {
  /** Tells of each file as it is read, newest images first. What is damaged is as good as absent. Never rejects. */
  read(onFile: (file: IndexedFile) => void): Promise<void>;
  /** Never rejects: the next window reads the images again. */
  write(files: readonly IndexedFile[]): Promise<void>;
}

/** @param kept absent where no folder is open: then nothing is kept. */
export function createHistoryCache(kept: KeptText | undefined, log: Logger): HistoryCache {
  return {
    async read(onFile) {
      // What cannot be read is as good as absent: the images say all of it.
      const lines = linesOf((await kept?.read().catch(() => undefined)) ?? '');
      const folders = readIndexHeader(lines.next().value ?? '');
      if (!folders) return;
      await inSlices(lines, (line) => {
        const known = readIndexLine(line, folders);
        if (known) onFile(known);
      });
    },

    async write(files) {
      if (!kept) return;
      const folders = [...new Set(files.map(({ folder }) => folder))];
      const lines = [writeIndexHeader(folders)];
      await inSlices(files, (known) => lines.push(writeIndexLine(known, folders)));
      try {
        await kept.write(`${lines.join('\n')}\n`);
      } catch (error) {
        log.warn(`The index of the history could not be kept: ${String(error)}`);
      }
    },
  };
}

function* linesOf(text: string): Generator<string, undefined> {
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    yield text.slice(start, stop);
    start = stop + 1;
  }
}
