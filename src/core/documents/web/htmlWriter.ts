import type { PictureWriter } from '../documentLanguage.ts';
import { escapeAttribute } from './attributeEscape.ts';
import { imageTag } from './imageTag.ts';
import { scanMarkup } from './markupScan.ts';
import { findMarkupSlots } from './markupSlots.ts';
import { placeInSlots, type Slot } from './slotPlace.ts';
import { urlOfPath } from './urlPath.ts';

/** Writes `<img>` into HTML, in the body of a whole page. */
export const pictureWriter: PictureWriter = {
  place: (lines, selection, options) =>
    placeInSlots(lines, selection, { ...options, findSlots: findBodySlots }),
  write: ({ altText, path }) =>
    imageTag({
      source: escapeAttribute(urlOfPath(path)),
      altText: escapeAttribute(altText),
      end: '>',
    }),
};

const ofHead = new Set('html head title meta base link style script noscript template'.split(' '));

/** An `<img>` before the body would begin it, and end the head that it stands in. */
function findBodySlots(text: string): Slot[] {
  let bodyStart: number | undefined;
  let bodyEnd = text.length;
  let hasHead = false;
  scanMarkup(text, { dialect: 'html' }, ({ kind, name, start, end }) => {
    if (kind === 'open') {
      if (name === 'body' || name === 'frameset') bodyStart = end;
      else if (bodyStart === undefined && !ofHead.has(name)) bodyStart = start;
      if (/^(?:html|head|title|meta|base)$/.test(name)) hasHead = true;
    } else if (kind === 'close') {
      if (name === 'head') bodyStart ??= end;
      if (name === 'body' || name === 'html') bodyEnd = Math.min(bodyEnd, start);
    }
  });
  const slots = findMarkupSlots(text, { dialect: 'html' });
  const isPage = hasHead || /^\s*<!doctype|<body[\s>]/i.test(text);
  const from = isPage ? (bodyStart ?? text.length) : 0;
  return slots.map((slot) =>
    slot.start >= from && slot.end <= bodyEnd ? slot : { ...slot, room: 'none' },
  );
}
