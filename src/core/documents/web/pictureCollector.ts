import { isImageUrl } from '../../imageFormats.ts';
import type { PictureReference } from '../documentLanguage.ts';
import { findCssUrls } from './cssUrls.ts';
import type { DecodedText } from './decodedText.ts';
import {
  describe,
  isText,
  namesPicture,
  type MarkupElement,
  type PictureDescription,
} from './markupElement.ts';
import { parseSrcset } from './srcset.ts';
import { pathOfUrl } from './urlPath.ts';

interface Figure {
  caption?: string;
}

interface Frame {
  readonly name: string;
  readonly figure?: Figure;
  /** Of the `<img>` of a `<picture>`, which speaks for its sources. */
  picture?: PictureDescription;
}

interface FoundPicture {
  readonly reference: Omit<PictureReference, keyof PictureDescription>;
  readonly description: PictureDescription;
  readonly figure: Figure | undefined;
  readonly picture: Frame | undefined;
}

interface ElementContext {
  readonly description: PictureDescription;
  readonly picture: Frame | undefined;
  /** Those that the element has named already. */
  readonly paths: Set<string>;
}

/**
 * The attributes that name pictures. All candidates of a `srcset` count, as a browser shows whichever it
 * likes and nothing where that one is missing; they share the alt text of their `<img>`.
 */
const pictureAttributes: Readonly<Record<string, readonly string[]>> = {
  img: ['src', 'srcset'],
  'enhanced:img': ['src', 'srcset'],
  source: ['srcset'],
  input: ['src'],
  video: ['poster'],
  image: ['href', 'xlink:href'],
  feImage: ['href', 'xlink:href'],
  feimage: ['href', 'xlink:href'],
  object: ['data'],
  embed: ['src'],
  link: ['href', 'imagesrcset'],
  body: ['background'],
  table: ['background'],
  td: ['background'],
  th: ['background'],
};

/** Elements whose ends matter here; others may be left open, or be closed by anything. */
const framed = new Set(['figure', 'figcaption', 'picture', 'pre', 'code']);

/** Far more than documents nest; keeps the time linear whatever comes. */
const maxDepth = 256;

export interface CollectorOptions {
  /** The file that a URL means in this language; `undefined` for what is no file of the workspace. */
  readonly pathOf?: (url: string) => string | undefined;
}

/** Collects the pictures of a document while its tags pass by. */
export class PictureCollector {
  readonly #found: FoundPicture[] = [];
  readonly #frames: Frame[] = [];
  /** Descriptions of what scripts have imported, by its name there. */
  readonly #uses = new Map<string, Pick<FoundPicture, 'description' | 'figure' | 'picture'>>();
  readonly #pathOf: (url: string) => string | undefined;
  #caption: { figure: Figure; text: string; isDynamic: boolean } | undefined;

  constructor({ pathOf = pathOfUrl }: CollectorOptions = {}) {
    this.#pathOf = pathOf;
  }

