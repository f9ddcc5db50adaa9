import { uint32Be } from '../byteOrder.ts';
import { PngWalk } from '../images/png.ts';
import { walkBytes, type Walk } from '../images/walk.ts';
import type { ByteReader } from './byteSource.ts';
import {
  maxTextBytes,
  maxTexts,
  type FoundMetadata,
  type WantedMetadata,
} from './foundMetadata.ts';
import { latin1Text } from './imageFile.ts';
import { isPngText, pngTextTypes, pngXmpKeyword } from './pngChunks.ts';
import { readPngText, type PngText } from './pngText.ts';
import { briefLimits, metadataLimits } from './metadataLimits.ts';

/** Where programs put XMP that they add at the end. */
const tailBytes = 32_768;
/** Taken of what may be unpacked by a text that can't be, or is too long: finding that out has its price. */
const failureBytes = maxTextBytes / 8;
/** Eight failures at most are paid for, so no more are wanted besides those that are good. */
const maxPacked = maxTexts + 8;

/** Never throws but what the source throws. */
export async function findPngMetadata(
  reader: ByteReader,
  wanted: WantedMetadata,
): Promise<FoundMetadata> {
  const { packet, packed, exif } = await reader.walk(chunksIn(reader.byteCount, wanted));
  const texts: PngText[] = [];
  let budget = maxTextBytes;
  for (const chunk of packed) {
    if (budget <= 0 || texts.length === maxTexts) break;
    const text = await readPngText(chunk, budget);
    if (text) texts.push(text);
    budget -= text?.text.length ?? failureBytes;
  }
  const found = packet ? [packet] : wanted === 'xmp' ? await packetInTail(reader) : [];
  const xmp = await Promise.all(
    found.map((chunk) => readPngText(chunk, metadataLimits.maxXmpBytes)),
  );
  return { xmp: xmp.flatMap((read) => (read ? [read.text] : [])), texts, ...(exif && { exif }) };
}

interface TextChunk {
  readonly type: string;
  readonly data: Uint8Array;
}

interface FoundChunks {
  /** The first with XMP. */
  readonly packet: TextChunk | undefined;
  /** Other texts, as they stand in the file. */
  readonly packed: readonly TextChunk[];
  readonly exif: Uint8Array | undefined;
}

/** The chunks that can hold text; where only XMP is wanted, those before the picture. */
function* chunksIn(byteCount: number, wanted: WantedMetadata): Walk<FoundChunks> {
  // What is ours stands near the beginning, and a thousand files are asked for it.
  const limits = wanted === 'xmp' ? briefLimits : metadataLimits;
  const walk = new PngWalk(byteCount, limits.maxBlocks);
  const packed: TextChunk[] = [];
  let packet: TextChunk | undefined;
  let exif: Uint8Array | undefined;
  let budget = maxTextBytes;
  for (let place; (place = yield* walk.next());) {
    const { type, dataStart: at, dataEnd } = place;
    const length = dataEnd - at;
    if (type === 'IDAT' && wanted === 'xmp') break;
    if (type === 'eXIf' && wanted === 'all' && !exif && length <= maxTextBytes) {
      exif = yield { at, length };
    }
    if (!pngTextTypes.has(type)) continue;
    const keyword = yield { at, length: Math.min(length, pngXmpKeyword.length + 1) };
    if (isPngText({ type, data: keyword }, pngXmpKeyword)) {
      if (!packet && length <= metadataLimits.maxXmpBytes)
        packet = { type, data: yield { at, length } };
      if (wanted === 'xmp') break;
    } else if (wanted === 'all' && packed.length < maxPacked && length <= budget) {
      packed.push({ type, data: yield { at, length } });
      budget -= length;
    }
  }
  return { packet, packed, exif };
}

/**
 * XMP behind the picture. To get there from chunk to chunk would mean to read the file, so it is
 * looked for at the end, and known by the chunks that follow it to the last.
 */
async function packetInTail(reader: ByteReader): Promise<readonly TextChunk[]> {
  const tail = await reader.read(Math.max(0, reader.byteCount - tailBytes), tailBytes);
  const text = latin1Text(tail);
  const at = text.lastIndexOf(`iTXt${pngXmpKeyword}\0`);
  if (at < 4) return [];
  const end = at + 4 + uint32Be(tail, at - 4);
  if (!leadsToLastChunk(tail, end + 4)) return [];
  return [{ type: 'iTXt', data: tail.subarray(at + 4, end) }];
}

function leadsToLastChunk(bytes: Uint8Array, from: number): boolean {
  const walk = new PngWalk(bytes.length, metadataLimits.maxBlocks, from);
  while (walkBytes(bytes, walk.next()));
  return walk.outcome === 'whole';
}
