import type { PictureReference } from '../documentLanguage.ts';
import {
  hasUnknownAttribute,
  readAttributeList,
  substituteAttributes,
  type AttributeList,
} from './asciidocAttributes.ts';
import type { AsciidocAttributes } from './asciidocCondition.ts';
import { asciidocText } from './asciidocText.ts';
import { pixelsOf } from './pixels.ts';

export interface AsciidocMacro {
  readonly start: number;
  readonly end: number;
  readonly pathStart: number;
  readonly target: string;
  /** What stands between the brackets. */
  readonly attributes: string;
  /** What the lines above a block say. */
  readonly above?: AttributeList;
  readonly blockTitle?: string | undefined;
}

/**
 * The picture of a macro, by the document's attributes at its place; `undefined` where its path has an
 * attribute that the document does not set, as nobody can tell which file that is.
 */
export function asciidocPicture(
  macro: AsciidocMacro,
  attributes: AsciidocAttributes,
): PictureReference | undefined {
  const own = readAttributeList(substituteAttributes(macro.attributes, attributes));
  const value = (name: string, position: string): string | undefined =>
    own.get(name) ?? own.get(position) ?? macro.above?.get(name);
  const alt = value('alt', '1');
  const width = pixelsOf(value('width', '2') ?? '');
  const height = pixelsOf(value('height', '3') ?? '');
  const title = own.get('title');
  // A block's title is its caption; within a line it is a hint.
  const caption = macro.above ? (title ?? macro.blockTitle) : undefined;
  const folder = own.get('imagesdir') ?? attributes.get('imagesdir') ?? '';
  const written = writtenPath(folder, substituteAttributes(macro.target, attributes));
  if (hasUnknownAttribute(written)) return undefined;
  return {
    start: macro.start,
    end: macro.end,
    pathStart: macro.pathStart,
    pathEnd: macro.pathStart + macro.target.length,
    path: isUrl(written) ? written : fileOf(written),
    ...(alt !== undefined && { altText: asciidocText(alt) }),
    ...(caption && { caption: asciidocText(caption) }),
    ...(title !== undefined && !macro.above && { title: asciidocText(title) }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
  };
}

const isUrl = (path: string): boolean => /^[a-z][a-z0-9.+-]+:/i.test(path);

/** The target in the folder of pictures, relative to the document, as a URL or the path of one. */
function writtenPath(folder: string, target: string): string {
  const isWhole = isUrl(target) || /^(?:\/|\{docdir\})/i.test(target) || folder === '';
  const joined = isWhole ? target : `${folder.replace(/\/+$/, '')}/${target}`;
  // The document's own folder, which no document can set.
  return joined.replace(/^\{docdir\}\/+/i, '');
}

/** The file of a reference that is written like the path of a URL. */
export function fileOf(reference: string): string {
  const path = reference.replace(/[?#].*$/s, '');
  return path.replace(/(?:%[0-9a-fA-F]{2})+/g, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}
