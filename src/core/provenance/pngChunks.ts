import { hasAscii, uint32Be } from '../byteOrder.ts';
import type { Crc32 } from '../ports.ts';
import { PngWalk, pngSignatureLength, type PngChunkPlace } from '../images/png.ts';
import { walkBytes } from '../images/walk.ts';
import { damagedImage, damageOf, joinBytes, latin1Bytes } from './imageFile.ts';

export interface PngChunk extends PngChunkPlace {
  readonly data: Uint8Array;
}

/** A PNG in one piece, its outline checked. */
export interface PngFile {
  readonly width: number;
  readonly height: number;
  /** All of them, from `IHDR` to `IEND`. */
  readonly chunks: readonly PngChunk[];
  /** Where the first chunk begins, and where what follows the last. */
  readonly start: number;
  readonly end: number;
}

/** Bit depths by colour type. Source: PNG specification, third edition, table 12. */
const bitDepths: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
const indexed = 3;

/**
 * Reads the outline of a PNG with every checksum.
 * @throws {ImageError} `notAnImage` where it breaks a rule that decoders rely on.
 */
export function readPngFile(bytes: Uint8Array, crc32: Crc32, maxBlocks: number): PngFile {
  const walk = new PngWalk(bytes.length, maxBlocks);
  const chunks: PngChunk[] = [];
  for (let place; (place = walkBytes(bytes, walk.next()));) {
    const { type, start, dataStart, dataEnd } = place;
    if (!/^[A-Za-z]{4}$/.test(type)) throw damagedImage('A chunk has no name.');
    if (crc32(bytes.subarray(start + 4, dataEnd)) !== uint32Be(bytes, dataEnd)) {
      throw damagedImage(`The checksum of ${type} is wrong.`);
    }
    chunks.push({ ...place, data: bytes.subarray(dataStart, dataEnd) });
  }
  if (walk.outcome !== 'whole') throw damageOf(walk.outcome);
  const header = checkHeader(chunks);
  checkOrder(chunks, header.colourType);
  const { width, height } = header;
  return { width, height, chunks, start: pngSignatureLength, end: chunks.at(-1)!.end };
}

function checkHeader([first]: readonly PngChunk[]): {
  readonly width: number;
  readonly height: number;
  readonly colourType: number;
} {
  const data = first?.data;
  if (first?.type !== 'IHDR' || data?.length !== 13) throw damagedImage('Its header is missing.');
  const [depth, colourType, compression, filter, interlace] = data.subarray(8) as unknown as [
    number,
    number,
    number,
    number,
    number,
  ];
  const width = uint32Be(data, 0);
  const height = uint32Be(data, 4);
  const isKnown = bitDepths[colourType]?.includes(depth) ?? false;
  if (!isKnown || width === 0 || height === 0 || compression > 0 || filter > 0 || interlace > 1) {
    throw damagedImage('Its header is wrong.');
  }
  return { width, height, colourType };
}

function checkOrder(chunks: readonly PngChunk[], colourType: number): void {
  const types = chunks.map(({ type }) => type);
  const firstData = types.indexOf('IDAT');
  const lastData = types.lastIndexOf('IDAT');
  if (firstData < 0) throw damagedImage('The picture is missing.');
  if (types.slice(firstData, lastData).some((type) => type !== 'IDAT')) {
    throw damagedImage('The picture is interrupted.');
  }
  if (types.lastIndexOf('IHDR') > 0) throw damagedImage('There are two headers.');
  const palette = types.indexOf('PLTE');
  if ((colourType === indexed && palette < 0) || palette > firstData) {
    throw damagedImage('The palette is missing.');
  }
}

/** A chunk in full, made of its parts. */
export function pngChunk(type: string, parts: readonly Uint8Array[], crc32: Crc32): Uint8Array {
  const chunk = joinBytes([new Uint8Array(4), latin1Bytes(type), ...parts, new Uint8Array(4)]);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, chunk.length - 12);
  view.setUint32(chunk.length - 4, crc32(chunk.subarray(4, chunk.length - 4)));
  return chunk;
}

/** Whether it is a text chunk with this keyword. */
export function isPngText(
  { type, data }: Pick<PngChunk, 'type' | 'data'>,
  keyword: string,
): boolean {
  return pngTextTypes.has(type) && hasAscii(data, 0, `${keyword}\0`);
}

export const pngTextTypes: ReadonlySet<string> = new Set(['tEXt', 'zTXt', 'iTXt']);

/** The keyword that a packet of XMP has. Source: XMP specification, part 3, 1.1.5. */
export const pngXmpKeyword = 'XML:com.adobe.xmp';
