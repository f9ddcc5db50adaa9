import { ImageError } from './errors.ts';
import type { ImageFormat } from './imageFormats.ts';
import { byteAt, hasAscii, uint16Be, uint24Le, uint32Be, uint32Le } from './byteOrder.ts';
import { imageKindOf } from './images/imageKind.ts';
import { isFrameHeader, JpegWalk } from './images/jpeg.ts';
import { PngWalk } from './images/png.ts';
import { walkBytes, walkInSlices, type Walk } from './images/walk.ts';
import { webpHeaderLength, WebpWalk } from './images/webp.ts';

export interface ImageInfo {
  readonly format: ImageFormat;
  /** Pixels, from the header. */
  readonly width: number;
  readonly height: number;
}

/** More would let a small file exhaust the memory of whoever shows it. */
export const pixelLimit = 64_000_000;

/**
 * Reads format and size of a PNG, JPEG or WebP from its bytes, whatever name or type they came
 * with, and walks its outline to the end. Time is linear in the length.
 * @throws {ImageError} `notAnImage` for anything else, `network` with reason `cutShort` where the
 * end is missing, `tooLarge` beyond `pixelLimit`. Nothing else, on any bytes.
 */
export function readImage(bytes: Uint8Array): ImageInfo {
  return checked(walkBytes(bytes, outlineOf(bytes)));
}

/** As `readImage`, for a thread that others wait for: `pause` gives them their turn where there is much to walk. */
export async function readImageInSlices(
  bytes: Uint8Array,
  pause: () => Promise<void>,
): Promise<ImageInfo> {
  return checked(await walkInSlices(bytes, outlineOf(bytes), pause));
}

function checked(info: ImageInfo): ImageInfo {
  if (info.width === 0 || info.height === 0) throw damaged(info.format);
  if (info.width * info.height > pixelLimit) {
    throw new ImageError(
      'tooLarge',
      `The image has ${info.width} × ${info.height} pixels; the limit is 64 megapixels.`,
    );
  }
  return info;
}

/** No limit of blocks here: nothing is kept of them, and an image that is paid for is not to be refused. */
const anyCount = Infinity;

function outlineOf(bytes: Uint8Array): Walk<ImageInfo> {
  switch (imageKindOf(bytes)) {
    case 'png':
      return pngOutline(bytes.length);
    case 'jpg':
      return jpegOutline(bytes.length);
    case 'webp':
      return webpOutline(bytes.length);
    case undefined:
      throw new ImageError(
        'notAnImage',
        `The service sent ${describe(bytes)} instead of an image.`,
      );
  }
}

function* pngOutline(byteCount: number): Walk<ImageInfo> {
  const head = yield { at: 0, length: 24 };
  if (head.length < 24) throw cutShort('png');
  if (!hasAscii(head, 12, 'IHDR')) throw damaged('png');
  const walk = new PngWalk(byteCount, anyCount);
  while (yield* walk.next());
  if (walk.outcome !== 'whole') throw cutShort('png');
  return { format: 'png', width: uint32Be(head, 16), height: uint32Be(head, 20) };
}

function* jpegOutline(byteCount: number): Walk<ImageInfo> {
  const walk = new JpegWalk(byteCount, anyCount);
  let info: ImageInfo | undefined;
  for (let segment; (segment = yield* walk.next());) {
    const { marker, dataStart, dataEnd } = segment;
    if (info || !isFrameHeader(marker)) continue;
    if (dataEnd - dataStart < 6) throw damaged('jpg');
    const head = yield { at: dataStart, length: 5 };
    info = { format: 'jpg', height: uint16Be(head, 1), width: uint16Be(head, 3) };
  }
  if (walk.outcome === 'cutShort') throw cutShort('jpg');
  if (walk.outcome !== 'whole' || !info) throw damaged('jpg');
  return info;
}

function* webpOutline(byteCount: number): Walk<ImageInfo> {
  const header = yield { at: 0, length: webpHeaderLength };
  const end = 8 + uint32Le(header, 4);
  if (end > byteCount) throw cutShort('webp');
  const walk = new WebpWalk(end, anyCount);
  let canvas: ImageInfo | undefined;
  for (let chunk; (chunk = yield* walk.next());) {
    const { type, dataStart, dataEnd } = chunk;
    if (type === 'ANMF' && canvas) return canvas;
    if (!webpPictureTypes.has(type)) continue;
    const head = yield { at: dataStart, length: Math.min(10, dataEnd - dataStart) };
    const size = webpSizeIn(type, head);
    if (!size) continue;
    if (type !== 'VP8X') return canvas ?? size;
    canvas = size;
  }
  if (walk.outcome === 'cutShort') throw cutShort('webp');
  throw damaged('webp');
}

const webpPictureTypes: ReadonlySet<string> = new Set(['VP8X', 'VP8L', 'VP8 ']);

/** @param head the first ten bytes of the chunk, fewer where it has no more */
function webpSizeIn(type: string, head: Uint8Array): ImageInfo | undefined {
  if (type === 'VP8X' && head.length >= 10) {
    return { format: 'webp', width: uint24Le(head, 4) + 1, height: uint24Le(head, 7) + 1 };
  }
  if (type === 'VP8L' && head.length >= 5 && head[0] === 0x2f) {
    const packed = uint32Le(head, 1);
    const height = ((packed >>> 14) & 0x3fff) + 1;
    return { format: 'webp', width: (packed & 0x3fff) + 1, height };
  }
  if (type === 'VP8 ' && head.length >= 10 && hasAscii(head, 3, '\u009d\u0001\u002a')) {
    const width = (byteAt(head, 6) | (byteAt(head, 7) << 8)) & 0x3fff;
    const height = (byteAt(head, 8) | (byteAt(head, 9) << 8)) & 0x3fff;
    return { format: 'webp', width, height };
  }
  return undefined;
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
