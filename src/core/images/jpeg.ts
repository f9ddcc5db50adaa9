import { byteAt, uint16Be } from '../byteOrder.ts';
import type { BlockWalk, Walk, WalkOutcome } from './walk.ts';

/** Where a segment stands. The next one begins where it ends: filling and the data of scans belong to segments. */
export interface JpegSegmentPlace {
  /** Second byte of the marker, such as `0xe1` for APP1. */
  readonly marker: number;
  /** Where it begins, with the filling before it. */
  readonly start: number;
  /** What follows its length; nothing for markers without one. */
  readonly dataStart: number;
  readonly dataEnd: number;
}

export const startOfScan = 0xda;
const startOfImage = 0xd8;
const endOfImage = 0xd9;
/** Read at once of what is no head of a segment. */
const pieceBytes = 65_536;
/** Markers without length belong into scans; the few that stand elsewhere are borne with. */
const maxBareMarkers = 1000;
const shortestSegmentBytes = 4;
/** Where one FF was, there may be many: so many bytes are then looked at one by one. */
const bytesByHand = 32;

/**
 * The segments of a JPEG between the start and the end of the image, each by its head alone. A scan is walked
 * through only when the segment behind it is asked for.
 */
export class JpegWalk implements BlockWalk<JpegSegmentPlace> {
  readonly #byteCount: number;
  readonly #maxBlocks: number;
  #at = 2;
  #count = 0;
  #bareCount = 0;
  #isInScan = false;
  outcome: WalkOutcome | undefined;
  /** Where the marker for the end begins, once the walk has ended `whole`. */
  endMarkerStart = 0;

  constructor(byteCount: number, maxBlocks: number) {
    this.#byteCount = byteCount;
    this.#maxBlocks = maxBlocks;
  }

  *next(): Walk<JpegSegmentPlace | undefined> {
    if (this.outcome) return undefined;
    if (this.#isInScan && !(yield* this.#leaveScan())) return this.#stop('cutShort');
    const start = this.#at;
    const head = yield { at: start, length: 4 };
    if (head.length === 0) return this.#stop('cutShort');
    if (head[0] !== 0xff) return this.#stop('damaged');
    const isFilled = head[1] === 0xff;
    const markerAt = isFilled ? yield* this.#afterFilling(start) : start + 1;
    if (isFilled && this.#count >= this.#maxBlocks) return this.#stop('tooLong');
    if (markerAt >= this.#byteCount) return this.#stop('cutShort');
    const rest = isFilled ? yield { at: markerAt, length: 3 } : head.subarray(1);
    const marker = byteAt(rest, 0);
    if (marker === endOfImage) {
      this.endMarkerStart = start;
      return this.#stop('whole');
    }
    if (this.#count >= this.#maxBlocks) return this.#stop('tooLong');
    this.#count += 1;
    if (hasNoLength(marker)) {
      this.#bareCount += 1;
      if (this.#bareCount > maxBareMarkers) return this.#stop('damaged');
      this.#at = markerAt + 1;
      return { marker, start, dataStart: this.#at, dataEnd: this.#at };
    }
    const length = uint16Be(rest, 1);
    const dataEnd = markerAt + 1 + length;
    if (rest.length < 3 || dataEnd > this.#byteCount) return this.#stop('cutShort');
    if (marker === 0 || length < 2) return this.#stop('damaged');
    this.#at = dataEnd;
    this.#isInScan = marker === startOfScan;
    return { marker, start, dataStart: markerAt + 3, dataEnd };
  }

  #stop(outcome: WalkOutcome): undefined {
    this.outcome = outcome;
    return undefined;
  }

  /** Any number of FF may fill the room before a marker. They count as the segments that could stand there. */
  *#afterFilling(start: number): Walk<number> {
    for (let at = start; at < this.#byteCount; at += pieceBytes) {
      const piece = yield { at, length: pieceBytes };
      const found = piece.findIndex((byte) => byte !== 0xff);
      this.#count += (found < 0 ? piece.length : found) / shortestSegmentBytes;
      if (found >= 0 || this.#count >= this.#maxBlocks) return at + Math.max(found, 0);
    }
    return this.#byteCount;
  }

  /** Goes to where the compressed data gives way to a marker; `false` where the file ends before. */
  *#leaveScan(): Walk<boolean> {
    this.#isInScan = false;
    while (this.#at + 1 < this.#byteCount) {
      const piece = yield { at: this.#at, length: pieceBytes };
      if (piece.length < 2) return false;
      const found = markerIn(piece);
      if (found !== undefined) {
        this.#at += found;
        return true;
      }
      // The last byte may be the first of a marker.
      this.#at += piece.length - 1;
    }
    return false;
  }
}

/** Where in the compressed data a marker begins. */
function markerIn(data: Uint8Array): number | undefined {
  const last = data.length - 1;
  for (let at = data.indexOf(0xff); at >= 0 && at < last; at = data.indexOf(0xff, at)) {
    for (const end = Math.min(last, at + bytesByHand); at < end; at += 1) {
      if (data[at] === 0xff && endsScan(data[at + 1]!)) return at;
    }
  }
  return undefined;
}

/** Inside the data, FF is followed by a zero, by a restart, or by another FF. */
const endsScan = (next: number): boolean =>
  next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7);

/** Whether nothing follows the marker: it is for arithmetic coding, a restart, or a start. */
const hasNoLength = (marker: number): boolean =>
  marker === 0x01 || (marker >= 0xd0 && marker <= startOfImage);

/** SOF0 to SOF15, which tell the size; C4, C8 and CC lie among them and are tables. */
export const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
