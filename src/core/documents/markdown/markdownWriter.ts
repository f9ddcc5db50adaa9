import type { PictureWriter } from '../documentLanguage.ts';
import { encodeTarget, escapeAltText } from '../markdownImage.ts';
import { isWholeUri } from '../targetPath.ts';
import type { ReadPictures } from './isReadThere.ts';
import { findPictures } from './markdownPictures.ts';
import { placeInMarkdown } from './markdownPlace.ts';

export { findPictures } from './markdownPictures.ts';

/** `![alt](path)`, with the escapes that a dialect of Markdown needs in the alt text, where it may stand. */
export function createMarkdownWriter(
  escape: (altText: string) => string,
  find: ReadPictures,
  place = placeInMarkdown,
): PictureWriter {
  return {
    place: (lines, selection, options) => place(find, lines, selection, options),
    write({ altText, path }) {
      const end = `](${isWholeUri(path) ? path : encodeTarget(path)})`;
      return altText === '' ? [`![${end}`] : ['![', { altText: escape(altText) }, end];
    },
  };
}

export const pictureWriter: PictureWriter = createMarkdownWriter(escapeAltText, findPictures);
