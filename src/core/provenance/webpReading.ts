import { byteAt, uint32Le } from '../byteOrder.ts';
import type { ByteReader } from './byteSource.ts';
import {
  maxSteps,
  maxTextBytes,
  type FoundMetadata,
  type WantedMetadata,
} from './foundMetadata.ts';
import { latin1Text } from './imageFile.ts';
import { maxXmpBytes } from './provenancePacket.ts';
import { webpFlags, webpHeaderLength } from './webpChunks.ts';
import { exifBlockOf } from './webpProvenance.ts';

/**
 * Goes from chunk to chunk, as metadata stands behind the picture, and not at all where the header
 * says that there is none. Never throws but what the source throws.
 */
export async function findWebpMetadata(
  reader: ByteReader,
  wanted: WantedMetadata,
): Promise<FoundMetadata> {
  const head = await reader.read(webpHeaderLength, 9);
  const isExtended = latin1Text(head.subarray(0, 4)) === 'VP8X';
  const flags = wanted === 'all' ? webpFlags.xmp | webpFlags.exif : webpFlags.xmp;
  if (!isExtended || (byteAt(head, 8) & flags) === 0) return { xmp: [] };

  let xmp: Uint8Array | undefined;
  let exif: Uint8Array | undefined;
  let at = webpHeaderLength;
  for (let step = 0; step < maxSteps; step += 1) {
    const header = await reader.read(at, 8);
    if (header.length < 8) break;
    const size = uint32Le(header, 4);
    const type = latin1Text(header.subarray(0, 4));
    if (type === 'XMP ' && size <= maxXmpBytes) xmp ??= await reader.read(at + 8, size);
    if (type === 'EXIF' && wanted === 'all' && size <= maxTextBytes) {
      exif ??= exifBlockOf(await reader.read(at + 8, size));
    }
    if (xmp && wanted === 'xmp') break;
    at += 8 + size + (size % 2);
  }
  return { xmp: xmp ? [xmp] : [], ...(exif && { exif }) };
}
