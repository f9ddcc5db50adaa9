import * as z from 'zod/mini';

/** What the history keeps of how an image was made. */
export interface ImageEssentials {
  readonly prompt: string;
  readonly model: string;
  readonly seed: number;
  readonly aspectRatio: string;
  /** The service's uuid: the same wherever the file goes. */
  readonly recordId: string;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
}

/** An image file of the workspace as it was when it was read. */
export interface IndexedFile {
  /** URI of its workspace folder. */
  readonly folder: string;
  /** Path below that folder, in `/`. */
  readonly path: string;
  readonly mtimeMs: number;
  readonly byteCount: number;
  /** Absent: not one of ours, which is remembered so that it is not read again. */
  readonly made?: ImageEssentials;
}

export interface FileStamp {
  readonly mtimeMs: number;
  readonly byteCount: number;
}

/** The same for the same file, whatever is in it. */
export function indexKey({ folder, path }: Pick<IndexedFile, 'folder' | 'path'>): string {
  return `${folder} ${path}`;
}

/** Whether a file is still the one that was read. */
export function isCurrent(file: FileStamp, stamp: FileStamp): boolean {
  return file.mtimeMs === stamp.mtimeMs && file.byteCount === stamp.byteCount;
}

const indexVersion = 1;

const header = z.object({ version: z.literal(indexVersion), folders: z.array(z.string()) });
const made = z.tuple([z.string(), z.string(), z.number(), z.string(), z.string(), z.number()]);
const line = z.tuple([z.number(), z.string(), z.number(), z.number(), z.optional(made)]);

/** The first line of a kept index: which version wrote it, and the folders that the others number. */
export function writeIndexHeader(folders: readonly string[]): string {
  return JSON.stringify({ version: indexVersion, folders });
}

/** @returns the folders; `undefined` where the index is damaged or of another version. Never throws. */
export function readIndexHeader(text: string): readonly string[] | undefined {
  const { success, data } = header.safeParse(parsed(text));
  return success ? data.folders : undefined;
}

/** One file as one line, so that a long index can be read and written in slices. */
export function writeIndexLine(file: IndexedFile, folders: readonly string[]): string {
  const known = [folders.indexOf(file.folder), file.path, file.mtimeMs, file.byteCount];
  if (!file.made) return JSON.stringify(known);
  const { prompt, model, seed, aspectRatio, recordId, createdAtMs } = file.made;
  return JSON.stringify([...known, [prompt, model, seed, aspectRatio, recordId, createdAtMs]]);
}

/** @returns `undefined` where the line is damaged: its file is read again. Never throws. */
export function readIndexLine(text: string, folders: readonly string[]): IndexedFile | undefined {
  const { success, data } = line.safeParse(parsed(text));
  if (!success) return undefined;
  const [folderIndex, path, mtimeMs, byteCount, essentials] = data;
  const folder = folders[folderIndex];
  if (folder === undefined) return undefined;
  if (!essentials) return { folder, path, mtimeMs, byteCount };
  const [prompt, model, seed, aspectRatio, recordId, createdAtMs] = essentials;
  return {
    folder,
    path,
    mtimeMs,
    byteCount,
    made: { prompt, model, seed, aspectRatio, recordId, createdAtMs },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
