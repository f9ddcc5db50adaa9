import { ImageError } from '../errors.ts';
import type { Crc32, Hashes } from '../ports.ts';
import { imageKindOf } from '../images/imageKind.ts';
import { embedInJpeg, stripJpeg } from './jpegProvenance.ts';
import { metadataLimits, type MetadataLimits } from './metadataLimits.ts';
import { embedInPng, stripPng } from './pngProvenance.ts';
import type { Provenance } from './provenance.ts';
import { embedInWebp, stripWebp } from './webpProvenance.ts';

/**
 * The image with this provenance in it, instead of any that it had; other metadata, and every byte
 * of the picture, stay as they are. The bytes are copied once.
 * @throws {ImageError} `notAnImage` where the file, or the XMP that it has, is damaged
 * or beyond the limits; `tooLarge`
 * where a JPEG's XMP leaves no room. Nothing else.
 */
export async function embedProvenance(
  bytes: Uint8Array,
  provenance: Provenance,
  { crc32, md5 }: Hashes,
  limits: MetadataLimits = metadataLimits,
): Promise<Uint8Array> {
  switch (imageKindOf(bytes)) {
    case 'png':
      return embedInPng(bytes, provenance, crc32, limits);
    case 'jpg':
      return embedInJpeg(bytes, provenance, md5, limits);
    case 'webp':
      return embedInWebp(bytes, provenance, limits);
    case undefined:
      throw unknownKind();
  }
}

/**
 * The image without anything that tells how it was made: XMP, Exif, texts, comments, unknown blocks,
 * and whatever follows the image. What a decoder needs stays: colour profiles, animation, density,
 * and how the picture is turned.
 * @throws {ImageError} `notAnImage` where the file is damaged.
 */
export function stripMetadata(bytes: Uint8Array, crc32: Crc32): Uint8Array {
  switch (imageKindOf(bytes)) {
    case 'png':
      return stripPng(bytes, crc32);
    case 'jpg':
      return stripJpeg(bytes);
    case 'webp':
      return stripWebp(bytes);
    case undefined:
      throw unknownKind();
  }
}

function unknownKind(): ImageError {
  return new ImageError('notAnImage', 'The file is neither PNG nor JPEG nor WebP.');
}
