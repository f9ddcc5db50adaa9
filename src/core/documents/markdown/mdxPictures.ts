import { mdxjs } from 'micromark-extension-mdxjs';
import type { FindPictures, PictureReference } from '../documentLanguage.ts';
import { pathOfTarget } from '../targetPath.ts';
import { pictureOfTag, readTag, type MappedText, type TagAttribute } from './imageTag.ts';
import { usualExtensions } from './markdownPictures.ts';
import { readPictures } from './readPictures.ts';

const jsxTags = ['mdxJsxFlowTag', 'mdxJsxTextTag'];
const expressions = ['mdxFlowExpression', 'mdxTextExpression'];
const tokenTypes: ReadonlySet<string> = new Set([...jsxTags, ...expressions]);

/** `img`, and the components of frameworks: `Image`, `Img`, `Picture`, `Zoom.Image`, `ThemedImage`. */
const pictureTag = /(?:^|[.a-z])(?:img|Img|Image|Picture)$/;

/**
 * Pictures of MDX: Markdown's, and those of JSX whose `src` is a text or an imported file. What MDX refuses is
 * read as Markdown, since a document is broken while it is written.
 */
export const findPictures: FindPictures = (text) => {
  const imports = importsOf(text);
  try {
    return readPictures(text, {
      extensions: [...usualExtensions(), mdxjs()],
      tokenTypes,
      readToken: ({ type }, content) =>
        jsxTags.includes(type)
          ? picturesAt(content, [0], imports)
          : picturesAt(content, tagStarts(content.text), imports),
    });
  } catch {
    return readPictures(text, { extensions: usualExtensions() });
  }
};

interface ImportedFile extends TagAttribute {
  readonly value: string;
}

/** Files that are imported by name; offsets are those of the document. */
function importsOf(text: string): ReadonlyMap<string, ImportedFile> {
  const imports = new Map<string, ImportedFile>();
  const statements = text.matchAll(
    /^import[ \t]+(?<name>[\w$]+)[ \t]+from[ \t]*(?<quote>["'])(?<path>[^"'\n]+)\k<quote>/gm,
  );
  for (const { 0: statement, index, groups } of statements) {
    const { name = '', path = '' } = groups ?? {};
    const start = index + statement.length - 1 - path.length;
    imports.set(name, { value: path, start, end: start + path.length });
  }
  return imports;
}

/** Where tags begin in code, outside of its comments. */
function tagStarts(code: string): number[] {
  const plain = code.replace(/\/\*[^]*?(?:\*\/|$)/g, (comment) => ' '.repeat(comment.length));
  return [...plain.matchAll(/<(?=[A-Za-z])/g)].map(({ index }) => index);
}

function picturesAt(
  content: MappedText,
  starts: readonly number[],
  imports: ReadonlyMap<string, ImportedFile>,
): PictureReference[] {
  return starts.flatMap((start) => {
    const tag = readTag(content.text, start, true);
    if (!tag || !pictureTag.test(tag.name)) return [];
    const source = tag.attributes.get('src');
    const imported = imports.get(source?.expression?.replace(/\.src$/, '') ?? '');
    if (!imported) return pictureOfTag(content, tag, start) ?? [];
    const place = { value: imported.value, start: 0, end: 0 };
    const picture = pictureOfTag(content, tag, start, place);
    return picture
      ? {
          ...picture,
          path: pathOfTarget(imported.value),
          pathStart: imported.start,
          pathEnd: imported.end,
        }
      : [];
  });
}
