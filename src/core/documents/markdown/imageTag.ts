import { decodeString } from 'micromark-util-decode-string';
import type { PictureReference } from '../documentLanguage.ts';
import { pathOfTarget } from '../targetPath.ts';

/** Source text whose parts may lie apart in the document, as block quote marks do not count. */
export interface MappedText {
  readonly text: string;
  /** Offset in the document of an index in the text. */
  offsetAt(index: number): number;
}

export interface TagAttribute {
  /** Absent for a value that only running code would know. */
  readonly value?: string;
  /** The expression in braces, in JSX. */
  readonly expression?: string;
  /** Indexes of the value, without quotes or braces. */
  readonly start: number;
  readonly end: number;
}

export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, TagAttribute>;
  /** Index after its `>`. */
  readonly end: number;
}

const nameEnd = /[\s/>]|$/g;
const attributeNameEnd = /[\s/>=]|$/g;
const unquotedEnd = /[\s>]|$/g;
const nextWord = /[^\s/]|$/g;

function indexOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

/** Reads a start tag at its `<` as browsers do; with `isJsx` also values and spreads in braces. */
export function readTag(text: string, from: number, isJsx: boolean): Tag | undefined {
  const nameStop = indexOf(nameEnd, text, from + 1);
  const name = text.slice(from + 1, nameStop);
  const attributes = new Map<string, TagAttribute>();
  let index = indexOf(nextWord, text, nameStop);
  while (index < text.length) {
    if (text[index] === '>') return { name, attributes, end: index + 1 };
    if (isJsx && text[index] === '{') {
      index = indexOf(nextWord, text, endOfBraces(text, index));
      continue;
    }
    const stop = indexOf(attributeNameEnd, text, index + 1);
    const attributeName = text.slice(index, stop);
    const next = indexOf(/\S|$/g, text, stop);
    if (text[next] !== '=') {
      index = indexOf(nextWord, text, stop);
      attributes.set(attributeName, { value: '', start: stop, end: stop });
      continue;
    }
    const value = readValue(text, indexOf(/\S|$/g, text, next + 1), isJsx);
    if (!value) return undefined;
    const key = isJsx ? attributeName : attributeName.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, value.attribute);
    index = indexOf(nextWord, text, value.next);
  }
  return undefined;
}

function readValue(
  text: string,
  from: number,
  isJsx: boolean,
): { readonly attribute: TagAttribute; readonly next: number } | undefined {
  const first = text[from];
  if (first === '"' || first === "'") {
    const end = text.indexOf(first, from + 1);
    if (end < 0) return undefined;
    const value = decodeEntities(text.slice(from + 1, end));
    return { attribute: { value, start: from + 1, end }, next: end + 1 };
  }
  if (isJsx && first === '{') {
    const next = endOfBraces(text, from);
    return { attribute: readExpression(text.slice(from + 1, next - 1), from + 1), next };
  }
  const end = indexOf(unquotedEnd, text, from);
  return {
    attribute: { value: decodeEntities(text.slice(from, end)), start: from, end },
    next: end,
  };
}

/** A literal of a text or a number is its value; of anything else only the code is known. */
function readExpression(source: string, start: number): TagAttribute {
  const [, before = '', quote = '', content] =
    /^(\s*(?:require\(\s*)?)(["'`])((?:(?!\2)[^\\\n$])*)\2\s*\)?(?:\.default)?\s*$/.exec(source) ??
    [];
  if (content !== undefined) {
    const from = start + before.length + quote.length;
    return { value: content, expression: source, start: from, end: from + content.length };
  }
  const number = /^\s*(\d{1,6})\s*$/.exec(source)?.[1];
  return {
    ...(number !== undefined && { value: number }),
    expression: source.trim(),
    start,
    end: start + source.length,
  };
}

/** Index after the brace that closes the one at `from`; strings in between count as such. */
function endOfBraces(text: string, from: number): number {
  let depth = 0;
  for (let index = from; index < text.length; index++) {
    const character = text[index]!;
    if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return index + 1;
    else if ('"\'`'.includes(character)) {
      const end = text.indexOf(character, index + 1);
      if (end < 0) return text.length;
      index = end;
    }
  }
  return text.length;
}

export const decodeEntities = (text: string): string =>
  text.replace(/&(?:#\d{1,7}|#x[\da-f]{1,6}|[\da-z]{1,31});/gi, decodeString);

/** What an image's tag says, where it names a file. `from` is the index of its `<`. */
export function pictureOfTag(
  { offsetAt }: Pick<MappedText, 'offsetAt'>,
  { attributes, end }: Tag,
  from: number,
  source = attributes.get('src'),
): PictureReference | undefined {
  if (source?.value === undefined) return undefined;
  const path = pathOfTarget(source.value.trim());
  if (path === '') return undefined;
  const altText = attributes.get('alt')?.value;
  const title = attributes.get('title')?.value;
  const width = pixels(attributes.get('width')?.value);
  const height = pixels(attributes.get('height')?.value);
  return {
    start: offsetAt(from),
    end: offsetAt(end - 1) + 1,
    pathStart: offsetAt(source.start),
    pathEnd: offsetAt(source.start) + source.end - source.start,
    path,
    ...(altText !== undefined && { altText: altText.replace(/\s+/g, ' ').trim() }),
    ...(title !== undefined && { title }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
  };
}

export function pixels(value: string | undefined): number | undefined {
  const number = /^\s*(\d{1,5})(?:\.\d+)?(?:px)?\s*$/.exec(value ?? '')?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Elements whose content is text, whatever it looks like. */
const rawText = /^(?:script|style|textarea|title|xmp|iframe|noembed|noframes)$/i;

/** The pictures of `<img>` tags in HTML: not those in comments, scripts and the like. Linear in time. */
export function picturesInHtml(mapped: MappedText): PictureReference[] {
  const { text } = mapped;
  const pictures: PictureReference[] = [];
  let index = text.indexOf('<');
  while (index >= 0 && index < text.length) {
    index = text.indexOf('<', skipOne(mapped, index, pictures));
  }
  return pictures;
}

function skipOne(mapped: MappedText, from: number, pictures: PictureReference[]): number {
  const { text } = mapped;
  const endAfter = (mark: string): number => {
    const end = text.indexOf(mark, from);
    return end < 0 ? text.length : end + mark.length;
  };
  if (text.startsWith('<!--', from)) return endAfter('-->');
  if (text.startsWith('<![CDATA[', from)) return endAfter(']]>');
  if (text.startsWith('<?', from)) return endAfter('?>');
  if (!/[a-z]/i.test(text[from + 1] ?? '')) return from + 1;
  const tag = readTag(text, from, false);
  if (!tag) return text.length;
  const { name, end } = tag;
  if (name.toLowerCase() === 'img') {
    const picture = pictureOfTag(mapped, tag, from);
    if (picture) pictures.push(picture);
  }
  if (!rawText.test(name)) return end;
  const close = new RegExp(`</${name}`, 'gi');
  return indexOf(close, text, end);
}
