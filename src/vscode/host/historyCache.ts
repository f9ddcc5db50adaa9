import * as vscode from 'vscode';
import {
  readIndexHeader,
  readIndexLine,
  writeIndexHeader,
  writeIndexLine,
  type IndexedFile,
} from '../../core/history/indexedFile.ts';
import type { Log } from './log.ts';
import { inSlices } from '../../app/library/slices.ts';

/** What an earlier window knew of the workspace's images, in the extension's own storage. */
export interface HistoryCache {
  /** Tells of each file as it is read, newest images first. What is damaged is as good as absent. Never rejects. */
  read(onFile: (file: IndexedFile) => void): Promise<void>;
  /** Never rejects: the next window reads the images again. */
  write(files: readonly IndexedFile[]): Promise<void>;
}

/** @param storageUri absent where no folder is open: then nothing is kept. */
export function createHistoryCache(storageUri: vscode.Uri | undefined, log: Log): HistoryCache {
  const file = storageUri && vscode.Uri.joinPath(storageUri, 'history.jsonl');
  return {
    async read(onFile) {
      if (!file) return;
      const lines = linesOf(await textOf(file));
      const folders = readIndexHeader(lines.next().value ?? '');
      if (!folders) return;
      await inSlices(lines, (line) => {
        const known = readIndexLine(line, folders);
        if (known) onFile(known);
      });
    },

    async write(files) {
      if (!file) return;
      const folders = [...new Set(files.map(({ folder }) => folder))];
      const lines = [writeIndexHeader(folders)];
      await inSlices(files, (known) => lines.push(writeIndexLine(known, folders)));
      try {
        const text = new TextEncoder().encode(`${lines.join('\n')}\n`);
        await vscode.workspace.fs.writeFile(file, text);
      } catch (error) {
        log.warn(`The index of the history could not be kept: ${String(error)}`);
      }
    },
  };
}

async function textOf(uri: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    // The first time there is none.
    return '';
  }
}

function* linesOf(text: string): Generator<string, undefined> {
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    yield text.slice(start, stop);
    start = stop + 1;
  }
}
