import { byteAt } from '../byteOrder.ts';
import {
  app2,
  isJpegBlock,
  multiPictureName,
  readJpegFile,
  type JpegFile,
} from './jpegSegments.ts';

const entriesTag = 0xb002;
const entryBytes = 16;
const maxDirectoryEntries = 100;

/**
 * Corrects the list of further pictures that a JPEG keeps behind its first one, after that one has
 * become longer or shorter in its head: the list tells the length of the first, and where the others
 * lie as seen from the list. Source: CIPA DC-007, 5.2.3.
 * @param before as it was; without such a list, nothing happens.
 * @param after as it is now; changed in place.
 */
export function correctMultiPicture(before: JpegFile, after: Uint8Array, maxBlocks: number): void {
  const oldList = listIn(before);
  if (!oldList) return;
  const changed = readJpegFile(after, maxBlocks);
  const newList = listIn(changed);
  if (!newList) return;
  const { start, bytes } = newList;
  const growth = changed.endMarkerStart - before.endMarkerStart;
  // No further than its segment: what lies behind that is the picture.
  const list = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittleEndian = byteAt(bytes, 0) === 0x49;
  for (const [index, at] of entriesIn(list, isLittleEndian).entries()) {
    if (index === 0) add(list, at + 4, growth, isLittleEndian);
    else add(list, at + 8, growth - (start - oldList.start), isLittleEndian);
  }
}

/** The list, and where in the file its head begins, from which it measures. */
function listIn({
  segments,
}: JpegFile): { readonly start: number; readonly bytes: Uint8Array } | undefined {
  const segment = segments.find((candidate) => isJpegBlock(candidate, app2, multiPictureName));
  if (!segment) return undefined;
  const { length } = multiPictureName;
  return { start: segment.dataStart + length, bytes: segment.data.subarray(length) };
}

/** Where each entry begins: the first picture's, then those of the others. */
function entriesIn(list: DataView, isLittleEndian: boolean): readonly number[] {
  const has = (at: number, length: number) => at + length <= list.byteLength;
  const directory = has(4, 4) ? list.getUint32(4, isLittleEndian) : list.byteLength;
  if (!has(directory, 2)) return [];
  const count = Math.min(list.getUint16(directory, isLittleEndian), maxDirectoryEntries);
  for (let index = 0; index < count; index += 1) {
    const at = directory + 2 + 12 * index;
    if (!has(at, 12) || list.getUint16(at, isLittleEndian) !== entriesTag) continue;
    const length = list.getUint32(at + 4, isLittleEndian);
    const start = list.getUint32(at + 8, isLittleEndian);
    if (!has(start, length)) return [];
    return Array.from(
      { length: Math.floor(length / entryBytes) },
      (_, i) => start + entryBytes * i,
    );
  }
  return [];
}

function add(list: DataView, at: number, change: number, isLittleEndian: boolean): void {
  list.setUint32(at, list.getUint32(at, isLittleEndian) + change, isLittleEndian);
}
