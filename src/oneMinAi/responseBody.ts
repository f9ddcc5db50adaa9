import { ImageError } from '../core/errors.ts';
import { orAborted } from '../core/orAborted.ts';
import type { TransportResponse } from './transport.ts';

/**
 * Reads a body up to a limit, which an announced `Content-Length` may already exceed. However it
 * ends, the connection is not left hanging.
 * @throws {ImageError} `tooLarge` · `TransportError` · the signal's reason, at once.
 */
export async function readBody(
  response: TransportResponse,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  try {
    checkSize(Number(response.header('content-length') ?? 0), maxBytes);
    const iterator = response.body[Symbol.asyncIterator]();
    for (;;) {
      const next = await orAborted(iterator.next(), signal);
      if (next.done === true) return joined(chunks, byteCount);
      byteCount += next.value.length;
      checkSize(byteCount, maxBytes);
      chunks.push(next.value);
    }
  } catch (error) {
    response.discard();
    throw error;
  }
}

function checkSize(byteCount: number, maxBytes: number): void {
  if (byteCount <= maxBytes) return;
  throw new ImageError('tooLarge', `The answer is larger than ${maxBytes / 1_000_000} MB.`);
}

function joined(chunks: readonly Uint8Array[], byteCount: number): Uint8Array {
  const bytes = new Uint8Array(byteCount);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
