import type { PictureWriter } from '../documentLanguage.ts';
import { encodeTarget, escapeAltText } from '../markdownImage.ts';
import { isWholeUri } from '../targetPath.ts';
import { placeInMarkdown } from './markdownPlace.ts';

/** `![alt](path)`, with the escapes that a dialect of Markdown needs in the alt text. */
export function createMarkdownWriter(escape: (altText: string) => string): PictureWriter {
  return {
    place: placeInMarkdown,
    write({ altText, path }) {
      const end = `](${isWholeUri(path) ? path : encodeTarget(path)})`;
      return altText === '' ? [`![${end}`] : ['![', { altText: escape(altText) }, end];
    },
  };
}

export const pictureWriter: PictureWriter = createMarkdownWriter(escapeAltText);
