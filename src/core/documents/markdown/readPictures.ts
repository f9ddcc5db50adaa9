import { decodeString } from 'micromark-util-decode-string';
import { normalizeIdentifier } from 'micromark-util-normalize-identifier';
import type { Token } from 'micromark-util-types';
import type { PictureReference } from '../documentLanguage.ts';
import { pathOfTarget } from '../targetPath.ts';
import { HtmlInMarkdown } from './htmlInMarkdown.ts';
import { withShared, type FoundPicture, type PictureWords } from './imageTag.ts';
import type { MarkdownEvents } from './markdownEvents.ts';
import { readPieces } from './readPieces.ts';
import { pictureOfEmbed } from './wikiEmbed.ts';
import type { MarkdownReader } from './markdownReader.ts';

/** Where a picture's file is named: in the image itself, or in a definition. */
interface Destination {
  readonly start: number;
  readonly end: number;
  readonly path: string;
  readonly title?: string;
}

type Found =
  | FoundPicture
  | {
      readonly label: string;
      readonly image: ImageText;
      readonly shared: readonly PictureWords[];
    };

interface ImageText {
  readonly start: number;
  readonly end: number;
  readonly altText: string;
}

/**
 * Every picture of a Markdown text, in its order. Code, comments, front matter and formulas have none.
 * @throws where an extension of the reader refuses the text: MDX does, Markdown never.
 */
export function readPictures(
  text: string,
  reader: MarkdownReader,
  onStep?: () => void,
): PictureReference[] {
  const walk = new PictureWalk(reader);
  for (const events of readPieces(text, reader, onStep)) {
    walk.read(events);
    onStep?.();
  }
  return walk.pictures();
}

const htmlTokens: ReadonlySet<string> = new Set(['htmlFlow', 'htmlText']);

class PictureWalk {
  #events!: MarkdownEvents;
  readonly #reader: MarkdownReader;
  readonly #definitions = new Map<string, Destination>();
  readonly #found: Found[] = [];
  readonly #html: HtmlInMarkdown;

  constructor(reader: MarkdownReader) {
    this.#reader = reader;
    this.#html = new HtmlInMarkdown(reader.tagDialect ?? { isJsx: false });
  }

  read(events: MarkdownEvents): void {
    this.#events = events;
    for (let index = 0; index < events.length; index++) {
      const [kind, token] = events.at(index);
      if (kind === 'enter') index = this.#enter(token, index);
    }
  }

  pictures(): PictureReference[] {
    return this.#found.flatMap((found) => {
      if (!('label' in found)) return withShared(found);
      const { label, image, shared } = found;
      const destination = this.#definitions.get(label);
      return destination ? [withShared({ picture: joined(image, destination), shared })] : [];
    });
  }

  /** Index of the last event that is dealt with. */
  #enter(token: Token, index: number): number {
    const { type } = token;
    if (type === 'image') return this.#readImage(index);
    if (type === 'definition') return this.#readDefinition(index);
    if (type === 'wikiEmbed') {
      const embed = pictureOfEmbed(
        this.#events.sliceOf(index),
        this.#events.offset(token.start.offset),
      );
      if (embed) this.#found.push({ picture: embed, shared: this.#shared });
    } else if (htmlTokens.has(type)) {
      const end = this.#events.endOf(index);
      for (const each of this.#html.read(this.#events.contentOf(index, end)))
        this.#found.push(each);
      return end;
    } else if (this.#reader.tokenTypes?.has(type)) {
      const end = this.#events.endOf(index);
      const pictures = this.#reader.readToken?.(token, this.#events.contentOf(index, end));
      if (!pictures) return index;
      for (const each of pictures) this.#found.push(each);
      return end;
    }
    return index;
  }

  get #shared(): readonly PictureWords[] {
    const figure = this.#reader.figure?.() ?? this.#html.figure;
    return figure ? [figure] : [];
  }

  #readImage(from: number): number {
    const end = this.#events.endOf(from);
    const image = this.#events.at(from)[1];
    let destination: Destination | undefined;
    let label: string | undefined;
    let hasResource = false;
    let altText = '';
    let index = from + 1;
    for (; index < end; index++) {
      const [kind, { type }] = this.#events.at(index);
      if (kind !== 'enter') continue;
      if (type === 'label') {
        const labelEnd = this.#events.endOf(index);
        altText = this.#events.textOf(index, labelEnd);
        label = this.#events.sliceOfFirst('labelText', index, labelEnd);
        index = labelEnd;
      } else if (type === 'resource') {
        hasResource = true;
        destination = this.#destinationIn('resource', index, this.#events.endOf(index));
        break;
      } else if (type === 'reference') {
        label =
          this.#events.sliceOfFirst('referenceString', index, this.#events.endOf(index)) ?? label;
        break;
      }
    }
    const [start, stop] = [
      this.#events.offset(image.start.offset),
      this.#events.offset(image.end.offset),
    ];
    const read: ImageText = { start, end: stop, altText };
    const shared = this.#shared;
    if (destination) this.#found.push({ picture: joined(read, destination), shared });
    else if (!hasResource && label !== undefined) {
      this.#found.push({ label: normalizeIdentifier(label), image: read, shared });
    }
    return end;
  }

  #readDefinition(from: number): number {
    const end = this.#events.endOf(from);
    const label = this.#events.sliceOfFirst('definitionLabelString', from, end) ?? '';
    const identifier = normalizeIdentifier(label);
    const destination = this.#destinationIn('definition', from, end);
    if (destination && !this.#definitions.has(identifier)) {
      this.#definitions.set(identifier, destination);
    }
    return end;
  }

  #destinationIn(
    kind: 'resource' | 'definition',
    from: number,
    end: number,
  ): Destination | undefined {
    const at = this.#events.indexOfFirst(`${kind}DestinationString`, from, end);
    if (at === undefined) return undefined;
    const token = this.#events.at(at)[1];
    const path = pathOfTarget(decodeString(this.#events.sliceOf(at)));
    if (path === '') return undefined;
    const title = this.#events.sliceOfFirst(`${kind}TitleString`, from, end);
    return {
      start: this.#events.offset(token.start.offset),
      end: this.#events.offset(token.end.offset),
      path,
      ...(title !== undefined && { title: decodeString(title).replace(/\s+/g, ' ') }),
    };
  }
}

function joined(image: ImageText, { start, end, path, title }: Destination): PictureReference {
  return {
    start: image.start,
    end: image.end,
    pathStart: start,
    pathEnd: end,
    path,
    altText: image.altText,
    ...(title !== undefined && { title }),
  };
}
