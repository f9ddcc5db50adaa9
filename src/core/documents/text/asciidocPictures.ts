import type { FindPictures } from '../documentLanguage.ts';
import { asciidocDocumentLines } from './asciidocDocumentLines.ts';
import { AsciidocReader } from './asciidocReader.ts';

/**
 * Every `image::` and `image:` macro of an AsciiDoc document, as Asciidoctor reads it, with the folder
 * that `imagesdir` names at its place. Included files are not read, so paths with attributes that only those
 * set are left out. Both sides of a condition are read, but only the one that holds sets attributes.
 */
export const findPictures: FindPictures = (text) =>
  new AsciidocReader(asciidocDocumentLines(text)).read();
