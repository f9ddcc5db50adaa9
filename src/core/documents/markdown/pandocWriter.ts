import type { PictureWriter } from '../documentLanguage.ts';
import { createMarkdownWriter } from './markdownWriter.ts';
import { findPictures } from './pandocPictures.ts';

export { findPictures } from './pandocPictures.ts';

/** Markdown as Pandoc reads it, with its typography, citations, sub- and superscripts and formulas. */
export const pictureWriter: PictureWriter = createMarkdownWriter(escapeForPandoc, findPictures);

/** Pandoc takes a blank after these for one that does not break. Its own list is longer; these are all short words. */
const abbreviation = /(?<![\p{L}\p{Nd}])((?:\p{L}{1,5}\.)*\p{L}{1,5})\.(?=[\s.])/gu;

function escapeForPandoc(altText: string): string {
  return altText
    .replace(/[\r\n\u2028\u2029]+/g, ' ')
    .replaceAll('\0', '\ufffd')
    .toWellFormed()
    .replace(/[\\`*_[\]<>~|$"'@^{}]|!(?=\[)|&(?=[#A-Za-z])|\.(?=\.)|-(?=-)/g, '\\$&')
    .replace(abbreviation, (_, word: string) => `${word}\\.`)
    .replace(/(?<=^| ) | $|[^\S ]/g, (blank) => `&#${blank.codePointAt(0)};`);
}
