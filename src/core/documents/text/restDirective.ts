import type { PictureReference } from '../documentLanguage.ts';
import { fileOf } from './asciidocImage.ts';
import { pixelsOf } from './pixels.ts';
import { countIndented, dedentAll, restOf, type RestLine } from './restLines.ts';

interface Directive {
  /** Offset of its two dots. */
  readonly start: number;
  readonly name: 'image' | 'figure';
  /** What follows its colons on their line. */
  readonly argument: RestLine;
  /** The lines under it, without their common indentation. */
  readonly lines: readonly RestLine[];
}

const option = /^:((?:[^:\\ ]|\\.|[ :](?=\S))+):(?:[ \t]+|$)/;

/** The picture of a directive, and the content of a figure, which may hold more of them. */
export function restPicture({ start, name, argument, lines }: Directive): {
  picture: PictureReference | undefined;
  content: readonly RestLine[];
} {
  const first = argument.text.trimStart();
  const own = restOf(argument, argument.text.length - first.length);
  // The path may begin under the directive's line, and goes on up to options or a blank line.
  const count = lines.findIndex(
    ({ text }, index) => (text === '' && (first !== '' || index > 0)) || option.test(text),
  );
  const pathLines = [own, ...lines.slice(0, count < 0 ? lines.length : count)].filter(
    ({ text }) => text !== '',
  );
  const under = count < 0 ? [] : lines.slice(count);
  const blank = under.findIndex(({ text }) => text === '');
  const optionLines = under.slice(0, blank < 0 ? under.length : blank);
  const content = name === 'figure' && blank >= 0 ? dedentAll(under.slice(blank + 1)) : [];
  const head = pathLines[0];
  const tail = pathLines.at(-1);
  const written = pathLines.map(({ text }) => text.trim()).join('\n');
  if (!head || !tail) return { picture: undefined, content };
  const last = [...pathLines, ...optionLines, ...content].findLast(({ text }) => text !== '')!;
  const pathStart = head.start + (head.text.length - head.text.trimStart().length);
  const picture = {
    start,
    end: last.start + last.text.length,
    pathStart,
    pathEnd: tail.start + tail.text.length,
    path: pathOf(written),
    ...readOptions(optionLines),
    ...captionOf(content),
  };
  return { picture: picture.path === '' ? undefined : picture, content };
}

/** As docutils reads a URI: white space goes but where a backslash keeps it, other backslashes escape. */
function pathOf(written: string): string {
  const path = written.replace(/\\(\s)|\\(\S)|\s+/g, (_, space?: string, escaped?: string) => {
    if (space !== undefined) return ' ';
    return escaped ?? '';
  });
  return /^[a-z][a-z0-9+.-]+:/i.test(path) ? path : fileOf(path);
}

function readOptions(
  lines: readonly RestLine[],
): Pick<PictureReference, 'altText' | 'width' | 'height'> {
  const values = new Map<string, string>();
  let index = 0;
  while (index < lines.length) {
    const match = option.exec(lines[index]!.text);
    const count = match ? countIndented(lines, index + 1) : 0;
    const more = lines.slice(index + 1, index + 1 + count).map(({ text }) => text.trim());
    const first = match ? lines[index]!.text.slice(match[0].length).trim() : '';
    if (match) values.set(match[1]!.toLowerCase(), [first, ...more].join(' ').trim());
    index += 1 + count;
  }
  const altText = values.get('alt');
  const width = pixelsOf(values.get('width') ?? '');
  const height = pixelsOf(values.get('height') ?? '');
  return {
    ...(altText !== undefined && { altText }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
  };
}

/** A figure's caption is its first paragraph; a comment there says that it has none. */
function captionOf(content: readonly RestLine[]): Pick<PictureReference, 'caption'> {
  const from = content.findIndex(({ text }) => text !== '');
  if (from < 0 || /^\.\.(?:\s|$)/.test(content[from]!.text)) return {};
  const length = content.slice(from).findIndex(({ text }) => text === '');
  const lines = content.slice(from, length < 0 ? undefined : from + length);
  const caption = restText(lines.map(({ text }) => text.trim()).join(' '));
  return caption ? { caption } : {};
}

/** Inline markup as plain text. */
function restText(markup: string): string {
  return markup
    .replace(
      /``(.+?)``(?!`)|:[\w:.+-]+:`((?:[^`\\]|\\.)+)`|_?`((?:[^`\\]|\\.)+)`(?::[\w:.+-]+:|__?)?|\*\*(\S|\S.*?\S)\*\*|\*(\S|\S.*?[^\s\\])\*|\|(\S[^|]*)\|_{0,2}|\\(\s?)(\S?)|(?<=[\p{L}\p{N}])__?(?![\p{L}\p{N}_])/gu,
      (_, literal, role, phrase, strong, emphasis, name, __, escaped) =>
        (literal as string | undefined) ??
        ((role ?? phrase) as string | undefined)?.replace(/\s*<[^>]*>$/, '') ??
        ((strong ?? emphasis ?? name ?? escaped ?? '') as string),
    )
    .replace(/\s+/g, ' ')
    .trim();
}
