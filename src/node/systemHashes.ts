import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Hashes } from '../core/ports.ts';

/** Sums of bytes in machine code. */
export const systemHashes: Hashes = {
  crc32,
  md5: (bytes) => createHash('md5').update(bytes).digest('hex'),
};
