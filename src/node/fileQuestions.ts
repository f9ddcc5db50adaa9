import type { WorkerFilesRead } from './pictureWorkerMessages.ts';
import {
  DocumentTooLong,
  type FilesRead,
  type ListedFolder,
} from '../app/documents/pictureFinder.ts';

/** Files, each with its index in all that are asked for. */
export type IndexedFiles = readonly (readonly [index: number, fsPath: string])[];

/**
 * Has some files read.
 * @param onSome to be told of those that are read; what is left of them comes back
 * @throws DocumentTooLong where they can't be read together
 */
export type AskForFiles = (
  files: IndexedFiles,
  onSome: (read: WorkerFilesRead) => IndexedFiles,
) => Promise<unknown>;

/** Copying the question for the worker keeps this thread busy, so a question must not be long. */
const filesPerQuestion = 2000;

/** Has files read, each once; what can't be read with others is read apart from them, to find out what it is. */
export async function readInQuestions(
  fsPaths: readonly string[],
  ask: AskForFiles,
  onRead: (read: FilesRead) => void,
): Promise<void> {
  for (let from = 0; from < fsPaths.length; from += filesPerQuestion) {
    const some = fsPaths.slice(from, from + filesPerQuestion);
    const files = some.map((fsPath, index) => [from + index, fsPath] as const);
    await readInHalves(files, ask, onRead);
  }
}

async function readInHalves(
  files: IndexedFiles,
  ask: AskForFiles,
  onRead: (read: FilesRead) => void,
): Promise<void> {
  const left = new Map(files);
  try {
    await ask(files, ({ done, found, tooLong }) => {
      for (const index of done) left.delete(index);
      onRead({ count: done.length, found, ...(tooLong && { tooLong }) });
      return [...left];
    });
  } catch (error) {
    if (!(error instanceof DocumentTooLong)) throw error;
    const rest = [...left];
    if (rest.length === 1) onRead({ count: 1, found: [], tooLong: [rest[0]![0]] });
    if (rest.length < 2) return;
    const middle = Math.ceil(rest.length / 2);
    for (const half of [rest.slice(0, middle), rest.slice(middle)]) {
      await readInHalves(half, ask, onRead);
    }
  }
}

/** Tells of each document once: a second worker lists all from the beginning. */
export function toldOnce(
  onListed: (folders: readonly ListedFolder[]) => void,
): (folders: readonly ListedFolder[]) => void {
  const told = new Map<string, Set<string>>();
  return (listed) => {
    const folders: ListedFolder[] = [];
    for (const { prefix, names } of listed) {
      const known = told.get(prefix) ?? new Set();
      told.set(prefix, known);
      const unknown = names.filter((name) => !known.has(name));
      for (const name of unknown) known.add(name);
      if (unknown.length > 0) folders.push({ prefix, names: unknown });
    }
    if (folders.length > 0) onListed(folders);
  };
}
