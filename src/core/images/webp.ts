import { uint32Le } from '../byteOrder.ts';
import type { BlockWalk, Walk, WalkOutcome } from './walk.ts';

/** Where a chunk stands, with its header and the byte that makes its length even. */
export interface WebpChunkPlace {
  /** Four characters, such as `VP8 `. */
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly dataStart: number;
  readonly dataEnd: number;
}

export const webpHeaderLength = 12;

/** The chunks of a WebP between two places of its file, each by its head alone. */
export class WebpWalk implements BlockWalk<WebpChunkPlace> {
  readonly #end: number;
  readonly #maxBlocks: number;
  #at: number;
  #count = 0;
  outcome: WalkOutcome | undefined;

  constructor(end: number, maxBlocks: number, start = webpHeaderLength) {
    this.#end = end;
    this.#maxBlocks = maxBlocks;
    this.#at = start;
  }

  *next(): Walk<WebpChunkPlace | undefined> {
    const start = this.#at;
    if (start >= this.#end) return this.#stop('whole');
    if (this.#count === this.#maxBlocks) return this.#stop('tooLong');
    const head = yield { at: start, length: 8 };
    const size = uint32Le(head, 4);
    const dataStart = start + 8;
    const dataEnd = dataStart + size;
    if (head.length < 8 || dataEnd > this.#end) return this.#stop('cutShort');
    // The very last byte of filling is missing in the files of some programs.
    const end = Math.min(dataEnd + (size % 2), this.#end);
    const type = String.fromCharCode(head[0]!, head[1]!, head[2]!, head[3]!);
    this.#count += 1;
    this.#at = end;
    return { type, start, end, dataStart, dataEnd };
  }

  #stop(outcome: WalkOutcome): undefined {
    this.outcome ??= outcome;
    return undefined;
  }
}
