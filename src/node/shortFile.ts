import { close, constants, fstat, open, read } from 'node:fs';

/** Else opening a pipe would wait for somebody who writes into it. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Reads a file that is no longer than `maxBytes`; `undefined` for one that is, that can't be read, or that is no
 * regular file. By callbacks, since promises of each step would take longer than the file.
 */
export function readShortFile(fsPath: string, maxBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    open(fsPath, openFlags, (openError, file) => {
      if (openError) {
        resolve(undefined);
        return;
      }
      const end = (bytes?: Buffer): void => {
        close(file, () => undefined);
        resolve(bytes);
      };
      fstat(file, (statError, stats) => {
        if (statError || !stats.isFile() || stats.size > maxBytes) {
          end();
          return;
        }
        const bytes = Buffer.allocUnsafe(stats.size);
        const readOn = (at: number): void => {
          if (at === bytes.length) {
            end(bytes);
            return;
          }
          read(file, bytes, at, bytes.length - at, at, (readError, count) => {
            if (readError) end();
            // Shorter than it was a moment ago.
            else if (count === 0) end(bytes.subarray(0, at));
            else readOn(at + count);
          });
        };
        readOn(0);
      });
    });
  });
}
