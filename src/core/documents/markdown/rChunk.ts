import type { PictureReference } from '../documentLanguage.ts';
import type { MappedText } from './imageTag.ts';

const included = /\binclude_graphics\(([^()\n]*(?:\([^()\n]*\))?[^()\n]*)\)/g;
const string = /(["'])([^"'\\\n]+)\1/g;

/** Pictures that a chunk of R code includes by name; nothing where the code is in another language. */
export function picturesInChunk({ text, offsetAt }: MappedText): PictureReference[] | undefined {
  const headerEnd = text.indexOf('\n');
  const header = text.slice(0, headerEnd);
  if (!/^\{r[\s,}]/i.test(header) || headerEnd < 0) return undefined;
  const caption = option(text, header, 'cap');
  const altText = option(text, header, 'alt');
  return [...text.matchAll(included)].flatMap(({ 0: call, 1: list = '', index }) => {
    const lineStart = text.lastIndexOf('\n', index) + 1;
    // In a comment, or put together by code.
    if (
      text.slice(lineStart, index).includes('#') ||
      /\b(?:here|file\.path|paste0?)\(/.test(list)
    ) {
      return [];
    }
    const listStart = index + call.indexOf('(') + 1;
    return [...list.matchAll(string)].map((literal) => {
      const pathStart = offsetAt(listStart + literal.index + 1);
      const path = literal[2]!;
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

/** `fig.cap="…"` behind the chunk's name, or `#| fig-cap: …` in it. */
function option(text: string, header: string, name: 'cap' | 'alt'): string | undefined {
  const inHeader = new RegExp(`\\bfig\\.${name}\\s*=\\s*(["'])([^\\n]*?)\\1`).exec(header)?.[2];
  if (inHeader !== undefined) return inHeader;
  const line = new RegExp(`^#\\|[ \\t]*fig[.-]${name}:[ \\t]*(.*?)[ \\t]*$`, 'm').exec(text)?.[1];
  return line?.replace(/^(["'])(.*)\1$/, '$2');
}
