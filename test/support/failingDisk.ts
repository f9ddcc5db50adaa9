import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

type DiskOperation = 'open' | 'link' | 'mkdir' | 'readdir' | 'rename' | 'unlink';

/** A regular expression, or something that also knows when. */
type Matching = Pick<RegExp, 'test'>;

const failure = (code: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: made up by a test`), { code });

/** Lets operations on paths that match fail with a code while something runs, in the whole process. */
export async function withFailingDisk<T>(
  { operation, path, code }: { operation: DiskOperation; path: Matching; code: string },
  run: () => Promise<T>,
): Promise<T> {
  const original = fs[operation] as (...args: unknown[]) => Promise<unknown>;
  const failing = async (...args: unknown[]): Promise<unknown> => {
    if (path.test(String(args[0]))) throw failure(code);
    return original(...args);
  };
  return replaced(operation, failing, run);
}

/** The same for a disk that fills up: new files that match take half of what is written. */
export async function withFullDisk<T>(path: Matching, run: () => Promise<T>): Promise<T> {
  const original = fs.open;
  const filling = async (...args: Parameters<typeof original>) => {
    const file = await original(...args);
    if (!path.test(String(args[0]))) return file;
    const write = file.writeFile.bind(file);
    file.writeFile = async (data) => {
      const bytes = data as Uint8Array;
      await write(bytes.subarray(0, bytes.byteLength / 2));
      throw failure('ENOSPC');
    };
    return file;
  };
  return replaced('open', filling, run);
}

/** Takes the file that is made to try a folder, and means those that come after. */
export function afterTrial(path: RegExp): Matching {
  let taken = 0;
  return { test: (text) => path.test(text) && ++taken > 1 };
}

async function replaced<T>(
  operation: DiskOperation,
  replacement: unknown,
  run: () => Promise<T>,
): Promise<T> {
  const original = fs[operation];
  Object.assign(fs, { [operation]: replacement });
  // Modules that name what they import keep the old one else.
  syncBuiltinESMExports();
  try {
    return await run();
  } finally {
    Object.assign(fs, { [operation]: original });
    syncBuiltinESMExports();
  }
}
