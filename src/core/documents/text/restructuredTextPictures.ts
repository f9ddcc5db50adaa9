import type { FindPictures } from '../documentLanguage.ts';
import { RestReader } from './restReader.ts';
import type { RestLine } from './restLines.ts';

/**
 * Every `image` and `figure` directive of a reStructuredText document, and those of its substitutions,
 * as docutils reads it. Directives that docutils does not know are read as if they held text.
 */
export const findPictures: FindPictures = (text) => {
  let start = text.startsWith('\ufeff') ? 1 : 0;
  const lines: RestLine[] = text
    .slice(start)
    .split('\n')
    .map((line) => {
      const found = { text: line.trimEnd(), start, column: 0 };
      start += line.length + 1;
      return found;
    });
  return new RestReader().read(lines);
};
