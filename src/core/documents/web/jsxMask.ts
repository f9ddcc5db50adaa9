import { endOfBraces, masked, type MaskExpressions } from './expressionMask.ts';

/** Comments and strings of a program, as far as these can be told from words between tags; and tags. */
const programPart =
  /\/\*[^]*?(?:\*\/|$)|(?<!\S)\/\/[^\n]*|(?<=[([{=,:?+&|]\s{0,8})(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[^]|[^`\\])*`)|<(?=[a-z!?])/gi;

const tagName = /<[a-z][\w.:$-]*/iy;
const tagPart = /\s*(?:(\/?>)|[a-z_$][\w.:$-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|(?=\{)))?|(?=\{))/iy;

/**
 * How often a text may be read again for tags that turn out to be none, such as comparisons. Where braces
 * nest and never close, each would be read to the end.
 */
const maxReadings = 16;

/**
 * JSX's elements, in a program that need not be one: expressions of attributes are masked, and each `<`
 * that begins no tag, or stands in a comment or a string. Expressions between tags are left, as elements
 * may be in them.
 */
export const maskProgram: MaskExpressions = (text) => {
  const pieces: string[] = [];
  let done = 0;
  let spare = maxReadings * text.length;
  const next = new RegExp(programPart);
  for (let match = next.exec(text); match; match = next.exec(text)) {
    const { 0: found, index } = match;
    pieces.push(text.slice(done, index));
    const tag = found === '<' && spare > 0 ? readTag(text, index) : undefined;
    if (tag?.isTag === false) spare -= tag.end - index;
    done = tag?.isTag ? tag.end : index + found.length;
    pieces.push(tag?.isTag ? tag.masked : found.replaceAll('<', masked));
    next.lastIndex = done;
  }
  return pieces.join('') + text.slice(done);
};

interface ReadTag {
  readonly isTag: boolean;
  /** Offset up to which the text was read. */
  readonly end: number;
  readonly masked: string;
}

function readTag(text: string, start: number): ReadTag {
  const pieces: string[] = [];
  let pattern = tagName;
  for (let offset = start; ;) {
    pattern.lastIndex = offset;
    const match = pattern.exec(text);
    if (!match) return { isTag: false, end: offset + 1, masked: '' };
    pieces.push(match[0]);
    offset += match[0].length;
    if (match[1]) return { isTag: true, end: offset, masked: pieces.join('') };
    if (pattern === tagPart && text[offset] === '{') {
      const end = endOfBraces(text, offset);
      if (end === undefined) return { isTag: false, end: text.length, masked: '' };
      pieces.push('{', masked.repeat(end - offset - 2), '}');
      offset = end;
    }
    pattern = tagPart;
  }
}
