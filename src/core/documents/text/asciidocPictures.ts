import type { FindPictures } from '../documentLanguage.ts';
import { AsciidocReader } from './asciidocReader.ts';

/**
 * Every `image::` and `image:` macro of an AsciiDoc document, as Asciidoctor reads it, with the folder
 * that `imagesdir` names at its place. Included files are not read, and both sides of a condition are.
 */
export const findPictures: FindPictures = (text) => {
  let start = 0;
  const lines = text.split('\n').map((line) => {
    const found = { text: line.trimEnd(), start };
    start += line.length + 1;
    return found;
  });
  // A byte order mark is no text.
  if (lines[0]?.text.startsWith('\ufeff')) lines[0] = { text: lines[0].text.slice(1), start: 1 };
  return new AsciidocReader(lines).read();
};
