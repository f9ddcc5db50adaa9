import { decodeString } from 'micromark-util-decode-string';

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
