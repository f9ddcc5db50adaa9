import type { PictureReference } from '../documentLanguage.ts';
import { chunkOption } from './chunkOption.ts';
import type { MappedText } from './markupTag.ts';

const included = /\binclude_graphics\(([^()]*(?:\([^()]*\)[^()]*)?)\)/g;
const stringOrComment = /(["'])(?<path>[^"'\\\n]+)\1|#.*/g;

/** Pictures that a chunk of R code includes by name; nothing where the code is in another language. */
export function picturesInChunk({ text, offsetAt }: MappedText): PictureReference[] | undefined {
  const headerEnd = text.indexOf('\n');
  if (!/^\{r[\s,}]/i.test(text) || headerEnd < 0) return undefined;
  const captions = chunkOption(text, 'cap');
  const altTexts = chunkOption(text, 'alt');
  let position = 0;
  return [...text.matchAll(included)].flatMap(({ 0: call, 1: list = '', index }) => {
    const lineStart = text.lastIndexOf('\n', index) + 1;
    if (text.slice(lineStart, index).includes('#')) return [];
    // Put together by code.
    if (/\b(?:here|file\.path|paste0?)\(/.test(list)) {
      position++;
      return [];
    }
    const listStart = index + call.indexOf('(') + 1;
    return [...list.matchAll(stringOrComment)].flatMap((literal) => {
      const path = literal.groups?.['path'];
      if (path === undefined) return [];
      const pathStart = offsetAt(listStart + literal.index + 1);
      const altText = valueAt(altTexts, position);
      const caption = valueAt(captions, position);
      position++;
      return {
        start: offsetAt(index),
        end: offsetAt(index + call.length - 1) + 1,
        pathStart,
        pathEnd: pathStart + path.length,
        path,
        ...(altText !== undefined && { altText }),
        ...(caption !== undefined && { caption }),
      };
    });
  });
}

/** A single value holds for all pictures of a chunk, a list has one for each. */
const valueAt = (
  values: string | readonly string[] | undefined,
  position: number,
): string | undefined => (typeof values === 'string' ? values : values?.[position]);
