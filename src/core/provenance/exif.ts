import { byteAt } from '../byteOrder.ts';
import { latin1Text, utf8OrLatin1 } from './imageFile.ts';

/** Turns and mirrorings of the picture, 1 to 8, that a viewer has to make; 1 is none. */
export type Orientation = number;

export interface ExifText {
  readonly label: string;
  readonly value: string;
}

interface Tiff {
  readonly view: DataView;
  readonly isLittleEndian: boolean;
}

interface Entry {
  readonly tag: number;
  readonly type: number;
  /** The value, as it stands in the file. */
  readonly data: Uint8Array;
  /** Where it stands. */
  readonly at: number;
}

const orientationTag = 0x0112;
const exifPointerTag = 0x8769;
const userCommentTag = 0x9286;

const textTags: Readonly<Record<number, string>> = {
  0x010e: 'ImageDescription',
  0x010f: 'Make',
  0x0110: 'Model',
  0x0131: 'Software',
  0x013b: 'Artist',
  0x8298: 'Copyright',
};

/** Titles and comments of Windows, in UTF-16. */
const windowsTags: Readonly<Record<number, string>> = { 0x9c9b: 'XPTitle', 0x9c9c: 'XPComment' };

/** Bytes of one value by the number of its type. Source: TIFF 6.0, p. 15. */
const typeSizes: readonly number[] = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
const maxEntries = 1000;

/** @param exif what follows the name of the block, from `II` or `MM` on. Never throws. */
export function orientationIn(exif: Uint8Array): Orientation {
  const tiff = readTiff(exif);
  const entry = tiff && entriesAt(tiff, 4).find(({ tag }) => tag === orientationTag);
  if (!tiff || !entry || entry.type !== 3) return 1;
  const orientation = tiff.view.getUint16(entry.at, tiff.isLittleEndian);
  return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

/** Exif that says nothing but how the picture is turned. */
export function minimalExif(orientation: Orientation): Uint8Array {
  const bytes = new Uint8Array(26);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x4d4d_002a);
  view.setUint32(4, 8);
  view.setUint16(8, 1);
  view.setUint16(10, orientationTag);
  view.setUint16(12, 3);
  view.setUint32(14, 1);
  view.setUint16(18, orientation);
  return bytes;
}

/** The texts in it, those of the picture first. Never throws. */
export function exifTexts(exif: Uint8Array): readonly ExifText[] {
  const tiff = readTiff(exif);
  if (!tiff) return [];
  const entries = entriesAt(tiff, 4);
  const pointer = entries.find(({ tag }) => tag === exifPointerTag);
  const inner = pointer ? entriesAt(tiff, pointer.at) : [];
  const seen = new Set<number>();
  return [...entries, ...inner].flatMap(({ tag, data }) => {
    // A second entry of a kind says nothing new; a thousand could point to the same megabytes.
    if (seen.has(tag)) return [];
    seen.add(tag);
    const label = textTags[tag] ?? windowsTags[tag] ?? (tag === userCommentTag && 'UserComment');
    if (!label) return [];
    const text = textOf(tag, data, tiff)
      .replace(/\0[^]*$/, '')
      .trim();
    return text === '' ? [] : [{ label, value: text }];
  });
}

function readTiff(exif: Uint8Array): Tiff | undefined {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength);
  const isLittleEndian = byteAt(exif, 0) === 0x49;
  if (exif.length < 14 || exif[0] !== exif[1]) return undefined;
  return view.getUint16(2, isLittleEndian) === 42 ? { view, isLittleEndian } : undefined;
}

/** The entries of the directory that the number at `pointerAt` points to, as far as they can be read. */
function entriesAt({ view, isLittleEndian }: Tiff, pointerAt: number): Entry[] {
  if (pointerAt + 4 > view.byteLength) return [];
  const start = view.getUint32(pointerAt, isLittleEndian);
  if (start + 2 > view.byteLength) return [];
  const count = Math.min(view.getUint16(start, isLittleEndian), maxEntries);
  const entries: Entry[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = start + 2 + 12 * index;
    if (at + 12 > view.byteLength) break;
    const type = view.getUint16(at + 2, isLittleEndian);
    const size = (typeSizes[type] ?? 0) * view.getUint32(at + 4, isLittleEndian);
    const dataAt = size <= 4 ? at + 8 : view.getUint32(at + 8, isLittleEndian);
    if (size === 0 || dataAt + size > view.byteLength) continue;
    const data = new Uint8Array(view.buffer, view.byteOffset + dataAt, size);
    entries.push({ tag: view.getUint16(at, isLittleEndian), type, data, at: dataAt });
  }
  return entries;
}

function textOf(tag: number, data: Uint8Array, tiff: Tiff): string {
  if (tag === userCommentTag) return commentText(tiff, data);
  return windowsTags[tag] === undefined ? utf8OrLatin1(data) : utf16Text(data, true);
}

/** Eight bytes name the encoding. Source: Exif 2.32, 4.6.5, UserComment. */
function commentText({ isLittleEndian }: Tiff, data: Uint8Array): string {
  const encoding = latin1Text(data.subarray(0, 8));
  const text = data.subarray(8);
  if (!encoding.startsWith('UNICODE')) return utf8OrLatin1(text);
  return utf16Text(text, guessLittleEndian(text, isLittleEndian));
}

/** Programs for generated images write big-endian text into little-endian blocks, so it is looked at. */
function guessLittleEndian(text: Uint8Array, otherwise: boolean): boolean {
  let bigEndian = 0;
  let littleEndian = 0;
  for (let at = 0; at + 1 < text.length; at += 2) {
    if (text[at] === 0 && text[at + 1] !== 0) bigEndian += 1;
    if (text[at] !== 0 && text[at + 1] === 0) littleEndian += 1;
  }
  return bigEndian === littleEndian ? otherwise : littleEndian > bigEndian;
}

function utf16Text(bytes: Uint8Array, isLittleEndian: boolean): string {
  return new TextDecoder(isLittleEndian ? 'utf-16le' : 'utf-16be').decode(bytes);
}
