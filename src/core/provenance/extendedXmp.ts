import { hasAscii, uint32Be } from '../byteOrder.ts';
import { joinBytes, latin1Bytes, latin1Text } from './imageFile.ts';
import { app1Block, extendedXmpName } from './jpegSegments.ts';
import type { Hashes } from '../ports.ts';

/** One part of Extended XMP, as it stands in an APP1 block. Source: XMP specification, part 3, 1.1.3.1. */
export interface XmpPortion {
  /** MD5 of the whole, 32 hexadecimal digits. */
  readonly guid: string;
  readonly fullLength: number;
  readonly offset: number;
  readonly data: Uint8Array;
}

const headerLength = extendedXmpName.length + 32 + 4 + 4;
/** What is left of a segment after its length and this header. */
const maxPortionBytes = 65_533 - headerLength;

/** @param block data of the segment, with its name. */
export function readPortion(block: Uint8Array): XmpPortion | undefined {
  if (!hasAscii(block, 0, extendedXmpName) || block.length < headerLength) return undefined;
  const at = extendedXmpName.length;
  return {
    guid: latin1Text(block.subarray(at, at + 32)),
    fullLength: uint32Be(block, at + 32),
    offset: uint32Be(block, at + 36),
    data: block.subarray(headerLength),
  };
}

/**
 * Puts the portions of one text together, in whatever order they come.
 * @returns `undefined` where some are missing, or it would be longer than `maxBytes`.
 */
export function joinPortions(
  portions: readonly XmpPortion[],
  guid: string,
  maxBytes: number,
): Uint8Array | undefined {
  const own = portions.filter((portion) => portion.guid === guid);
  const sorted = own.toSorted((a, b) => a.offset - b.offset);
  const fullLength = sorted[0]?.fullLength ?? 0;
  if (fullLength === 0 || fullLength > maxBytes) return undefined;
  let at = 0;
  for (const { offset, data } of sorted) {
    if (offset !== at) return undefined;
    at += data.length;
  }
  return at === fullLength ? joinBytes(sorted.map(({ data }) => data)) : undefined;
}

/** Cuts a text into segments of its own. */
export function extendedXmpSegments(
  text: Uint8Array,
  md5: Hashes['md5'],
): {
  readonly guid: string;
  readonly segments: readonly Uint8Array[];
} {
  const guid = md5(text).toUpperCase();
  const segments: Uint8Array[] = [];
  for (let offset = 0; offset < text.length; offset += maxPortionBytes) {
    const place = new DataView(new ArrayBuffer(8));
    place.setUint32(0, text.length);
    place.setUint32(4, offset);
    const portion = text.subarray(offset, offset + maxPortionBytes);
    segments.push(
      app1Block(extendedXmpName, latin1Bytes(guid), new Uint8Array(place.buffer), portion),
    );
  }
  return { guid, segments };
}
