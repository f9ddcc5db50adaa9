import { ImageError } from './errors.ts';
import type { ImageFormat } from './parameters.ts';
import { byteAt, hasAscii, uint16Be, uint24Le, uint32Be, uint32Le } from './byteOrder.ts';

export interface ImageInfo {
  readonly format: ImageFormat;
  /** Pixels, from the header. */
  readonly width: number;
  readonly height: number;
}

/** More would let a small file exhaust the memory of whoever shows it. */
export const pixelLimit = 64_000_000;

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Reads format and size of a PNG, JPEG or WebP from its bytes, whatever name or type they came
 * with, and walks its outline to the end. Time is linear in the length.
 * @throws {ImageError} `notAnImage` for anything else, `network` with reason `cutShort` where the
 * end is missing, `tooLarge` beyond `pixelLimit`. Nothing else, on any bytes.
 */
export function readImage(bytes: Uint8Array): ImageInfo {
  const info = readOutline(bytes);
  if (info.width === 0 || info.height === 0) throw damaged(info.format);
  if (info.width * info.height > pixelLimit) {
    throw new ImageError(
      'tooLarge',
      `The image has ${info.width} × ${info.height} pixels; the limit is 64 megapixels.`,
    );
  }
  return info;
}

function readOutline(bytes: Uint8Array): ImageInfo {
  if (startsWith(bytes, pngSignature)) return readPng(bytes);
  if (startsWith(bytes, [0xff, 0xd8])) return readJpeg(bytes);
  if (hasAscii(bytes, 0, 'RIFF') && hasAscii(bytes, 8, 'WEBP')) return readWebp(bytes);
  throw new ImageError('notAnImage', `The service sent ${describe(bytes)} instead of an image.`);
}

function readPng(bytes: Uint8Array): ImageInfo {
  if (bytes.length < 24) throw cutShort('png');
  if (!hasAscii(bytes, 12, 'IHDR')) throw damaged('png');
  const info: ImageInfo = {
    format: 'png',
    width: uint32Be(bytes, 16),
    height: uint32Be(bytes, 20),
  };
  for (let at = 8; at + 12 <= bytes.length; at += 12 + uint32Be(bytes, at)) {
    if (hasAscii(bytes, at + 4, 'IEND')) return info;
  }
  throw cutShort('png');
}

function readJpeg(bytes: Uint8Array): ImageInfo {
  let info: ImageInfo | undefined;
  let at = 2;
  for (;;) {
    if (at + 1 >= bytes.length) throw cutShort('jpg');
    if (bytes[at] !== 0xff) throw damaged('jpg');
    const marker = byteAt(bytes, at + 1);
    if (marker === 0xff) {
      at += 1; // Any number of FF may fill the room before a marker.
      continue;
    }
    at += 2;
    if (marker === 0xd9) {
      if (info) return info;
      throw damaged('jpg');
    }
    if (marker === 0x01 || isRestart(marker)) continue;

    if (at + 2 > bytes.length) throw cutShort('jpg');
    const length = uint16Be(bytes, at);
    if (length < 2) throw damaged('jpg');
    if (at + length > bytes.length) throw cutShort('jpg');
    if (isFrameHeader(marker)) {
      if (length < 8) throw damaged('jpg');
      info ??= { format: 'jpg', height: uint16Be(bytes, at + 3), width: uint16Be(bytes, at + 5) };
    }
    at += length;
    if (marker === 0xda) at = afterScan(bytes, at);
  }
}

/** Where the compressed data that begins at `start` gives way to the next marker. */
function afterScan(bytes: Uint8Array, start: number): number {
  for (let at = start; ; at += 1) {
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 1 >= bytes.length) throw cutShort('jpg');
    const next = byteAt(bytes, at + 1);
    // Inside the data, FF is followed by a zero, by a restart marker, or by another FF.
    if (next !== 0x00 && next !== 0xff && !isRestart(next)) return at;
  }
}

const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7;

/** SOF0 to SOF15; C4, C8 and CC lie among them and are tables. */
const isFrameHeader = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

function readWebp(bytes: Uint8Array): ImageInfo {
  const end = 8 + uint32Le(bytes, 4);
  if (end > bytes.length) throw cutShort('webp');
  let canvas: ImageInfo | undefined;
  for (let at = 12; at + 8 <= end;) {
    const size = uint32Le(bytes, at + 4);
    if (at + 8 + size > end) throw cutShort('webp');
    const frame = readWebpChunk(bytes, at, size);
    if (frame === 'animation' && canvas) return canvas;
    if (typeof frame === 'object') {
      if (!hasAscii(bytes, at, 'VP8X')) return canvas ?? frame;
      canvas = frame;
    }
    at += 8 + size + (size % 2); // Chunks are padded to even length.
  }
  throw damaged('webp');
}

function readWebpChunk(
  bytes: Uint8Array,
  at: number,
  size: number,
): ImageInfo | 'animation' | undefined {
  const data = at + 8;
  if (hasAscii(bytes, at, 'VP8X') && size >= 10) {
    const width = uint24Le(bytes, data + 4) + 1;
    return { format: 'webp', width, height: uint24Le(bytes, data + 7) + 1 };
  }
  if (hasAscii(bytes, at, 'VP8L') && size >= 5 && bytes[data] === 0x2f) {
    const packed = uint32Le(bytes, data + 1);
    return {
      format: 'webp',
      width: (packed & 0x3fff) + 1,
      height: ((packed >>> 14) & 0x3fff) + 1,
    };
  }
  const hasStartCode =
    bytes[data + 3] === 0x9d && bytes[data + 4] === 0x01 && bytes[data + 5] === 0x2a;
  if (hasAscii(bytes, at, 'VP8 ') && size >= 10 && hasStartCode) {
    const width = (byteAt(bytes, data + 6) | (byteAt(bytes, data + 7) << 8)) & 0x3fff;
    const height = (byteAt(bytes, data + 8) | (byteAt(bytes, data + 9) << 8)) & 0x3fff;
    return { format: 'webp', width, height };
  }
  return hasAscii(bytes, at, 'ANMF') ? 'animation' : undefined;
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

function damaged(format: ImageFormat): ImageError {
  return new ImageError('notAnImage', `The service sent a damaged ${format} file.`);
}

function cutShort(format: ImageFormat): ImageError {
  return new ImageError('network', `The ${format} file arrived cut short.`, { reason: 'cutShort' });
}

/** What the bytes look like, to follow the words "The service sent". Never quotes them. */
function describe(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'nothing (0 bytes)';
  if (hasAscii(bytes, 0, 'GIF8')) return 'a GIF';
  if (hasAscii(bytes, 0, '%PDF-')) return 'a PDF';
  if (hasAscii(bytes, 4, 'ftypavif')) return 'an AVIF';
  const head = bytes.subarray(0, 512);
  if (head.includes(0)) return 'bytes of an unknown kind';
  const text = String.fromCharCode(...head)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
    .toLowerCase();
  if (/^<(!doctype html|html|head|body)\b/.test(text)) return 'HTML';
  if (text.startsWith('<') && text.includes('<svg')) return 'an SVG';
  if (text.startsWith('<')) return 'XML or HTML';
  const printable = head.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d));
  return printable ? 'text' : 'bytes of an unknown kind';
}
