import { byteAt, hasAscii, uint16Be } from '../byteOrder.ts';
import type { ByteReader } from './byteSource.ts';
import { joinPortions, readPortion, type XmpPortion } from './extendedXmp.ts';
import { maxSteps, maxTexts, type FoundMetadata, type WantedMetadata } from './foundMetadata.ts';
import { app1, comment, exifName, hasNoLength, isJpegBlock, xmpName } from './jpegSegments.ts';
import { extendedXmpGuid, maxXmpBytes } from './provenancePacket.ts';

/** What both names of XMP begin with. */
const xmpFamily = 'http://ns.adobe.com/x';
const startOfScan = 0xda;
const endOfImage = 0xd9;

/** Reads up to the first scan, before which all metadata stands. Never throws but what the source throws. */
export async function findJpegMetadata(
  reader: ByteReader,
  wanted: WantedMetadata,
): Promise<FoundMetadata> {
  const portions: XmpPortion[] = [];
  const comments: Uint8Array[] = [];
  let main: Uint8Array | undefined;
  let exif: Uint8Array | undefined;
  for await (const segment of textSegments(reader, wanted)) {
    const { marker, data } = segment;
    if (marker === comment) {
      if (comments.length < maxTexts) comments.push(data);
    } else if (isJpegBlock(segment, app1, xmpName)) main ??= data.subarray(xmpName.length);
    else if (isJpegBlock(segment, app1, exifName)) exif ??= data.subarray(exifName.length);
    else portions.push(...portionOf(data));
  }
  const guid = main && portions.length > 0 ? extendedXmpGuid(main) : undefined;
  const extended = guid === undefined ? undefined : joinPortions(portions, guid, maxXmpBytes);
  const xmp = [main, extended].filter((packet) => packet !== undefined);
  return { xmp, comments, ...(exif && { exif }) };
}

interface TextSegment {
  readonly marker: number;
  readonly data: Uint8Array;
}

async function* textSegments(
  reader: ByteReader,
  wanted: WantedMetadata,
): AsyncGenerator<TextSegment> {
  let at = 2;
  for (let step = 0; step < maxSteps; step += 1) {
    const header = await reader.read(at, 4);
    const marker = byteAt(header, 1);
    if (header[0] !== 0xff || marker === startOfScan || marker === endOfImage) return;
    if (marker === 0xff || hasNoLength(marker)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    const length = uint16Be(header, 2);
    if (header.length < 4 || length < 2) return;
    const isText = marker === comment ? wanted === 'all' : marker === app1;
    if (isText && (wanted === 'all' || (await holdsXmp(reader, at + 4)))) {
      const data = await reader.read(at + 4, length - 2);
      if (data.length < length - 2) return;
      yield { marker, data };
    }
    at += 2 + length;
  }
}

/** Exif is in blocks of the same kind and can be long, so only the name is read of it. */
async function holdsXmp(reader: ByteReader, at: number): Promise<boolean> {
  const name = await reader.read(at, xmpFamily.length);
  return hasAscii(name, 0, xmpFamily);
}

function portionOf(data: Uint8Array): readonly XmpPortion[] {
  const portion = readPortion(data);
  return portion ? [portion] : [];
}
