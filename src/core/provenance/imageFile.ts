import { ImageError } from '../errors.ts';
import type { WalkOutcome } from '../images/walk.ts';

/** @param detail what is wrong, as a sentence */
export function damagedImage(detail: string): ImageError {
  return new ImageError('notAnImage', `The image file is damaged. ${detail}`);
}

/** What is to be said of a walk that did not come to the end of the image. */
export function damageOf(outcome: WalkOutcome | undefined): ImageError {
  if (outcome === 'cutShort') return damagedImage('It is cut short.');
  if (outcome === 'tooLong') return damagedImage('It is in more pieces than can be looked at.');
  return damagedImage('A block of it is wrong.');
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
