import { joinBytes } from './imageFile.ts';

/**
 * Unpacks zlib data, a piece at a time, and stops where it grows beyond `maxBytes`.
 * @returns `undefined` where it does, or where the data is damaged.
 */
export async function inflate(
  packed: Uint8Array,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const stream = new Blob([new Uint8Array(packed)]).stream();
  const reader = stream.pipeThrough(new DecompressionStream('deflate')).getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return joinBytes(pieces);
      length += value.length;
      if (length > maxBytes) return undefined;
      pieces.push(value);
    }
  } catch {
    return undefined;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
