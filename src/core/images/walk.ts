/** Bytes that a walk through a file wants to see next. */
export interface ByteRange {
  readonly at: number;
  readonly length: number;
}

/**
 * A way through a file that leaves open where its bytes come from: it yields what it wants to see and is given
 * that, shorter only where the file ends before.
 */
export type Walk<Result> = Generator<ByteRange, Result, Uint8Array>;

/** The blocks of a file, one after the other: chunks of a PNG or WebP, segments of a JPEG. */
export interface BlockWalk<Block> {
  /** `undefined` once there are no more; then `outcome` says why. */
  next(): Walk<Block | undefined>;
  /** How the walk came to its end; `undefined` on the way. */
  readonly outcome: WalkOutcome | undefined;
}

/** `tooLong`: there are more blocks than the walk may have. */
export type WalkOutcome = 'whole' | 'cutShort' | 'damaged' | 'tooLong';

/** Walks through bytes in memory. */
export function walkBytes<Result>(bytes: Uint8Array, walk: Walk<Result>): Result {
  let step = walk.next();
  while (!step.done) step = walk.next(viewOf(bytes, step.value));
  return step.value;
}

/** Work between two pauses, some milliseconds of it: a block's head counts 1, and so do these bytes of a picture. */
const workPerSlice = 5000;
const bytesPerWork = 64;

/** As `walkBytes`, without holding up the thread: `pause` gives all others on it their turn. */
export async function walkInSlices<Result>(
  bytes: Uint8Array,
  walk: Walk<Result>,
  pause: () => Promise<void>,
): Promise<Result> {
  let work = 0;
  let step = walk.next();
  while (!step.done) {
    const view = viewOf(bytes, step.value);
    work += 1 + view.length / bytesPerWork;
    if (work > workPerSlice) {
      await pause();
      work = 0;
    }
    step = walk.next(view);
  }
  return step.value;
}

const viewOf = (bytes: Uint8Array, { at, length }: ByteRange): Uint8Array =>
  bytes.subarray(at, at + length);
