import type { Walk } from '../images/walk.ts';

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

const firstBlockBytes = 16_384;
/** After a jump, little more is wanted than the next header. */
const laterBlockBytes = 512;

/** Reads a source in blocks, so that headers one after the other cost one reading. */
export class ByteReader {
  readonly #source: ByteSource;
  #blockStart = 0;
  #block: Uint8Array = new Uint8Array(0);

  constructor(source: ByteSource) {
    this.#source = source;
  }

  get byteCount(): number {
    return this.#source.byteCount;
  }

  /** As `ByteSource.read`. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const wanted = Math.max(0, Math.min(length, this.byteCount - offset));
    if (!this.#holds(offset, wanted)) {
      const least = offset === 0 ? firstBlockBytes : laterBlockBytes;
      const count = Math.min(Math.max(wanted, least), this.byteCount - offset);
      this.#block = await this.#source.read(offset, count);
      this.#blockStart = offset;
    }
    return this.#inBlock(offset, wanted);
  }

  /** Walks through the source, and waits only for what is to be read anew. */
  async walk<Result>(walk: Walk<Result>): Promise<Result> {
    let step = walk.next();
    while (!step.done) {
      const { at, length } = step.value;
      const piece = this.#holds(at, length) ? this.#inBlock(at, length) : this.read(at, length);
      step = walk.next(piece instanceof Uint8Array ? piece : await piece);
    }
    return step.value;
  }

  #holds(offset: number, length: number): boolean {
    return offset >= this.#blockStart && offset + length <= this.#blockStart + this.#block.length;
  }

  #inBlock(offset: number, length: number): Uint8Array {
    return this.#block.subarray(offset - this.#blockStart, offset - this.#blockStart + length);
  }
}
