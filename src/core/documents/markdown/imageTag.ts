import { isImageUrl } from '../../imageFormats.ts';
import type { PictureReference } from '../documentLanguage.ts';
import { pathOfTarget } from '../targetPath.ts';
import { parseSrcset } from '../web/srcset.ts';
import { decodeEntities, type MappedText, type Tag, type TagAttribute } from './markupTag.ts';

/** What is said about a picture, there or elsewhere in the document. */
export type PictureWords = {
  -readonly [Key in 'altText' | 'caption' | 'title' | 'width' | 'height']?: PictureReference[Key];
};

/** A picture, and words that hold for several ones: they may be complete at the document's end only. */
export interface FoundPicture {
  readonly picture: PictureReference;
  readonly shared?: readonly PictureWords[];
}

export interface TagDialect {
  /** True where names have case, and components that take a `src` are pictures, too. */
  readonly isJsx: boolean;
  /** The file that an expression means; its offsets are those of the document. */
  readonly importedFile?: (
    expression: string,
  ) => { readonly path: string; readonly start: number; readonly end: number } | undefined;
}

/** `img`, and the components of frameworks: `Image`, `Img`, `Picture`, `Zoom.Image`, `ThemedImage`. */
const pictureComponent = /(?:^|[.a-z])(?:img|Img|Image|Picture)$/;
const component = /^[A-Z]|\./;

/** Far more than documents nest; keeps the time linear whatever comes. */
const maxDepth = 256;

/** Reads the pictures of tags, in the order of the document. */
export class TagPictures {
  readonly #dialect: TagDialect;
  readonly #figures: PictureWords[] = [];
  /** What the `<img>` of a `<picture>` says, which speaks for its sources. */
  #picture: PictureWords | undefined;

  constructor(dialect: TagDialect) {
    this.#dialect = dialect;
  }

  /** What the figure around says. */
  get figure(): PictureWords | undefined {
    return this.#figures.at(-1);
  }

  /** All candidates of a `srcset` count, as a browser shows whichever it likes. `from` is the index of the `<`. */
  open(mapped: MappedText, tag: Tag, from: number): readonly FoundPicture[] {
    const { isJsx } = this.#dialect;
    const name = isJsx ? tag.name : tag.name.toLowerCase();
    if (name === 'figure' && this.#figures.length < maxDepth) this.#figures.push({});
    else if (name === 'picture') this.#picture = {};
    const isSource = name === 'source';
    const isPicture = isJsx ? pictureComponent.test(name) : name === 'img';
    const isComponent = isJsx && !isPicture && component.test(name);
    if (!isSource && !isPicture && !isComponent) return [];
    const words = isSource ? {} : wordsOf(tag);
    if (!isSource && this.#picture) Object.assign(this.#picture, words);
    const shared = [this.#picture, this.figure].filter((said) => said !== undefined);
    const bounds = { start: mapped.offsetAt(from), end: mapped.offsetAt(tag.end - 1) + 1 };
    const files = new Map<string, NamedFile>();
    for (const file of this.#filesOf(mapped, tag, isSource)) {
      const { path } = file;
      const isShown = path !== '' && (!isComponent || isImageUrl(path));
      if (isShown && !files.has(path)) files.set(path, file);
    }
    return [...files.values()]
      .sort((a, b) => a.pathStart - b.pathStart)
      .map((file) => ({ picture: { ...bounds, ...file, ...words }, shared }));
  }

  close(name: string): void {
    const closed = name.toLowerCase();
    if (closed === 'figure') this.#figures.pop();
    else if (closed === 'picture') this.#picture = undefined;
  }

  #filesOf(mapped: MappedText, { attributes }: Tag, isSource: boolean): NamedFile[] {
    const source = isSource ? undefined : attributes.get('src');
    const imported = source?.expression && this.#dialect.importedFile?.(source.expression);
    const files: NamedFile[] = imported
      ? [{ path: pathOfTarget(imported.path), pathStart: imported.start, pathEnd: imported.end }]
      : fileOf(mapped, source);
    const candidates = attributes.get('srcset') ?? attributes.get('srcSet');
    return [...files, ...candidateFiles(mapped, candidates)];
  }
}

type NamedFile = Pick<PictureReference, 'path' | 'pathStart' | 'pathEnd'>;

function fileOf({ offsetAt }: MappedText, source: TagAttribute | undefined): NamedFile[] {
  if (source?.value === undefined) return [];
  const pathStart = offsetAt(source.start);
  const pathEnd = pathStart + source.end - source.start;
  return [{ path: pathOfTarget(source.value.trim()), pathStart, pathEnd }];
}

function candidateFiles(
  { text, offsetAt }: MappedText,
  srcset: TagAttribute | undefined,
): NamedFile[] {
  if (srcset?.value === undefined) return [];
  // As it is written, so that the places are right; nothing that is escaped parts candidates.
  return parseSrcset(text.slice(srcset.start, srcset.end)).map(({ url, start }) => {
    const pathStart = offsetAt(srcset.start + start);
    return { path: pathOfTarget(decodeEntities(url)), pathStart, pathEnd: pathStart + url.length };
  });
}

function wordsOf({ attributes }: Tag): PictureWords {
  const altText = attributes.get('alt')?.value;
  const title = attributes.get('title')?.value;
  const width = pixels(attributes.get('width')?.value);
  const height = pixels(attributes.get('height')?.value);
  return {
    ...(altText !== undefined && { altText: altText.replace(/\s+/g, ' ').trim() }),
    ...(title !== undefined && { title }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
  };
}

/** A picture with all that is said about it; what itself says comes first. */
export function withShared({ picture, shared = [] }: FoundPicture): PictureReference {
  return shared.length === 0 ? picture : Object.assign({}, ...shared, picture);
}

export function pixels(value: string | undefined): number | undefined {
  const number = /^\s*(\d{1,5})(?:\.\d+)?(?:px)?\s*$/.exec(value ?? '')?.[1];
  return number === undefined ? undefined : Number(number);
}
