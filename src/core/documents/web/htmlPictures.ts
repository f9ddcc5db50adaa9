import type { FindPictures } from '../documentLanguage.ts';
import { decodeCharacters, plainText } from './decodedText.ts';
import { scanMarkup } from './markupScan.ts';
import { PictureCollector } from './pictureCollector.ts';
import { staticElement } from './staticElement.ts';
import { pathOfUrl, resolveFrom } from './urlPath.ts';

/**
 * Pictures of HTML: what elements and their styles show, in templates and `<noscript>` too; nothing in
 * comments, scripts and other raw text. Paths follow `<base href>`.
 */
export const findPictures: FindPictures = (text) => {
  const collector = new PictureCollector();
  let raw = '';
  let templates = 0;
  let base: string | undefined;
  scanMarkup(text, { dialect: 'html' }, (event) => {
    const { kind, name, start, end } = event;
    if (kind === 'open') {
      const element = staticElement(event, text);
      raw = name === 'style' || name === 'script' ? name : '';
      if (name === 'template') templates++;
      if (name === 'base' && templates === 0) base ??= textOf(element.read('href'));
      collector.open(element);
    } else if (kind === 'close') {
      raw = '';
      if (name === 'template') templates = Math.max(0, templates - 1);
      collector.close(name);
    } else if (kind === 'text') {
      const written = text.slice(start, end);
      if (raw === 'style') collector.css(plainText(written, start));
      else if (raw === '') collector.text(decodeCharacters(written));
    }
  });
  const pictures = collector.finish();
  const baseUrl = base;
  if (baseUrl === undefined || pathOfUrl(baseUrl) === undefined) return pictures;
  return pictures.map((picture) => ({ ...picture, path: resolveFrom(baseUrl, picture.path) }));
};

const textOf = (
  reading: ReturnType<ReturnType<typeof staticElement>['read']>,
): string | undefined =>
  typeof reading === 'object' && 'text' in reading ? reading.text : undefined;
