import type { PngText } from './pngText.ts';

/** What a file says apart from its picture, not yet read any further. */
export interface FoundMetadata {
  /** Packets; of a JPEG the main one and, if it has one, the extended. */
  readonly xmp: readonly Uint8Array[];
  /** From `II` or `MM` on. */
  readonly exif?: Uint8Array;
  /** Of a PNG, without XMP. */
  readonly texts?: readonly PngText[];
  /** Of a JPEG. */
  readonly comments?: readonly Uint8Array[];
}

/** `xmp`: only XMP, from as little of the file as it takes. */
export type WantedMetadata = 'xmp' | 'all';

/**
 * All texts of a file together, unpacked: longer than anything for people. Workflows of other programs are some
 * hundred kilobytes.
 */
export const maxTextBytes = 2_000_000;
/** More of one kind than this, nobody reads. */
export const maxTexts = 100;
