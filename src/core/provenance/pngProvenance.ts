import type { Crc32 } from '../ports.ts';
import { damagedImage, joinBytes } from './imageFile.ts';
import { minimalExif, orientationIn } from './exif.ts';
import { parametersText } from './parametersText.ts';
import { isPngText, pngChunk, pngXmpKeyword, readPngFile, type PngChunk } from './pngChunks.ts';
import { pngTextChunk, pngUtf8Chunk, readPngText } from './pngText.ts';
import type { Provenance } from './provenance.ts';
import { metadataLimits, type MetadataLimits } from './metadataLimits.ts';
import { packetWithProvenance } from './provenancePacket.ts';

/** The text that other programs for generated images read. */
const parametersKeyword = 'parameters';

/** @throws {ImageError} `notAnImage` where the file or its XMP is damaged. */
export async function embedInPng(
  bytes: Uint8Array,
  provenance: Provenance,
  crc32: Crc32,
  { maxBlocks, maxXmpBytes }: MetadataLimits,
): Promise<Uint8Array> {
  const { width, height, chunks, start, end } = readPngFile(bytes, crc32, maxBlocks);
  const isPacket = (chunk: PngChunk) => isPngText(chunk, pngXmpKeyword);
  const found = await xmpBytesOf(chunks.find(isPacket), maxXmpBytes);
  const packet = packetWithProvenance(found, provenance, maxXmpBytes);
  const parameters = parametersText(provenance, { width, height });
  const header = chunks[0]!;
  const kept = (chunk: PngChunk) => !isPacket(chunk) && !isPngText(chunk, parametersKeyword);
  return joinBytes([
    bytes.subarray(0, start),
    bytes.subarray(header.start, header.end),
    // In front of everything, where whoever lists many images finds it in the first block.
    pngUtf8Chunk(pngXmpKeyword, packet, crc32),
    pngTextChunk(parametersKeyword, parameters, crc32),
    ...runsOf(chunks.slice(1).filter(kept), bytes),
    bytes.subarray(end),
  ]);
}

/**
 * What a decoder needs, or what says how colours, density and animation are meant; everything else
 * may be text in disguise. Source: PNG specification, third edition.
 */
const keptChunks: ReadonlySet<string> = new Set(
  'tRNS gAMA cHRM sRGB iCCP sBIT bKGD hIST pHYs sPLT cICP mDCV cLLI acTL fcTL fdAT'.split(' '),
);

/** @throws {ImageError} `notAnImage` where the file is damaged. */
export function stripPng(bytes: Uint8Array, crc32: Crc32): Uint8Array {
  const { chunks, start } = readPngFile(bytes, crc32, metadataLimits.maxBlocks);
  const exif = chunks.find(({ type }) => type === 'eXIf');
  const orientation = exif ? orientationIn(exif.data) : 1;
  const header = chunks[0]!;
  const isCritical = ({ type }: PngChunk) => /^[A-Z]/.test(type);
  const kept = chunks.slice(1).filter((chunk) => isCritical(chunk) || keptChunks.has(chunk.type));
  return joinBytes([
    bytes.subarray(0, start),
    bytes.subarray(header.start, header.end),
    ...(orientation === 1 ? [] : [pngChunk('eXIf', [minimalExif(orientation)], crc32)]),
    ...runsOf(kept, bytes),
  ]);
}

async function xmpBytesOf(
  chunk: PngChunk | undefined,
  maxXmpBytes: number,
): Promise<Uint8Array | undefined> {
  if (!chunk) return undefined;
  const text = await readPngText(chunk, maxXmpBytes);
  if (!text) throw damagedImage('Its XMP cannot be read.');
  return text.text;
}

/** The bytes of the chunks, neighbours in one piece. */
function runsOf(chunks: readonly PngChunk[], bytes: Uint8Array): Uint8Array[] {
  const runs: { start: number; end: number }[] = [];
  for (const { start, end } of chunks) {
    const last = runs.at(-1);
    if (last?.end === start) last.end = end;
    else runs.push({ start, end });
  }
  return runs.map(({ start, end }) => bytes.subarray(start, end));
}
