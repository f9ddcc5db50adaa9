import type { FindPictures, PictureReference } from '../documentLanguage.ts';
import { pixels } from './imageTag.ts';
import { usualExtensions } from './markdownPictures.ts';
import { picturesInChunk } from './rChunk.ts';
import { readPictures } from './readPictures.ts';

/** Characters that no text has, for what only Pandoc and Quarto understand; lengths stay. */
const masked = '\uFDD0';
const maskedSpace = '\uFDD1';

/**
 * Pictures of Quarto and R Markdown: Markdown's as Pandoc reads it, with their attributes, and those that R
 * code includes. `fig-alt` is the alt text where it stands, and the brackets hold the caption then.
 */
export const findPictures: FindPictures = (text) =>
  readPictures(mask(text), {
    extensions: usualExtensions(),
    marker: /!\[|<|include_graphics/,
    tokenTypes: new Set(['codeFenced']),
    readToken: (_, content) => picturesInChunk(content)?.map((picture) => ({ picture })),
  })
    .filter(({ path }) => !path.includes(masked))
    .map((picture) => withAttributes(text, unmasked(picture)));

function mask(text: string): string {
  const hide = (part: string): string => part.replace(/[^\r\n]/g, masked);
  return (
    text
      // Quarto's shortcodes; one that is never closed ends where the next begins.
      .replace(/\{\{<(?:[^>{\n]|\{(?!\{<)|>(?!\}\}))*>\}\}/g, hide)
      // Attributes after the definition of a link.
      .replace(
        /^( {0,3}\[[^\]\n]+\]:[^\n{]*?)(\{[^}\n]*\})([ \t]*)$/gm,
        (_, before: string, attributes: string, after: string) =>
          before + ' '.repeat(attributes.length) + after,
      )
      // Right below a tag or a container's line, text is Markdown to Pandoc.
      .replace(
        /^ {0,3}<\/?(?!(?:pre|script|style|textarea)\b)[a-z][^<>\n]*>[ \t]*$(?=\r?\n {0,3}(?:!?\[|:::))/gim,
        (tag) => ' '.repeat(tag.length),
      )
      // A definition has room for blocks like a list's item.
      .replace(/^( {0,2})[:~](?=[ \t]+\S)/gm, '$1-')
      // Pandoc allows blanks in a target.
      .replace(/(?<=\]\([ \t]*)[^\s()<>"'][^()<>"'\n]*?(?=[ \t]*(?:\)|[ \t]["']))/g, (target) =>
        target.replaceAll(' ', maskedSpace),
      )
  );
}

function unmasked(picture: PictureReference): PictureReference {
  const { path, altText, caption } = picture;
  return {
    ...picture,
    path: path.replaceAll(maskedSpace, ' '),
    ...(altText?.includes(masked) && { altText: altText.replaceAll(masked, '').trim() }),
    ...(caption?.includes(masked) && {
      caption: caption.replaceAll(masked, '').replace(/ +/g, ' ').trim(),
    }),
  };
}

const attributeBlock = /\{(?:[^{}"']|"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'){0,2000}\}/y;

function withAttributes(text: string, picture: PictureReference): PictureReference {
  attributeBlock.lastIndex = picture.end;
  const block = attributeBlock.exec(text)?.[0];
  if (block === undefined) return picture;
  const attributes = new Map(
    [...block.matchAll(/([\w-]+)=(?:(["'])((?:(?!\2)[^\\]|\\[^])*)\2|([^\s}"']+))/g)].map(
      ([, name = '', , quoted, bare = '']) => [name, (quoted ?? bare).replace(/\\([^])/g, '$1')],
    ),
  );
  const figureAltText = attributes.get('fig-alt') ?? attributes.get('alt');
  const width = pixels(attributes.get('width'));
  const height = pixels(attributes.get('height'));
  return {
    ...picture,
    end: picture.end + block.length,
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(figureAltText !== undefined && {
      altText: figureAltText,
      ...(picture.altText && { caption: picture.altText }),
    }),
  };
}
