import type { FindPictures } from '../documentLanguage.ts';
import { findCssUrls } from './cssUrls.ts';
import { pathOfUrl } from './urlPath.ts';

/**
 * Pictures of CSS, SCSS and Less: what `url()`, `src()`, `image()` and `image-set()` name in values. CSS has
 * no place for words about a picture.
 */
export const findPictures: FindPictures = (text) =>
  findCssUrls(text).flatMap(({ start, end, urlStart, urlEnd, url }) => {
    const path = pathOfUrl(url);
    return path === undefined ? [] : [{ start, end, pathStart: urlStart, pathEnd: urlEnd, path }];
  });
