import { minimalExif, orientationIn } from './exif.ts';
import { joinPortions, readPortion, type XmpPortion } from './extendedXmp.ts';
import { joinBytes } from './imageFile.ts';
import {
  app0,
  app1,
  app1Block,
  app14,
  app2,
  comment,
  exifName,
  extendedXmpName,
  iccName,
  isJpegBlock,
  readJpegFile,
  xmpName,
  type JpegSegment,
} from './jpegSegments.ts';
import { jpegXmpWithProvenance, type JpegXmp } from './jpegXmp.ts';
import { correctMultiPicture } from './multiPicture.ts';
import { metadataLimits, type MetadataLimits } from './metadataLimits.ts';
import { extendedXmpGuid } from './provenancePacket.ts';
import type { Provenance } from './provenance.ts';
import type { Hashes } from '../ports.ts';

/**
 * @throws {ImageError} `notAnImage` where the file or its XMP is damaged, `tooLarge` where its XMP
 * leaves no room.
 */
export function embedInJpeg(
  bytes: Uint8Array,
  provenance: Provenance,
  md5: Hashes['md5'],
  limits: MetadataLimits,
): Uint8Array {
  const file = readJpegFile(bytes, limits.maxBlocks);
  const { segments, endMarkerStart } = file;
  const mains = segments.filter((segment) => isJpegBlock(segment, app1, xmpName));
  const found = xmpIn(segments, mains[0], limits);
  const xmp = jpegXmpWithProvenance(found, provenance, md5, limits);
  const replaced = new Set(xmp.extended ? [...mains, ...found.portions] : mains);
  const place = placeForXmp(segments);
  const before = segments.filter(({ end }) => end <= place);
  const after = segments.filter(({ end }) => end > place);
  const kept = (list: readonly JpegSegment[]) => list.filter((segment) => !replaced.has(segment));
  const embedded = joinBytes([
    bytes.subarray(0, 2),
    ...spansOf(kept(before), bytes),
    xmp.main,
    ...(xmp.extended ?? []),
    ...spansOf(kept(after), bytes),
    bytes.subarray(endMarkerStart),
  ]);
  correctMultiPicture(file, embedded, limits.maxBlocks + maxAdded);
  return embedded;
}

/**
 * Leaves what a decoder needs: tables, scans, colours and how the picture is turned. Further pictures
 * behind the first, which have metadata of their own, go with it.
 * @throws {ImageError} `notAnImage` where the file is damaged.
 */
export function stripJpeg(bytes: Uint8Array): Uint8Array {
  const { segments, endMarkerStart } = readJpegFile(bytes, metadataLimits.maxBlocks);
  const exif = segments.find((segment) => isJpegBlock(segment, app1, exifName));
  const orientation = exif ? orientationIn(exif.data.subarray(exifName.length)) : 1;
  const kept = segments.filter(isNeeded);
  const first = kept[0]?.marker === app0 ? 1 : 0;
  return joinBytes([
    bytes.subarray(0, 2),
    ...spansOf(kept.slice(0, first), bytes),
    ...(orientation === 1 ? [] : [app1Block(exifName, minimalExif(orientation))]),
    ...spansOf(kept.slice(first), bytes),
    bytes.subarray(endMarkerStart, bytes.indexOf(0xd9, endMarkerStart) + 1),
  ]);
}

function isNeeded(segment: JpegSegment): boolean {
  const { marker } = segment;
  if (marker === comment) return false;
  if (marker < 0xe0 || marker > 0xef) return true;
  return (
    isJpegBlock(segment, app0, 'JFIF\0') ||
    isJpegBlock(segment, app2, iccName) ||
    isJpegBlock(segment, app14, 'Adobe')
  );
}

/** Segments that the file has got more than before, at most. */
const maxAdded = 100;

interface FoundXmp extends JpegXmp {
  /** The segments of Extended XMP that belong to it, all of it. */
  readonly portions: readonly JpegSegment[];
}

function xmpIn(
  segments: readonly JpegSegment[],
  main: JpegSegment | undefined,
  { maxExtendedXmpBytes }: MetadataLimits,
): FoundXmp {
  const packet = main?.data.subarray(xmpName.length);
  const guid = packet && extendedXmpGuid(packet);
  if (guid === undefined) return { main: packet, extended: undefined, portions: [] };
  const portions = segments
    .filter((segment) => isJpegBlock(segment, app1, extendedXmpName))
    .map((segment) => ({ segment, portion: readPortion(segment.data) }))
    .filter(
      (found): found is { segment: JpegSegment; portion: XmpPortion } =>
        found.portion?.guid === guid,
    );
  const extended = joinPortions(
    portions.map(({ portion }) => portion),
    guid,
    maxExtendedXmpBytes,
  );
  // Programs that know no Extended XMP lose it and leave the note: nothing to find, nothing to lose.
  if (!extended) return { main: packet, extended: undefined, portions: [] };
  return { main: packet, extended, portions: portions.map(({ segment }) => segment) };
}

/** Behind what has to come first, JFIF and Exif, and before all else: whoever lists images finds it soon. */
function placeForXmp(segments: readonly JpegSegment[]): number {
  let place = 2;
  for (const segment of segments) {
    if (segment.marker < 0xe0 || segment.marker > 0xef) break;
    if (segment.marker === app0 || isJpegBlock(segment, app1, exifName)) place = segment.end;
  }
  return place;
}

/** The bytes of the segments, neighbours in one piece. */
function spansOf(segments: readonly JpegSegment[], bytes: Uint8Array): Uint8Array[] {
  const spans: { start: number; end: number }[] = [];
  for (const { start, end } of segments) {
    const last = spans.at(-1);
    if (last?.end === start) last.end = end;
    else spans.push({ start, end });
  }
  return spans.map(({ start, end }) => bytes.subarray(start, end));
}
