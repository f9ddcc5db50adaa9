import { byteAt, hasAscii } from '../byteOrder.ts';
import type { Walk } from '../images/walk.ts';
import { webpHeaderLength, WebpWalk } from '../images/webp.ts';
import type { ByteReader } from './byteSource.ts';
import { maxTextBytes, type FoundMetadata, type WantedMetadata } from './foundMetadata.ts';
import { metadataLimits } from './metadataLimits.ts';
import { webpFlags } from './webpChunks.ts';
import { exifBlockOf } from './webpProvenance.ts';

/**
 * Goes from chunk to chunk, as metadata stands behind the picture, and not at all where the header
 * says that there is none. Never throws but what the source throws.
 */
export function findWebpMetadata(
  reader: ByteReader,
  wanted: WantedMetadata,
): Promise<FoundMetadata> {
  return reader.walk(metadataIn(reader.byteCount, wanted));
}

function* metadataIn(byteCount: number, wanted: WantedMetadata): Walk<FoundMetadata> {
  const head = yield { at: webpHeaderLength, length: 9 };
  const flags = wanted === 'all' ? webpFlags.xmp | webpFlags.exif : webpFlags.xmp;
  if (!hasAscii(head, 0, 'VP8X') || (byteAt(head, 8) & flags) === 0) return { xmp: [] };

  // The length that the file says of itself is not looked at: some programs add to it and leave that as it is.
  const walk = new WebpWalk(byteCount, metadataLimits.maxBlocks);
  let xmp: Uint8Array | undefined;
  let exif: Uint8Array | undefined;
  for (let place; (place = yield* walk.next());) {
    const { type, dataStart: at, dataEnd } = place;
    const length = dataEnd - at;
    if (type === 'XMP ' && !xmp && length <= metadataLimits.maxXmpBytes) xmp = yield { at, length };
    if (type === 'EXIF' && !exif && wanted === 'all' && length <= maxTextBytes) {
      exif = exifBlockOf(yield { at, length });
    }
    if (xmp && wanted === 'xmp') break;
  }
  return { xmp: xmp ? [xmp] : [], ...(exif && { exif }) };
}
