/** CRC-32 of the bytes from `start` to before `end`, as PNG and zlib have it. */
export type Crc32 = (bytes: Uint8Array, start?: number, end?: number) => number;

const polynomial = 0xedb88320;

/**
 * Takes 16 bytes at a step, with a table for each place: images are megabytes, and byte by byte takes
 * five times as long. Filling the tables takes microseconds, so nobody has to keep them.
 */
export function createCrc32(): Crc32 {
  const t = fillTables(16);
  return (bytes, start = 0, end = bytes.length) => {
    let crc = -1;
    let at = start;
    // Written out, because a loop over the sixteen places costs what they gain.
    for (const lastStep = end - 16; at <= lastStep; at += 16) {
      crc =
        t[0xf00 | ((crc ^ bytes[at]!) & 0xff)]! ^
        t[0xe00 | (((crc >>> 8) ^ bytes[at + 1]!) & 0xff)]! ^
        t[0xd00 | (((crc >>> 16) ^ bytes[at + 2]!) & 0xff)]! ^
        t[0xc00 | ((crc >>> 24) ^ bytes[at + 3]!)]! ^
        t[0xb00 | bytes[at + 4]!]! ^
        t[0xa00 | bytes[at + 5]!]! ^
        t[0x900 | bytes[at + 6]!]! ^
        t[0x800 | bytes[at + 7]!]! ^
        t[0x700 | bytes[at + 8]!]! ^
        t[0x600 | bytes[at + 9]!]! ^
        t[0x500 | bytes[at + 10]!]! ^
        t[0x400 | bytes[at + 11]!]! ^
        t[0x300 | bytes[at + 12]!]! ^
        t[0x200 | bytes[at + 13]!]! ^
        t[0x100 | bytes[at + 14]!]! ^
        t[bytes[at + 15]!]!;
    }
    for (; at < end; at += 1) crc = t[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8);
    return ~crc >>> 0;
  };
}

/** One after the other, 256 entries each: what a byte does to the sum with 0, 1, 2 … bytes behind it. */
function fillTables(count: number): Int32Array {
  const tables = new Int32Array(256 * count);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? polynomial : 0);
    tables[byte] = crc;
  }
  for (let at = 256; at < tables.length; at += 1) {
    const before = tables[at - 256]!;
    tables[at] = tables[before & 0xff]! ^ (before >>> 8);
  }
  return tables;
}
