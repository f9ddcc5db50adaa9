import type { PictureWriter } from '../documentLanguage.ts';
import { encodeTarget, escapeAltText } from '../markdownImage.ts';
import { isWholeUri } from '../targetPath.ts';
import { placeInMarkdown } from './markdownPlace.ts';

/** `![alt](path)`, with the escapes that a dialect of Markdown needs in the alt text, where it may stand. */
export function createMarkdownWriter(
  escape: (altText: string) => string,
  place: PictureWriter['place'] = placeInMarkdown,
): PictureWriter {
  return {
    place,
    write({ altText, path }) {
      const end = `](${isWholeUri(path) ? path : encodeTarget(path)})`;
      return altText === '' ? [`![${end}`] : ['![', { altText: escape(altText) }, end];
    },
  };
}

export const pictureWriter: PictureWriter = createMarkdownWriter(escapeAltText);
