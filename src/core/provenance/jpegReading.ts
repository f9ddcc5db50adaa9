import { hasAscii } from '../byteOrder.ts';
import { JpegWalk, startOfScan } from '../images/jpeg.ts';
import type { Walk } from '../images/walk.ts';
import type { ByteReader } from './byteSource.ts';
import { joinPortions, readPortion, type XmpPortion } from './extendedXmp.ts';
import {
  maxTextBytes,
  maxTexts,
  type FoundMetadata,
  type WantedMetadata,
} from './foundMetadata.ts';
import { app1, comment, exifName, isJpegBlock, xmpName } from './jpegSegments.ts';
import { briefLimits, metadataLimits } from './metadataLimits.ts';
import { extendedXmpGuid } from './provenancePacket.ts';

/** What both names of XMP begin with. */
const xmpFamily = 'http://ns.adobe.com/x';
/** Parts of Extended XMP that belong to nothing are read as well, before it is known which do. */
const maxPortionBytes = 2 * metadataLimits.maxExtendedXmpBytes;

/** Reads up to the first scan, before which all metadata stands. Never throws but what the source throws. */
export async function findJpegMetadata(
  reader: ByteReader,
  wanted: WantedMetadata,
): Promise<FoundMetadata> {
  const { main, portions, exif, comments } = await reader.walk(
    segmentsIn(reader.byteCount, wanted),
  );
  const guid = main && portions.length > 0 ? extendedXmpGuid(main) : undefined;
  const extended =
    guid === undefined
      ? undefined
      : joinPortions(portions, guid, metadataLimits.maxExtendedXmpBytes);
  const xmp = [main, extended].filter((packet) => packet !== undefined);
  return { xmp, comments, ...(exif && { exif }) };
}

interface FoundSegments {
  readonly main: Uint8Array | undefined;
  readonly portions: readonly XmpPortion[];
  readonly exif: Uint8Array | undefined;
  readonly comments: readonly Uint8Array[];
}

function* segmentsIn(byteCount: number, wanted: WantedMetadata): Walk<FoundSegments> {
  // What is ours stands near the beginning, and a thousand files are asked for it.
  const limits = wanted === 'xmp' ? briefLimits : metadataLimits;
  const walk = new JpegWalk(byteCount, limits.maxBlocks);
  const portions: XmpPortion[] = [];
  const comments: Uint8Array[] = [];
  let main: Uint8Array | undefined;
  let exif: Uint8Array | undefined;
  let portionBudget = maxPortionBytes;
  let commentBudget = maxTextBytes;
  for (let place; (place = yield* walk.next());) {
    const { marker, dataStart: at, dataEnd } = place;
    const length = dataEnd - at;
    if (marker === startOfScan) break;
    if (marker === comment && wanted === 'all') {
      if (comments.length === maxTexts || length > commentBudget) continue;
      commentBudget -= length;
      comments.push(yield { at, length });
    }
    if (marker !== app1) continue;
    // Exif is in blocks of the same kind and can be long, so only the name is read of what is not wanted.
    const name = yield { at, length: Math.min(length, xmpFamily.length) };
    if (hasAscii(name, 0, xmpFamily) ? length > portionBudget : wanted === 'xmp' || exif) continue;
    const data = yield { at, length };
    const segment = { marker, data };
    if (isJpegBlock(segment, app1, xmpName)) main ??= data.subarray(xmpName.length);
    else if (isJpegBlock(segment, app1, exifName)) exif ??= data.subarray(exifName.length);
    else for (const portion of portionOf(data)) portions.push(portion);
    if (hasAscii(name, 0, xmpFamily)) portionBudget -= length;
  }
  return { main, portions, exif, comments };
}

function portionOf(data: Uint8Array): readonly XmpPortion[] {
  const portion = readPortion(data);
  return portion ? [portion] : [];
}
