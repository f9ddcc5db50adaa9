import type { Crc32 } from '../ports.ts';
import { latin1Bytes, latin1Text } from './imageFile.ts';
import { inflate } from './inflate.ts';
import { pngChunk, type PngChunk } from './pngChunks.ts';

export interface PngText {
  readonly keyword: string;
  readonly text: Uint8Array;
  readonly isUtf8: boolean;
}

/** A text chunk: `tEXt` where Latin-1 is enough, as readers expect it, else `iTXt`. */
export function pngTextChunk(keyword: string, text: string, crc32: Crc32): Uint8Array {
  // Line feeds are the only control characters that the format has a use for.
  return /^[\n\u0020-\u007e\u00a0-\u00ff]*$/.test(text)
    ? pngChunk('tEXt', [latin1Bytes(`${keyword}\0${text}`)], crc32)
    : pngUtf8Chunk(keyword, text, crc32);
}

/** An `iTXt` chunk, not compressed, with neither language nor translated keyword. */
export function pngUtf8Chunk(keyword: string, text: string, crc32: Crc32): Uint8Array {
  const parts = [latin1Bytes(`${keyword}\0\0\0\0\0`), new TextEncoder().encode(text)];
  return pngChunk('iTXt', parts, crc32);
}

/**
 * Reads a text chunk of any of the three kinds.
 * @returns `undefined` where it is not put together rightly, or longer than `maxBytes` unpacked.
 */
export async function readPngText(
  { type, data }: Pick<PngChunk, 'type' | 'data'>,
  maxBytes: number,
): Promise<PngText | undefined> {
  const keywordEnd = data.indexOf(0);
  if (keywordEnd < 1 || keywordEnd > 79) return undefined;
  const keyword = latin1Text(data.subarray(0, keywordEnd));
  const rest = data.subarray(keywordEnd + 1);
  const unpacked = async (text: Uint8Array, isUtf8: boolean, isPacked: boolean) => {
    const plain = isPacked ? await inflate(text, maxBytes) : text;
    return plain && plain.length <= maxBytes ? { keyword, text: plain, isUtf8 } : undefined;
  };
  if (type === 'tEXt') return unpacked(rest, false, false);
  if (type === 'zTXt') return rest[0] === 0 ? unpacked(rest.subarray(1), false, true) : undefined;
  const languageEnd = rest.indexOf(0, 2);
  const translationEnd = languageEnd < 0 ? -1 : rest.indexOf(0, languageEnd + 1);
  if (translationEnd < 0 || rest[1] !== 0) return undefined;
  return unpacked(rest.subarray(translationEnd + 1), true, rest[0] === 1);
}
