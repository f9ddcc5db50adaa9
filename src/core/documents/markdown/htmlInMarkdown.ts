import { TagPictures, type FoundPicture, type PictureWords, type TagDialect } from './imageTag.ts';
import { decodeEntities, readTag, type MappedText } from './markupTag.ts';

/** Elements whose content is text, whatever it looks like. */
const rawText = /^(?:script|style|textarea|title|xmp|iframe|noembed|noframes)$/i;
const endTag = /<\/([a-z][^\s<>/]{0,40})\s*>/iy;

/**
 * The pictures of the HTML in one Markdown document, piece by piece: not those in comments, scripts and the
 * like. Linear in time.
 */
export class HtmlInMarkdown {
  readonly #dialect: TagDialect;
  readonly #tags: TagPictures;
  /** The text of a caption so far. One that Markdown is in is left alone. */
  #caption: { readonly figure: PictureWords; text: string } | undefined;

  constructor(dialect: TagDialect) {
    this.#dialect = dialect;
    this.#tags = new TagPictures(dialect);
  }

  get figure(): PictureWords | undefined {
    return this.#tags.figure;
  }

  read(mapped: MappedText): readonly FoundPicture[] {
    const { text } = mapped;
    const pictures: FoundPicture[] = [];
    let done = 0;
    for (let index = text.indexOf('<'); index >= 0; index = text.indexOf('<', index)) {
      if (this.#caption) this.#caption.text += text.slice(done, index);
      done = this.#readOne(mapped, index, pictures);
      if (done === index) index++;
      else index = done;
    }
    this.#caption = undefined;
    return pictures;
  }

  /** Index after the mark-up at an index; that itself where a text is. */
  #readOne(mapped: MappedText, from: number, pictures: FoundPicture[]): number {
    const { text } = mapped;
    const endAfter = (mark: string): number => {
      const end = text.indexOf(mark, from);
      return end < 0 ? text.length : end + mark.length;
    };
    if (text.startsWith('<!--', from)) return endAfter('-->');
    if (text.startsWith('<![CDATA[', from)) return endAfter(']]>');
    if (text.startsWith('<?', from)) return endAfter('?>');
    endTag.lastIndex = from;
    const closed = endTag.exec(text);
    if (closed) {
      this.#close(closed[1]!);
      return endTag.lastIndex;
    }
    if (!/[a-z]/i.test(text[from + 1] ?? '')) return from;
    const tag = readTag(text, from, this.#dialect.isJsx);
    if (!tag) return text.length;
    const { name, end } = tag;
    for (const each of this.#tags.open(mapped, tag, from)) pictures.push(each);
    const { figure } = this.#tags;
    if (/^figcaption$/i.test(name) && figure && figure.caption === undefined) {
      this.#caption = { figure, text: '' };
    } else if (this.#caption) this.#caption.text += ' ';
    if (!rawText.test(name)) return end;
    const close = new RegExp(`</${name}`, 'gi');
    close.lastIndex = end;
    return close.exec(text)?.index ?? text.length;
  }

  #close(name: string): void {
    this.#tags.close(name);
    if (!this.#caption) return;
    this.#caption.text += ' ';
    if (!/^fig(?:caption|ure)$/i.test(name)) return;
    const { figure, text } = this.#caption;
    const caption = decodeEntities(text).replace(/\s+/g, ' ').trim();
    if (caption !== '') figure.caption = caption;
    this.#caption = undefined;
  }
}
