const tabStop = 4;

/** Walks along one line in columns, as CommonMark counts them: a tab reaches to the next multiple of four. */
export class LineCursor {
  readonly #text: string;
  #offset = 0;
  #column = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Index of the next character; of the tab, where only part of it was skipped. */
  get offset(): number {
    return this.#offset;
  }

  /** Columns of white space ahead. */
  get indent(): number {
    let column = this.#column;
    for (let offset = this.#offset; offset < this.#text.length; offset++) {
      const character = this.#text[offset];
      if (character === ' ') column++;
      else if (character === '\t') column += tabStop - (column % tabStop);
      else break;
    }
    return column - this.#column;
  }

  /** The line from its next character that is not white space. */
  get rest(): string {
    return this.#text.slice(this.#contentOffset);
  }

  /** The first character of `rest`. */
  get next(): string | undefined {
    return this.#text[this.#contentOffset];
  }

  get isBlank(): boolean {
    return this.#contentOffset >= this.#text.length;
  }

  get #contentOffset(): number {
    let offset = this.#offset;
    while (this.#text[offset] === ' ' || this.#text[offset] === '\t') offset++;
    return offset;
  }

  /** Skips so much white space, or less where there is less. */
  skipColumns(columns: number): void {
    for (let left = columns; left > 0;) {
      const character = this.#text[this.#offset];
      if (character !== ' ' && character !== '\t') return;
      const width = character === ' ' ? 1 : tabStop - (this.#column % tabStop);
      if (width <= left) this.#offset++;
      this.#column += Math.min(width, left);
      left -= width;
    }
  }

  /** Skips white space, and then so many characters that are none. */
  skipMarker(length: number): void {
    this.skipColumns(this.indent);
    this.#offset += length;
    this.#column += length;
  }
}
