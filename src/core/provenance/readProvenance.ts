import { imageKindOf, signatureLength } from '../images/imageKind.ts';
import { ByteReader, type ByteSource } from './byteSource.ts';
import type { FoundMetadata, WantedMetadata } from './foundMetadata.ts';
import { findJpegMetadata } from './jpegReading.ts';
import { findPngMetadata } from './pngReading.ts';
import type { Provenance } from './provenance.ts';
import { provenanceIn } from './provenanceXmp.ts';
import { findWebpMetadata } from './webpReading.ts';
import { metadataLimits } from './metadataLimits.ts';
import { valuesOfPacket } from './provenancePacket.ts';

/**
 * The provenance in an image file, from as little of it as it takes: of a PNG or JPEG the beginning
 * (and, of a PNG without any there, the last 32 KB), of a WebP the headers of its chunks and its XMP.
 * @returns `undefined` where the file has none, is damaged, or is no image. Rejects only with what
 * the source rejects with.
 */
export async function readProvenance(source: ByteSource): Promise<Provenance | undefined> {
  return provenanceIn(xmpValues(await findMetadata(source, 'xmp')));
}

export async function findMetadata(
  source: ByteSource,
  wanted: WantedMetadata,
): Promise<FoundMetadata> {
  const reader = new ByteReader(source);
  switch (imageKindOf(await reader.read(0, signatureLength))) {
    case 'png':
      return findPngMetadata(reader, wanted);
    case 'jpg':
      return findJpegMetadata(reader, wanted);
    case 'webp':
      return findWebpMetadata(reader, wanted);
    case undefined:
      return { xmp: [] };
  }
}

/** Properties of all packets by their URIs; of a packet that can't be read none. */
export function xmpValues({ xmp }: FoundMetadata): ReadonlyMap<string, string> {
  const values = xmp.map((packet) => valuesOfPacket(packet, metadataLimits.maxExtendedXmpBytes));
  // What stands in the main packet comes before what stands in the extended one.
  return new Map(values.reverse().flatMap((packet) => Array.from(packet)));
}
