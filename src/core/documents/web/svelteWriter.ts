import type { PictureWriter } from '../documentLanguage.ts';
import { escapeAttribute, escapeSvelteAttribute } from './attributeEscape.ts';
import { maskBraces } from './expressionMask.ts';
import { imageTag } from './imageTag.ts';
import { findMarkupSlots } from './markupSlots.ts';
import { placeInSlots } from './slotPlace.ts';
import { urlOfPath } from './urlPath.ts';

/** Writes `<img>` into the markup of a Svelte component. */
export const pictureWriter: PictureWriter = {
  place: (lines, selection, options) =>
    placeInSlots(lines, selection, {
      ...options,
      findSlots: (text) =>
        findMarkupSlots(maskBraces(text), {
          dialect: 'svelte',
          expression: /\{_*\}|&#?\w{1,32};/g,
        }),
    }),
  write: ({ altText, path }) =>
    imageTag({
      source: escapeAttribute(urlOfPath(path)),
      altText: escapeSvelteAttribute(altText),
      end: '>',
    }),
};
