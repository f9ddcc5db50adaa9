import type { PictureWriter } from '../documentLanguage.ts';
import { isWholeUri } from '../targetPath.ts';
import { escapeAttribute } from './attributeEscape.ts';
import { maskInterpolations } from './expressionMask.ts';
import { imageTag } from './imageTag.ts';
import { findMarkupSlots } from './markupSlots.ts';
import { placeInSlots, type Slot } from './slotPlace.ts';
import { urlOfPath } from './urlPath.ts';

/**
 * Writes `<img>` into the template of a Vue component. Vue takes a path for that of a file only where it
 * begins with a dot or a slash.
 */
export const pictureWriter: PictureWriter = {
  place: (lines, selection, options) =>
    placeInSlots(lines, selection, { ...options, findSlots: findTemplateSlots }),
  write: ({ altText, path }) => {
    const url = urlOfPath(path);
    const source = isWholeUri(url) || /^\.{0,2}\//.test(url) ? url : `./${url}`;
    return imageTag({
      source: escapeAttribute(source),
      altText: escapeAttribute(altText),
      end: '>',
    });
  },
};

function findTemplateSlots(text: string): Slot[] {
  return findMarkupSlots(maskInterpolations(text), {
    dialect: 'vue',
    expression: /\{\{[^]*?\}\}|&#?\w{1,32};/g,
    within: ({ name, attributes }, depth) =>
      depth === 0 && name === 'template' && !attributes.has('lang') && !attributes.has('src'),
  });
}
