import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { ByteSource } from '../core/provenance/byteSource.ts';

/** Else opening a pipe would wait for somebody who writes into it, on one of the few threads that Node has for files. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file of this computer for as long as `use` reads it. Rejects with what the system says, and for everything
 * that is no regular file: pipes and devices may keep whoever reads them waiting for good.
 */
export async function readRegularFile<Result>(
  fsPath: string,
  use: (source: ByteSource) => Promise<Result>,
): Promise<Result> {
  const file = await open(fsPath, openFlags);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new Error('It is no regular file.');
    return await use({
      byteCount: stats.size,
      async read(offset, length) {
        const bytes = new Uint8Array(length);
        let count = 0;
        while (count < length) {
          const { bytesRead } = await file.read(bytes, count, length - count, offset + count);
          if (bytesRead === 0) break;
          count += bytesRead;
        }
        return count === length ? bytes : bytes.subarray(0, count);
      },
    });
  } finally {
    await file.close();
  }
}
