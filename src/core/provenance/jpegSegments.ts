import { byteAt, hasAscii, uint16Be } from '../byteOrder.ts';
import { isFrameHeader, JpegWalk, startOfScan, type JpegSegmentPlace } from '../images/jpeg.ts';
import { walkBytes } from '../images/walk.ts';
import { damagedImage, damageOf, joinBytes, latin1Bytes } from './imageFile.ts';

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
export function readJpegFile(bytes: Uint8Array, maxBlocks: number): JpegFile {
  const walk = new JpegWalk(bytes.length, maxBlocks);
  const places: JpegSegmentPlace[] = [];
  for (let place; (place = walkBytes(bytes, walk.next()));) places.push(place);
  if (walk.outcome !== 'whole') throw damageOf(walk.outcome);
  const { endMarkerStart } = walk;
  const segments = places.map(({ marker, start, dataStart, dataEnd }, index) => ({
    marker,
    start,
    end: places[index + 1]?.start ?? endMarkerStart,
    data: bytes.subarray(dataStart, dataEnd),
    dataStart,
  }));
  checkFrame(segments);
  return { segments, endMarkerStart };
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
