import { Parser } from 'acorn';
import acornJsx from 'acorn-jsx';
import { mdxjs } from 'micromark-extension-mdxjs';
import type { FindPictures, PictureReference } from '../documentLanguage.ts';
import { TagPictures, type FoundPicture, type TagDialect } from './imageTag.ts';
import { importedFiles } from './importedFiles.ts';
import { usualExtensions } from './markdownPictures.ts';
import { decodeEntities, readTag, type MappedText } from './markupTag.ts';
import { maskForMdx } from './mdxMask.ts';
import { readPictures } from './readPictures.ts';

const jsxTags: readonly string[] = ['mdxJsxFlowTag', 'mdxJsxTextTag'];
const code: readonly string[] = ['mdxFlowExpression', 'mdxTextExpression', 'mdxjsEsm'];
const tokenTypes: ReadonlySet<string> = new Set([...jsxTags, ...code]);

/**
 * Pictures of MDX: Markdown's, and those of JSX whose `src` is a text or an imported file. What MDX refuses is
 * read without what sites take out before, and else as Markdown, since a document is broken while it is written.
 */
export const findPictures: FindPictures = (text) =>
  readPicturesOfMdx(text) ??
  readPictures(text, { extensions: usualExtensions(), tagDialect: dialectOf(text) });

/** The same; `undefined` where MDX refuses the text. */
export function readPicturesOfMdx(text: string): PictureReference[] | undefined {
  const dialect = dialectOf(text);
  const masked = maskForMdx(text);
  return readMdx(text, dialect) ?? (masked === text ? undefined : readMdx(masked, dialect));
}

const dialectOf = (text: string): TagDialect => ({
  isJsx: true,
  importedFile: importedFiles(text),
});

function readMdx(text: string, dialect: TagDialect): PictureReference[] | undefined {
  const tags = new TagPictures(dialect);
  let captionStart = 0;
  const readTagToken = (content: MappedText): readonly FoundPicture[] => {
    const { figure } = tags;
    if (/^<figcaption\b/.test(content.text)) captionStart = content.offsetAt(content.text.length);
    else if (figure && /^<\/\s*figcaption\b/.test(content.text)) {
      const caption = captionOf(text.slice(captionStart, content.offsetAt(0)));
      if (caption) figure.caption ??= caption;
    }
    return readOne(content, 0, tags).pictures;
  };
  try {
    return readPictures(text, {
      extensions: [...usualExtensions(), mdxjs({ acorn: boundedParser(text.length) })],
      marker: /!\[|[<{}]|^(?:import|export)\b/m,
      mayRefuse: true,
      tokenTypes,
      figure: () => tags.figure,
      readToken: ({ type }, content) =>
        jsxTags.includes(type) ? readTagToken(content) : readCode(content, dialect),
    });
  } catch {
    return undefined;
  }
}

const parser = Parser.extend(acornJsx());

/**
 * Reads JavaScript as MDX does, which begins anew at each brace or blank line that may end it. A text in which that
 * comes to much more than its length is one that MDX refuses.
 */
function boundedParser(length: number) {
  let left = 1_000_000 + 8 * length;
  const spend = (source: string): void => {
    left -= source.length;
    if (left < 0) throw new SyntaxError('Too much of it is read anew.');
  };
  const bounded: Pick<typeof Parser, 'parse' | 'parseExpressionAt'> = {
    parse(source, options) {
      spend(source);
      return parser.parse(source, options);
    },
    parseExpressionAt(source, at, options) {
      spend(source);
      return parser.parseExpressionAt(source, at, options);
    },
  };
  return bounded as typeof Parser;
}

/** The text of a caption; of one with code or Markdown in it, nothing is known. */
const captionOf = (written: string): string | undefined =>
  /[{}*_`[\]]/.test(written)
    ? undefined
    : decodeEntities(written.replace(/<[^<>]*>/g, ' '))
        .replace(/\s+/g, ' ')
        .trim();

function readOne(
  content: MappedText,
  start: number,
  tags: TagPictures,
): { readonly pictures: readonly FoundPicture[]; readonly end: number } {
  const closed = closingTag(content.text, start);
  if (closed !== undefined) {
    tags.close(closed);
    return { pictures: [], end: start + closed.length };
  }
  const tag = readTag(content.text, start, true);
  return tag
    ? { pictures: tags.open(content, tag, start), end: tag.end }
    : { pictures: [], end: Infinity };
}

function closingTag(text: string, start: number): string | undefined {
  const closing = /<\/\s*([\w.:-]*)/y;
  closing.lastIndex = start;
  return closing.exec(text)?.[1];
}

/** Tags in attributes of tags in attributes are read so deep; it keeps the time linear whatever comes. */
const maxDepth = 16;

/** Tags in code, outside of its comments and of strings that begin with them. */
function readCode(content: MappedText, dialect: TagDialect): FoundPicture[] {
  const plain = content.text.replace(/\/\*[^]*?(?:\*\/|$)|(?<!\S)\/\/.*/g, (comment) =>
    ' '.repeat(comment.length),
  );
  const tags = new TagPictures(dialect);
  const found: FoundPicture[] = [];
  const open: number[] = [];
  for (const { index } of plain.matchAll(/(?<!["'`])<(?=\/?[A-Za-z])/g)) {
    while (open.length > 0 && open.at(-1)! <= index) open.pop();
    if (open.length >= maxDepth) continue;
    const { pictures, end } = readOne(content, index, tags);
    // A tag that nothing closes: neither does anything close those in it.
    if (end === Infinity) break;
    open.push(end);
    for (const each of pictures) found.push(each);
  }
  return found;
}
