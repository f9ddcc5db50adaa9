/** A file that is read in pieces. */
export interface ByteSource {
  readonly byteCount: number;
  /** The bytes from `offset`; fewer than `length` only where the file ends before. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Bytes in memory as a source; nothing is copied. */
export function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    byteCount: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

/** Reads a source in blocks, so that headers one after the other cost one reading. */
export interface ByteReader {
  readonly byteCount: number;
  /** As `ByteSource.read`. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

const firstBlockBytes = 16_384;
/** After a jump, little more is wanted than the next header. */
const laterBlockBytes = 512;

export function createByteReader(source: ByteSource): ByteReader {
  let blockStart = 0;
  let block: Uint8Array = new Uint8Array(0);
  return {
    byteCount: source.byteCount,
    async read(offset, length) {
      const wanted = Math.max(0, Math.min(length, source.byteCount - offset));
      if (offset < blockStart || offset + wanted > blockStart + block.length) {
        const least = offset === 0 ? firstBlockBytes : laterBlockBytes;
        block = await source.read(
          offset,
          Math.min(Math.max(wanted, least), source.byteCount - offset),
        );
        blockStart = offset;
      }
      return block.subarray(offset - blockStart, offset - blockStart + wanted);
    },
  };
}
