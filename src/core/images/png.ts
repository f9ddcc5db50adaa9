import { uint32Be } from '../byteOrder.ts';
import type { BlockWalk, Walk, WalkOutcome } from './walk.ts';

/** Where a chunk stands, with its length and checksum. */
export interface PngChunkPlace {
  /** Four characters, such as `IDAT`. */
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly dataStart: number;
  readonly dataEnd: number;
}

export const pngSignatureLength = 8;

/**
 * The chunks of a PNG up to `IEND`, each by its head alone: checksums and order are not looked at. Where that one is
 * in the file, whole, the walk ends `whole`.
 */
export class PngWalk implements BlockWalk<PngChunkPlace> {
  readonly #byteCount: number;
  readonly #maxBlocks: number;
  #at: number;
  #count = 0;
  #isLast = false;
  outcome: WalkOutcome | undefined;

  constructor(byteCount: number, maxBlocks: number, start = pngSignatureLength) {
    this.#byteCount = byteCount;
    this.#maxBlocks = maxBlocks;
    this.#at = start;
  }

  *next(): Walk<PngChunkPlace | undefined> {
    if (this.#isLast) return this.#stop('whole');
    const start = this.#at;
    if (start + 12 > this.#byteCount) return this.#stop('cutShort');
    if (this.#count === this.#maxBlocks) return this.#stop('tooLong');
    const head = yield { at: start, length: 8 };
    const dataStart = start + 8;
    const dataEnd = dataStart + uint32Be(head, 0);
    const end = dataEnd + 4;
    if (head.length < 8 || end > this.#byteCount) return this.#stop('cutShort');
    const type = String.fromCharCode(head[4]!, head[5]!, head[6]!, head[7]!);
    this.#isLast = type === 'IEND';
    this.#count += 1;
    this.#at = end;
    return { type, start, end, dataStart, dataEnd };
  }

  #stop(outcome: WalkOutcome): undefined {
    this.outcome ??= outcome;
    return undefined;
  }
}
