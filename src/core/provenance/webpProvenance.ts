import { byteAt, hasAscii } from '../byteOrder.ts';
import { minimalExif, orientationIn } from './exif.ts';
import { joinBytes, latin1Bytes } from './imageFile.ts';
import { exifName } from './jpegSegments.ts';
import { metadataLimits, type MetadataLimits } from './metadataLimits.ts';
import { packetWithProvenance } from './provenancePacket.ts';
import type { Provenance } from './provenance.ts';
import {
  readWebpFile,
  webpChunk,
  webpExtendedHeader,
  webpFlags,
  type WebpChunk,
  type WebpFile,
} from './webpChunks.ts';

/** @throws {ImageError} `notAnImage` where the file or its XMP is damaged. */
export function embedInWebp(
  bytes: Uint8Array,
  provenance: Provenance,
  { maxBlocks, maxXmpBytes }: MetadataLimits,
): Uint8Array {
  const file = readWebpFile(bytes, maxBlocks);
  const packets = file.chunks.filter(({ type }) => type === 'XMP ');
  const packet = packetWithProvenance(packets[0]?.data, provenance, maxXmpBytes);
  const others = file.chunks.filter(({ type }) => type !== 'XMP ' && type !== 'VP8X');
  // Chunks that nobody knows may follow the known ones, so XMP goes behind the last of those.
  const place = others.findLastIndex(({ type }) => isKnown(type)) + 1;
  return joinWebp(bytes, file, {
    flags: flagsOf(file) | webpFlags.xmp,
    before: others.slice(0, place),
    added: webpChunk('XMP ', new TextEncoder().encode(packet)),
    after: others.slice(place),
    trailer: bytes.subarray(file.end),
  });
}

/**
 * Leaves the picture, its colours and its animation, and how it is turned.
 * @throws {ImageError} `notAnImage` where the file is damaged.
 */
export function stripWebp(bytes: Uint8Array): Uint8Array {
  const file = readWebpFile(bytes, metadataLimits.maxBlocks);
  const exif = file.chunks.find(({ type }) => type === 'EXIF');
  const orientation = exif ? orientationIn(exifBlockOf(exif.data)) : 1;
  const isTurned = orientation !== 1;
  const kept = file.chunks.filter(({ type }) => pictureChunks.has(type));
  return joinWebp(bytes, file, {
    flags: (flagsOf(file) & ~(webpFlags.exif | webpFlags.xmp)) | (isTurned ? webpFlags.exif : 0),
    before: kept,
    added: isTurned ? webpChunk('EXIF', minimalExif(orientation)) : new Uint8Array(0),
    after: [],
    trailer: new Uint8Array(0),
  });
}

/** Exif as it stands in the chunk, without the name that some programs put before it. */
export function exifBlockOf(data: Uint8Array): Uint8Array {
  return hasAscii(data, 0, exifName) ? data.subarray(exifName.length) : data;
}

const pictureChunks: ReadonlySet<string> = new Set([
  'ICCP',
  'ANIM',
  'ANMF',
  'ALPH',
  'VP8 ',
  'VP8L',
]);
const isKnown = (type: string): boolean => pictureChunks.has(type) || type === 'EXIF';

function flagsOf({ chunks, hasAlpha }: WebpFile): number {
  const [first] = chunks;
  if (first?.type === 'VP8X') return byteAt(first.data, 0);
  const has = (type: string) => chunks.some((chunk) => chunk.type === type);
  return (
    (hasAlpha ? webpFlags.alpha : 0) |
    (has('ICCP') ? webpFlags.icc : 0) |
    (has('EXIF') ? webpFlags.exif : 0)
  );
}

interface WebpContents {
  readonly flags: number;
  readonly before: readonly WebpChunk[];
  readonly added: Uint8Array;
  readonly after: readonly WebpChunk[];
  readonly trailer: Uint8Array;
}

/** Always an extended file, unless there is nothing that only such a one can hold. */
function joinWebp(bytes: Uint8Array, file: WebpFile, contents: WebpContents): Uint8Array {
  const { flags, before, added, after, trailer } = contents;
  const isExtended = file.chunks[0]?.type === 'VP8X' || added.length > 0;
  const parts = [
    ...(isExtended ? [webpExtendedHeader(file, flags)] : []),
    ...before.flatMap((chunk) => wholeChunk(chunk, bytes)),
    added,
    ...after.flatMap((chunk) => wholeChunk(chunk, bytes)),
  ];
  const size = new Uint8Array(4);
  const length = parts.reduce((sum, part) => sum + part.length, 4);
  new DataView(size.buffer).setUint32(0, length, true);
  return joinBytes([latin1Bytes('RIFF'), size, latin1Bytes('WEBP'), ...parts, trailer]);
}

function wholeChunk({ start, end }: WebpChunk, bytes: Uint8Array): Uint8Array[] {
  const chunk = bytes.subarray(start, end);
  return chunk.length % 2 === 0 ? [chunk] : [chunk, new Uint8Array(1)];
}
