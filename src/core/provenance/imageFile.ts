import { hasAscii } from '../byteOrder.ts';
import { ImageError } from '../errors.ts';
import type { ImageFormat } from '../parameters.ts';

/** Long enough for `imageKindOf`. */
export const signatureLength = 12;

const pngSignature = '\u0089PNG\r\n\u001a\n';

/** The format by the first bytes alone; `undefined`: none of those known. */
export function imageKindOf(head: Uint8Array): ImageFormat | undefined {
  if (hasAscii(head, 0, pngSignature)) return 'png';
  if (hasAscii(head, 0, '\u00ff\u00d8\u00ff')) return 'jpg';
  if (hasAscii(head, 0, 'RIFF') && hasAscii(head, 8, 'WEBP')) return 'webp';
  return undefined;
}

/** @param detail what is wrong, as a sentence */
export function damagedImage(detail: string): ImageError {
  return new ImageError('notAnImage', `The image file is damaged. ${detail}`);
}

/** Copies every part once, into bytes of exactly the right length. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Bytes of a text in which every character is one byte. */
export function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Text of bytes that are one character each. */
export function latin1Text(bytes: Uint8Array): string {
  const pieces: string[] = [];
  // So many arguments at most, that every engine takes them.
  for (let at = 0; at < bytes.length; at += 8192) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  }
  return pieces.join('');
}

/** Text of bytes whose encoding nobody has told. */
export function utf8OrLatin1(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return latin1Text(bytes);
  }
}
