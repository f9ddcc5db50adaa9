import { byteAt, hasAscii, uint16Be } from '../byteOrder.ts';
import { damagedImage, joinBytes, latin1Bytes } from './imageFile.ts';

export interface JpegSegment {
  /** Second byte of the marker, such as `0xe1` for APP1. */
  readonly marker: number;
  /** Where it stands, with filling before it and, after a start of scan, with the data of the scan. */
  readonly start: number;
  readonly end: number;
  /** What follows its length; empty for markers without one. */
  readonly data: Uint8Array;
  /** Where `data` begins. */
  readonly dataStart: number;
}

/** A JPEG in one piece, its outline checked. */
export interface JpegFile {
  /** All between the start and the end of the image. */
  readonly segments: readonly JpegSegment[];
  /** Where the marker for the end begins. What follows it is no part of the image. */
  readonly endMarkerStart: number;
}

export const app0 = 0xe0;
export const app1 = 0xe1;
export const app2 = 0xe2;
export const app14 = 0xee;
export const comment = 0xfe;
const startOfScan = 0xda;
const endOfImage = 0xd9;

/** Names that blocks in APP1 and APP2 begin with. */
export const exifName = 'Exif\0\0';
export const xmpName = 'http://ns.adobe.com/xap/1.0/\0';
export const extendedXmpName = 'http://ns.adobe.com/xmp/extension/\0';
export const iccName = 'ICC_PROFILE\0';
export const multiPictureName = 'MPF\0';

/**
 * Reads the outline of a JPEG.
 * @throws {ImageError} `notAnImage` where it breaks a rule that decoders rely on.
 */
export function readJpegFile(bytes: Uint8Array): JpegFile {
  const segments: JpegSegment[] = [];
  for (let at = 2; ;) {
    const start = at;
    if (bytes[at] !== 0xff)
      throw damagedImage(at < bytes.length ? 'A marker is missing.' : cutShort);
    while (bytes[at] === 0xff) at += 1; // Any number of FF may fill the room before a marker.
    if (at >= bytes.length) throw damagedImage(cutShort);
    const marker = byteAt(bytes, at);
    at += 1;
    if (marker === endOfImage) {
      checkFrame(segments);
      return { segments, endMarkerStart: start };
    }
    if (hasNoLength(marker)) {
      segments.push({ marker, start, end: at, data: bytes.subarray(at, at), dataStart: at });
      continue;
    }
    const length = uint16Be(bytes, at);
    const dataEnd = at + length;
    if (dataEnd > bytes.length) throw damagedImage(cutShort);
    if (marker === 0 || length < 2) throw damagedImage('A segment is wrong.');
    const end = marker === startOfScan ? endOfScan(bytes, dataEnd) : dataEnd;
    segments.push({ marker, start, end, data: bytes.subarray(at + 2, dataEnd), dataStart: at + 2 });
    at = end;
  }
}

const cutShort = 'It is cut short.';

/** Whether nothing follows the marker: it is for arithmetic coding, a restart, or a start. */
export function hasNoLength(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/** Where the compressed data that begins at `start` gives way to a marker. */
function endOfScan(bytes: Uint8Array, start: number): number {
  for (let at = start; ; at += 1) {
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 1 >= bytes.length) throw damagedImage(cutShort);
    const next = byteAt(bytes, at + 1);
    // Inside the data, FF is followed by a zero, by a restart, or by another FF.
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
}

function checkFrame(segments: readonly JpegSegment[]): void {
  const frames = segments.filter(({ marker }) => isFrameHeader(marker));
  const scan = segments.findIndex(({ marker }) => marker === startOfScan);
  const [frame] = frames;
  if (!frame || scan < 0 || segments.indexOf(frame) > scan) {
    throw damagedImage('The picture is missing.');
  }
  const components = byteAt(frame.data, 5);
  const isWhole = frame.data.length === 6 + 3 * components && components > 0;
  if (!isWhole || uint16Be(frame.data, 3) === 0) throw damagedImage('Its header is wrong.');
  const isScanWhole = ({ data }: JpegSegment) => data.length === 4 + 2 * byteAt(data, 0);
  if (!isScanWhole(segments[scan]!)) throw damagedImage('A scan is wrong.');
}

/** SOF0 to SOF15; C4, C8 and CC lie among them and are tables. */
const isFrameHeader = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Whether the segment is a block of this name. */
export function isJpegBlock(
  { marker, data }: Pick<JpegSegment, 'marker' | 'data'>,
  wantedMarker: number,
  name: string,
): boolean {
  return marker === wantedMarker && hasAscii(data, 0, name);
}

/** A segment in full, made of the parts of its data. */
export function jpegSegment(marker: number, parts: readonly Uint8Array[]): Uint8Array {
  const segment = joinBytes([Uint8Array.of(0xff, marker, 0, 0), ...parts]);
  new DataView(segment.buffer).setUint16(2, segment.length - 2);
  return segment;
}

/** A block of APP1 in full. */
export function app1Block(name: string, ...parts: readonly Uint8Array[]): Uint8Array {
  return jpegSegment(app1, [latin1Bytes(name), ...parts]);
}
