import type { PictureWriter } from '../documentLanguage.ts';
import { escapeAltText } from '../markdownImage.ts';
import { createMarkdownWriter } from './markdownWriter.ts';
import { readPicturesOfMdx } from './mdxPictures.ts';
import { placeInMdx } from './mdxPlace.ts';

export { findPictures } from './mdxPictures.ts';

/** Braces would begin JavaScript; `<`, which would begin a tag, is escaped in Markdown already. */
export const pictureWriter: PictureWriter = {
  ...createMarkdownWriter(
    (altText) => escapeAltText(altText).replace(/[{}]/g, '\\$&'),
    readPicturesOfMdx,
    placeInMdx,
  ),
  parsesPrograms: true,
};
