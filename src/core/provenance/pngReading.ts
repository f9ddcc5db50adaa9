import { hasAscii, uint32Be } from '../byteOrder.ts';
import type { ByteReader } from './byteSource.ts';
import {
  maxSteps,
  maxTextBytes,
  maxTexts,
  type FoundMetadata,
  type WantedMetadata,
} from './foundMetadata.ts';
import { latin1Text } from './imageFile.ts';
import { isPngText, pngTextTypes, pngXmpKeyword } from './pngChunks.ts';
import { readPngText, type PngText } from './pngText.ts';
import { maxXmpBytes } from './provenancePacket.ts';

const signatureLength = 8;
/** Where programs put XMP that they add at the end. */
const tailBytes = 32_768;

/** Never throws but what the source throws. */
export async function findPngMetadata(
  reader: ByteReader,
  wanted: WantedMetadata,
): Promise<FoundMetadata> {
  const xmp: Uint8Array[] = [];
  const texts: PngText[] = [];
  let exif: Uint8Array | undefined;
  for await (const chunk of textChunks(reader, wanted)) {
    if (chunk.type === 'eXIf') {
      exif ??= chunk.data;
      continue;
    }
    const isXmp = isPngText(chunk, pngXmpKeyword);
    if (isXmp ? xmp.length > 0 : texts.length >= maxTexts || wanted === 'xmp') continue;
    const text = await readPngText(chunk, isXmp ? maxXmpBytes : maxTextBytes);
    if (text && isXmp) xmp.push(text.text);
    else if (text) texts.push(text);
    if (isXmp && wanted === 'xmp') break;
  }
  if (xmp.length === 0 && wanted === 'xmp') xmp.push(...(await xmpInTail(reader)));
  return { xmp, texts, ...(exif && { exif }) };
}

interface TextChunk {
  readonly type: string;
  readonly data: Uint8Array;
}

/** The chunks that can hold text; where only XMP is wanted, those before the picture. */
async function* textChunks(reader: ByteReader, wanted: WantedMetadata): AsyncGenerator<TextChunk> {
  let at = signatureLength;
  for (let step = 0; step < maxSteps; step += 1) {
    const header = await reader.read(at, 8);
    if (header.length < 8) return;
    const length = uint32Be(header, 0);
    const type = latin1Text(header.subarray(4, 8));
    if (type === 'IEND' || (type === 'IDAT' && wanted === 'xmp')) return;
    const isText = pngTextTypes.has(type) || (type === 'eXIf' && wanted === 'all');
    if (isText && length <= maxXmpBytes) {
      const data = await reader.read(at + 8, length);
      if (data.length < length) return;
      yield { type, data };
    }
    at += 12 + length;
  }
}

/**
 * XMP behind the picture. To get there from chunk to chunk would mean to read the file, so it is
 * looked for at the end, and known by the chunks that follow it to the last.
 */
async function xmpInTail(reader: ByteReader): Promise<readonly Uint8Array[]> {
  const tail = await reader.read(Math.max(0, reader.byteCount - tailBytes), tailBytes);
  const text = latin1Text(tail);
  const at = text.lastIndexOf(`iTXt${pngXmpKeyword}\0`);
  if (at < 4) return [];
  const length = uint32Be(tail, at - 4);
  const end = at + 4 + length;
  if (!leadsToLastChunk(tail, end + 4)) return [];
  const found = await readPngText({ type: 'iTXt', data: tail.subarray(at + 4, end) }, maxXmpBytes);
  return found ? [found.text] : [];
}

function leadsToLastChunk(bytes: Uint8Array, from: number): boolean {
  let at = from;
  while (at + 12 <= bytes.length) {
    if (hasAscii(bytes, at + 4, 'IEND')) return uint32Be(bytes, at) === 0;
    at += 12 + uint32Be(bytes, at);
  }
  return false;
}
