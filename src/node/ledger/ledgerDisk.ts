/** An open file of the ledger's disk. */
export interface LedgerDiskFile {
  writeFile(text: string): Promise<void>;
  /** What was written outlives a power cut once this resolves. */
  datasync(): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** What the ledger asks of its disk, as `node:fs/promises` has it; each of these can fail at any time. */
export interface LedgerDisk {
  open(path: string, flags: string | number, mode?: number): Promise<LedgerDiskFile>;
  readFile(path: string, encoding: 'utf8'): Promise<string>;
  readdir(path: string): Promise<string[]>;
  /** One step: afterwards the file is there or here, whatever happens meanwhile. */
  rename(from: string, to: string): Promise<void>;
  mkdir(
    path: string,
    options: { readonly recursive: true; readonly mode: number },
  ): Promise<string | undefined>;
  rmdir(path: string): Promise<void>;
  unlink(path: string): Promise<void>;
  truncate(path: string, byteCount: number): Promise<void>;
  stat(path: string): Promise<{ readonly mtimeMs: number; readonly ctimeMs: number }>;
  utimes(path: string, accessed: Date, modified: Date): Promise<void>;
}

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
};

/** Whether a disk says that nothing is there; a file where a folder should be is none of the ledger's. */
export const isNothingThere = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes(codeOf(error));

/** For `catch`: rejects with everything but that. */
export function unlessAbsent(error: unknown): undefined {
  if (!isNothingThere(error)) throw error;
}

/** Empty where there is no such folder. */
export const namesIn = async (disk: LedgerDisk, path: string): Promise<string[]> =>
  (await disk.readdir(path).catch(unlessAbsent)) ?? [];
