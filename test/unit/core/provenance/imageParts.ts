import { crc32 } from 'node:zlib';

/** Builds pieces of image files by the books, with nothing of the code under test. */

export interface Part {
  /** Chunk type, or the marker of a segment in hexadecimal. */
  readonly name: string;
  readonly data: Buffer;
  /** Header, data and all else that belongs to it. */
  readonly whole: Buffer;
}

export function pngChunk(type: string, data: Uint8Array): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

export function pngParts(png: Buffer): Part[] {
  const parts: Part[] = [];
  for (let at = 8; at < png.length && parts.at(-1)?.name !== 'IEND';) {
    const end = at + 12 + png.readUInt32BE(at);
    const name = png.toString('latin1', at + 4, at + 8);
    parts.push({ name, data: png.subarray(at + 8, end - 4), whole: png.subarray(at, end) });
    at = end;
  }
  return parts;
}

/** The PNG with chunks of one's own: right before the first of `before`, or at the very end. */
export function withPngChunks(png: Buffer, before: string, ...chunks: Buffer[]): Buffer {
  const parts = pngParts(png);
  const place = parts.findIndex(({ name }) => name === before);
  const wholes = parts.map(({ whole }) => whole);
  return Buffer.concat([png.subarray(0, 8), ...wholes.toSpliced(place, 0, ...chunks)]);
}

export function jpegSegment(marker: number, ...data: Uint8Array[]): Buffer {
  const joined = Buffer.concat(data);
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(joined.length + 2, 2);
  return Buffer.concat([head, joined]);
}

/** Segments up to the first scan, which has the rest of the file in it. */
export function jpegParts(jpeg: Buffer): Part[] {
  const parts: Part[] = [];
  for (let at = 2; at < jpeg.length && parts.at(-1)?.name !== 'da';) {
    const dataEnd = at + 2 + jpeg.readUInt16BE(at + 2);
    const name = jpeg[at + 1]!.toString(16);
    const end = name === 'da' ? jpeg.length : dataEnd;
    parts.push({ name, data: jpeg.subarray(at + 4, dataEnd), whole: jpeg.subarray(at, end) });
    at = end;
  }
  return parts;
}

/** The JPEG with segments of one's own behind its first `index`. */
export function withJpegSegments(jpeg: Buffer, index: number, ...segments: Buffer[]): Buffer {
  const wholes = jpegParts(jpeg).map(({ whole }) => whole);
  return Buffer.concat([jpeg.subarray(0, 2), ...wholes.toSpliced(index, 0, ...segments)]);
}

export function webpParts(webp: Buffer): Part[] {
  const parts: Part[] = [];
  const end = 8 + webp.readUInt32LE(4);
  for (let at = 12; at < end;) {
    const size = webp.readUInt32LE(at + 4);
    const name = webp.toString('latin1', at, at + 4);
    const next = at + 8 + size + (size % 2);
    parts.push({
      name,
      data: webp.subarray(at + 8, at + 8 + size),
      whole: webp.subarray(at, next),
    });
    at = next;
  }
  return parts;
}

export function webpChunk(name: string, data: Uint8Array): Buffer {
  const chunk = Buffer.alloc(8 + data.length + (data.length % 2));
  chunk.write(name, 0, 'latin1');
  chunk.writeUInt32LE(data.length, 4);
  chunk.set(data, 8);
  return chunk;
}

export function webpOf(...chunks: Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks]);
  const head = Buffer.from('RIFF\0\0\0\0');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

/** A little-endian TIFF block with one directory of ASCII texts by tag. */
export function exifOfTexts(texts: Readonly<Record<number, string>>): Buffer {
  const entries = Object.entries(texts);
  const head = Buffer.alloc(8 + 2 + 12 * entries.length + 4);
  head.write('II*\0\u0008\0\0\0', 0, 'latin1');
  head.writeUInt16LE(entries.length, 8);
  const values: Buffer[] = [];
  let valueAt = head.length;
  for (const [index, [tag, text]] of entries.entries()) {
    const value = Buffer.from(`${text}\0`.padEnd(6, '\0'));
    const at = 10 + 12 * index;
    head.writeUInt16LE(Number(tag), at);
    head.writeUInt16LE(2, at + 2);
    head.writeUInt32LE(value.length, at + 4);
    head.writeUInt32LE(valueAt, at + 8);
    values.push(value);
    valueAt += value.length;
  }
  return Buffer.concat([head, ...values]);
}
