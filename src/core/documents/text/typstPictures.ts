import type { FindPictures } from '../documentLanguage.ts';
import { scanTypst } from './typstScanner.ts';

/**
 * Every `image(…)` of a Typst document whose path is written as a string, with the caption of the
 * figure around it. A path that begins with `/` starts at the project's root.
 */
export const findPictures: FindPictures = (text) => scanTypst(text).pictures;