  open(element: MarkupElement): void {
    const { name } = element;
    if (this.#caption) this.#caption.text += ' ';
    if (!this.#isInCodeBlock()) this.#readElement(element);
    if (element.isSelfClosing || !framed.has(name) || this.#frames.length >= maxDepth) return;
    const around = this.#frames.at(-1)?.figure;
    const figure: Figure | undefined = name === 'figure' ? {} : around;
    this.#frames.push({ name, ...(figure && { figure }) });
    if (name === 'figcaption' && figure && figure.caption === undefined && !this.#caption) {
      this.#caption = { figure, text: '', isDynamic: false };
    }
  }

  close(name: string): void {
    if (this.#caption) this.#caption.text += ' ';
    if (!framed.has(name)) return;
    const index = this.#frames.findLastIndex((frame) => frame.name === name);
    if (index < 0) return;
    const closed = this.#frames.splice(index);
    if (closed.some((frame) => frame.name === 'figcaption')) this.#endCaption();
  }

  /** @param characters with their escapes undone; `undefined` where only the running program knows. */
  text(characters: string | undefined): void {
    if (!this.#caption) return;
    if (characters === undefined) this.#caption.isDynamic = true;
    else this.#caption.text += characters;
  }

  /** URLs of a style sheet, of a `style` attribute of an element or of one in a program. */
  css(style: DecodedText, element?: MarkupElement): void {
    const role = element?.read('role');
    const isImage = element && isText(role) && role.text.trim().toLowerCase() === 'img';
    const description = isImage ? describe(element) : {};
    for (const { start, end, urlStart, urlEnd, url } of findCssUrls(style.text)) {
      const path = this.#pathOf(url);
      if (path === undefined) continue;
      const reference = {
        start: element?.start ?? style.offsetAt(start),
        end: element?.end ?? style.offsetAt(end),
        pathStart: style.offsetAt(urlStart),
        pathEnd: style.offsetAt(urlEnd),
        path,
      };
      this.#add(reference, description, undefined);
    }
  }

  /** A picture that a script names; `binding` is what it is called there. */
  imported(reference: FoundPicture['reference'], binding: string | undefined): void {
    const use = binding === undefined ? undefined : this.#uses.get(binding);
    if (use) this.#found.push({ reference, ...use });
    else this.#add(reference, {}, undefined);
  }

  /** Everything found, in the order of the text; of what was found twice, the first. */
  finish(): PictureReference[] {
    this.#endCaption();
    const found = new Map<number, FoundPicture>();
    for (const picture of this.#found) {
      const { pathStart } = picture.reference;
      if (!found.has(pathStart)) found.set(pathStart, picture);
    }
    return [...found.values()]
      .map(({ reference, description, figure, picture }) => {
        const caption = figure?.caption;
        return { ...reference, ...picture?.picture, ...description, ...(caption && { caption }) };
      })
      .sort((a, b) => a.pathStart - b.pathStart);
  }

  #readElement(element: MarkupElement): void {
    const { name } = element;
    const style = element.read('style') ?? element.read('style:background-image');
    if (isText(style)) this.css(style, element);
    const attributes = Object.hasOwn(pictureAttributes, name)
      ? pictureAttributes[name]!
      : /[A-Z.:-]/.test(name)
        ? ['src', 'source']
        : undefined;
    if (!attributes || !namesPicture(element)) return;
    const description = describe(element);
    const picture = this.#frames.findLast((frame) => frame.name === 'picture');
    if (picture && name !== 'source') picture.picture ??= description;
    const paths = new Set<string>();
    for (const attribute of attributes) {
      const reading = element.read(attribute);
      if (reading === undefined || reading === 'dynamic') continue;
      if ('binding' in reading) this.#use(reading.binding, description, picture);
      else this.#addUrls(element, attribute, reading, { description, picture, paths });
    }
  }

  #addUrls(
    element: MarkupElement,
    attribute: string,
    { text, offsetAt }: DecodedText,
    { description, picture, paths }: ElementContext,
  ): void {
    const trimmedStart = text.length - text.trimStart().length;
    const candidates = attribute.endsWith('srcset')
      ? parseSrcset(text)
      : [{ url: text, start: trimmedStart, end: Math.max(trimmedStart, text.trimEnd().length) }];
    const isOwn = Object.hasOwn(pictureAttributes, element.name);
    for (const { url, start, end } of candidates) {
      const path = this.#pathOf(url);
      // Of components it is not known what they are.
      if (path === undefined || paths.has(path) || (!isOwn && !isImageUrl(url))) continue;
      paths.add(path);
      const reference = {
        start: element.start,
        end: element.end,
        pathStart: offsetAt(start),
        pathEnd: offsetAt(end),
        path,
      };
      this.#add(reference, description, picture);
    }
  }

  #use(binding: string, description: PictureDescription, picture: Frame | undefined): void {
    if (this.#uses.has(binding)) return;
    this.#uses.set(binding, { description, figure: this.#frames.at(-1)?.figure, picture });
  }

  #add(
    reference: FoundPicture['reference'],
    description: PictureDescription,
    picture: Frame | undefined,
  ): void {
    const figure = this.#frames.at(-1)?.figure;
    this.#found.push({ reference, description, figure, picture });
  }

  /** Unescaped tags in `<pre><code>` are a picture to browsers, but never what their author meant. */
  #isInCodeBlock(): boolean {
    const pre = this.#frames.findIndex(({ name }) => name === 'pre');
    return pre >= 0 && this.#frames.some(({ name }, index) => name === 'code' && index > pre);
  }

  #endCaption(): void {
    if (!this.#caption) return;
    const { figure, text, isDynamic } = this.#caption;
    const folded = text.replace(/\s+/g, ' ').trim();
    if (!isDynamic && folded) figure.caption = folded;
    this.#caption = undefined;
  }
}
