import { imageEndingPattern } from '../../imageFormats.ts';
import type { Code, Construct, Extension, State, Tokenizer } from 'micromark-util-types';
import type { PictureReference } from '../documentLanguage.ts';

const exclamationMark = 33;
const openBracket = 91;
const closeBracket = 93;
const isLineEndingOrEnd = (code: Code): boolean => code === null || (code < 0 && code > -6);

/** `![[picture.webp|a fox]]`, as Foam and Obsidian write it: on one line, without brackets inside. */
const tokenize: Tokenizer = function (effects, ok, nok) {
  let opened = 0;
  const open: State = (code) => {
    if (code !== openBracket) return nok(code);
    effects.consume(code);
    return ++opened === 2 ? inside : open;
  };
  const inside: State = (code) => {
    if (isLineEndingOrEnd(code) || code === openBracket) return nok(code);
    effects.consume(code);
    return code === closeBracket ? close : inside;
  };
  const close: State = (code) => {
    if (code !== closeBracket) return nok(code);
    effects.consume(code);
    effects.exit('wikiEmbed');
    return ok;
  };
  return (code) => {
    effects.enter('wikiEmbed');
    effects.consume(code);
    return open;
  };
};

const construct: Construct = { name: 'wikiEmbed', tokenize };

export const wikiEmbed: Extension = { text: { [exclamationMark]: construct } };

const pictureFile = new RegExp(`${imageEndingPattern}$|\\.(?:gif|svg|avif|bmp|tiff?)$`, 'i');

/** What an embed says, where it is of a picture and not of a note. `source` is the embed, at `offset`. */
export function pictureOfEmbed(source: string, offset: number): PictureReference | undefined {
  // In a table, the bar has to be escaped.
  const [target = '', ...labels] = source.slice(3, -2).split(/\\?\|/);
  const path = target.replace(/#[^]*$/, '').trim();
  if (!pictureFile.test(path)) return undefined;
  const pathStart = offset + source.indexOf(path, 3);
  const words = labels.map((label) => label.trim()).filter((label) => label !== '');
  const [, width, height] = /^(\d{1,5})(?:x(\d{1,5}))?$/.exec(words.at(-1) ?? '') ?? [];
  const altText = (width === undefined ? words : words.slice(0, -1)).join(' ');
  return {
    start: offset,
    end: offset + source.length,
    pathStart,
    pathEnd: pathStart + path.length,
    path,
    isWikiEmbed: true,
    ...(altText !== '' && { altText }),
    ...(width !== undefined && { width: Number(width) }),
    ...(height !== undefined && { height: Number(height) }),
  };
}

declare module 'micromark-util-types' {
  interface TokenTypeMap {
    wikiEmbed: 'wikiEmbed';
  }
}
