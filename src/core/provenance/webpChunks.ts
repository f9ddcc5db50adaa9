import { byteAt, hasAscii, uint24Le, uint32Le } from '../byteOrder.ts';
import { walkBytes } from '../images/walk.ts';
import { webpHeaderLength, WebpWalk, type WebpChunkPlace } from '../images/webp.ts';
import { damagedImage, damageOf, joinBytes, latin1Bytes } from './imageFile.ts';

export interface WebpChunk extends WebpChunkPlace {
  readonly data: Uint8Array;
}

/** A WebP in one piece, its outline checked. */
export interface WebpFile {
  readonly width: number;
  readonly height: number;
  /** Whether the picture is said to have transparent places. */
  readonly hasAlpha: boolean;
  readonly chunks: readonly WebpChunk[];
  /** Where the container ends, and what is no part of it begins. */
  readonly end: number;
}

/** Flags in the first byte of `VP8X`. Source: RFC 9649, 2.7. */
export const webpFlags = {
  icc: 0x20,
  alpha: 0x10,
  exif: 0x08,
  xmp: 0x04,
  animation: 0x02,
} as const;

/**
 * Reads the outline of a WebP.
 * @throws {ImageError} `notAnImage` where it breaks a rule that decoders rely on.
 */
export function readWebpFile(bytes: Uint8Array, maxBlocks: number): WebpFile {
  const end = 8 + uint32Le(bytes, 4);
  if (end > bytes.length) throw damagedImage('It is cut short.');
  const chunks = readChunks(bytes, webpHeaderLength, end, maxBlocks);
  const [first] = chunks;
  const picture = chunks.find(isPicture);
  if (first?.type !== 'VP8X') {
    if (!first || first !== picture) throw damagedImage('The picture is missing.');
    return { ...readFrame(first), chunks, end };
  }
  if (first.data.length < 10) throw damagedImage('Its header is wrong.');
  const flags = byteAt(first.data, 0);
  checkPictures(chunks, (flags & webpFlags.animation) !== 0, maxBlocks);
  return {
    width: uint24Le(first.data, 4) + 1,
    height: uint24Le(first.data, 7) + 1,
    hasAlpha: (flags & webpFlags.alpha) !== 0,
    chunks,
    end,
  };
}

function readChunks(bytes: Uint8Array, start: number, end: number, maxBlocks: number): WebpChunk[] {
  const walk = new WebpWalk(end, maxBlocks, start);
  const chunks: WebpChunk[] = [];
  for (let place; (place = walkBytes(bytes, walk.next()));) {
    chunks.push({ ...place, data: bytes.subarray(place.dataStart, place.dataEnd) });
  }
  if (walk.outcome !== 'whole') throw damageOf(walk.outcome);
  return chunks;
}

function checkPictures(chunks: readonly WebpChunk[], isAnimated: boolean, maxBlocks: number): void {
  const pictures = chunks.filter(isPicture);
  const frames = chunks.filter(({ type }) => type === 'ANMF');
  if (isAnimated ? frames.length === 0 : pictures.length === 0) {
    throw damagedImage('The picture is missing.');
  }
  pictures.forEach(readFrame);
  let leftBlocks = maxBlocks;
  for (const { data } of frames) {
    const inner = readChunks(data, 16, data.length, leftBlocks);
    leftBlocks -= inner.length;
    const picture = inner.find(isPicture);
    if (!picture) throw damagedImage('A frame is empty.');
    readFrame(picture);
  }
}

const isPicture = ({ type }: WebpChunk): boolean => type === 'VP8 ' || type === 'VP8L';

function readFrame({ type, data }: WebpChunk): {
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
} {
  if (type === 'VP8L') {
    if (data.length < 5 || data[0] !== 0x2f) throw damagedImage('The picture is wrong.');
    const packed = uint32Le(data, 1);
    if (packed >>> 29 !== 0) throw damagedImage('The picture is of an unknown version.');
    const hasAlpha = ((packed >>> 28) & 1) === 1;
    return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1, hasAlpha };
  }
  const frameTag = uint24Le(data, 0);
  const isKeyFrame = (frameTag & 1) === 0;
  const firstPartition = frameTag >>> 5;
  const width = uint24Le(data, 6) & 0x3fff;
  const height = (uint24Le(data, 7) >>> 8) & 0x3fff;
  const isWhole = data.length >= 10 + firstPartition && hasAscii(data, 3, '\u009d\u0001\u002a');
  if (!isKeyFrame || !isWhole || width === 0 || height === 0) {
    throw damagedImage('The picture is wrong.');
  }
  return { width, height, hasAlpha: false };
}

/** A chunk in full, of even length. */
export function webpChunk(type: string, data: Uint8Array): Uint8Array {
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, data.length, true);
  return joinBytes([latin1Bytes(type), size, data, new Uint8Array(data.length % 2)]);
}

/** The chunk that says what an extended file holds: the one that it has, with other flags, or a new one. */
export function webpExtendedHeader({ width, height, chunks }: WebpFile, flags: number): Uint8Array {
  const [first] = chunks;
  if (first?.type === 'VP8X') {
    const data = Uint8Array.from(first.data);
    data[0] = flags;
    return webpChunk('VP8X', data);
  }
  const view = new DataView(new ArrayBuffer(10));
  view.setUint8(0, flags);
  // Sizes of simple files have 14 bits, in fields of 24.
  view.setUint16(4, width - 1, true);
  view.setUint16(7, height - 1, true);
  return webpChunk('VP8X', new Uint8Array(view.buffer));
}
