import type { FindPictures, PictureReference } from '../documentLanguage.ts';
import { pixelsOf } from './pixels.ts';
import { orgLinks, orgText } from './orgLinks.ts';

interface Line {
  readonly text: string;
  readonly start: number;
}

/** What the keywords above a paragraph say of the picture in it. */
interface Affiliated {
  readonly captions: string[];
  /** For export to HTML. */
  readonly htmlAttributes: string[];
  /** For other exporters. */
  readonly otherAttributes: string[];
}

const nothingSaid = (): Affiliated => ({ captions: [], htmlAttributes: [], otherAttributes: [] });

/** What may stand between a caption and its paragraph, with the older names that Org still reads. */
const affiliatedKeyword =
  /^(?:name|headers?|results?|plot|label|data|resname|source|srcname|tblname)$/;

/**
 * Every link of an Org document that its exporters show as a picture: to a file that is one, without
 * a description, or the description of another link. Blocks of code, comments and verbatim text have none.
 */
export const findPictures: FindPictures = (text) => {
  const lines = linesOf(text);
  const reader = new OrgReader(lines);
  return reader.read();
};

function linesOf(text: string): Line[] {
  let start = 0;
  return text.split('\n').map((line) => {
    // A byte order mark is no text.
    const mark = start === 0 && line.startsWith('\ufeff') ? 1 : 0;
    const found = { text: line.slice(mark).replace(/\r$/, ''), start: start + mark };
    start += line.length + 1;
    return found;
  });
}

const verbatimBlock = /^[ \t]*#\+begin_(src|example|export|comment)(?=\s|$)/i;

class OrgReader {
  readonly #lines: readonly Line[];
  readonly #lastEnds = new Map<string, number>();
  readonly #pictures: PictureReference[] = [];
  #affiliated = nothingSaid();
  /** Level of the heading whose tree is commented out. */
  #commentLevel = Infinity;
  #paragraph: Line[] = [];

  constructor(lines: readonly Line[]) {
    this.#lines = lines;
    for (const [index, { text }] of lines.entries()) {
      const name = /^[ \t]*(?:#\+end_(\w+)|:(end):)[ \t]*$/i.exec(text);
      if (name) this.#lastEnds.set((name[1] ?? ':end').toLowerCase(), index);
    }
  }

  read(): readonly PictureReference[] {
    for (let index = 0; index < this.#lines.length; index++) {
      const line = this.#lines[index]!;
      const end = this.#endOfVerbatim(line.text, index);
      if (end !== undefined) {
        this.#endParagraph();
        this.#affiliated = nothingSaid();
        index = end;
      } else {
        this.#readLine(line);
      }
    }
    this.#endParagraph();
    return this.#pictures;
  }

  #endOfVerbatim(text: string, index: number): number | undefined {
    const block = verbatimBlock.exec(text)?.[1]?.toLowerCase();
    const name =
      block ?? (/^[ \t]*:(?:properties|logbook):[ \t]*$/i.test(text) ? ':end' : undefined);
    // What never ends is text.
    if (name === undefined || (this.#lastEnds.get(name) ?? -1) <= index) return undefined;
    const end =
      name === ':end' ? /^[ \t]*:end:[ \t]*$/i : new RegExp(`^[ \\t]*#\\+end_${name}[ \\t]*$`, 'i');
    let last = index + 1;
    while (!end.test(this.#lines[last]!.text)) last++;
    return last;
  }

  #readLine(line: Line): void {
    const { text } = line;
    const stars = /^(\*+)[ \t]+((?:[A-Z]+[ \t]+)?(?:\[#\w\][ \t]+)?COMMENT(?=[ \t]|$))?/.exec(text);
    if (stars) {
      this.#endParagraph();
      // Headings have no captions.
      this.#affiliated = nothingSaid();
      const level = stars[1]!.length;
      if (level <= this.#commentLevel)
        this.#commentLevel = stars[2] === undefined ? Infinity : level;
    }
    if (this.#commentLevel < Infinity) return;
    const keyword = /^[ \t]*#\+(\w+)(?:\[.*\])?:[ \t]*(.*?)[ \t]*$/.exec(text);
    if (keyword) return this.#readKeyword(keyword[1]!.toLowerCase(), keyword[2]!);
    const isText = text.trim() !== '' && !/^[ \t]*(?:#(?:\s|$|\+)|:(?:\s|$))/.test(text);
    if (!isText || /^[ \t]*(?:[-+*]|\d+[.)])[ \t]/.test(text)) this.#endParagraph();
    if (isText) this.#paragraph.push(line);
    else this.#affiliated = nothingSaid();
    if (stars) this.#endParagraph();
  }

  #readKeyword(name: string, value: string): void {
    this.#endParagraph();
    if (name === 'caption') this.#affiliated.captions.push(value);
    else if (name === 'attr_html') this.#affiliated.htmlAttributes.push(value);
    else if (/^attr_\w+$/.test(name)) this.#affiliated.otherAttributes.push(value);
    else if (!affiliatedKeyword.test(name)) this.#affiliated = nothingSaid();
  }

  #endParagraph(): void {
    const [first] = this.#paragraph;
    if (!first) return;
    const text = this.#paragraph.map((line) => line.text).join('\n');
    const said = saidOf(this.#affiliated);
    // Line ends of the text may be longer than those of the paragraph.
    const offsetIn = this.#offsets();
    for (const { start, end, pathStart, pathEnd, path } of orgLinks(text)) {
      this.#pictures.push({
        start: offsetIn(start),
        end: offsetIn(end),
        pathStart: offsetIn(pathStart),
        pathEnd: offsetIn(pathEnd),
        path,
        ...said,
      });
    }
    this.#paragraph = [];
    this.#affiliated = nothingSaid();
  }

  /** From offsets in the paragraph, in growing order but for small steps back, to those in the document. */
  #offsets(): (offset: number) => number {
    const paragraph = this.#paragraph;
    const starts: number[] = [];
    let length = 0;
    for (const { text } of paragraph) {
      starts.push(length);
      length += text.length + 1;
    }
    let index = 0;
    return (offset) => {
      while (index > 0 && starts[index]! > offset) index--;
      while (index + 1 < starts.length && starts[index + 1]! <= offset) index++;
      return paragraph[index]!.start + offset - starts[index]!;
    };
  }
}

function saidOf({
  captions,
  htmlAttributes,
  otherAttributes,
}: Affiliated): Pick<PictureReference, 'caption' | 'altText' | 'title' | 'width' | 'height'> {
  const values = new Map([...attributesOf(otherAttributes), ...attributesOf(htmlAttributes)]);
  const caption = orgText(captions.join(' '));
  const altText = values.get('alt');
  const title = values.get('title');
  const width = pixelsOf(values.get('width') ?? '');
  const height = pixelsOf(values.get('height') ?? '');
  return {
    ...(caption && { caption }),
    ...(altText !== undefined && { altText }),
    ...(title && { title }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
  };
}

function attributesOf(lines: readonly string[]): [name: string, value: string][] {
  const joined = lines.join(' ');
  const keys = [...joined.matchAll(/(?:^|[ \t]):([-\w]+)(?=[ \t]|$)/g)];
  return keys.map((match, index) => {
    const value = joined.slice(match.index + match[0].length, keys[index + 1]?.index).trim();
    return [match[1]!, value === '""' ? '' : value];
  });
}
