import type { PictureReference } from '../documentLanguage.ts';
import { readAttributeEntry, readAttributeList, type AttributeList } from './asciidocAttributes.ts';
import type { AsciidocAttributes } from './asciidocCondition.ts';
import { readHeader } from './asciidocHeader.ts';
import { asciidocPicture, type AsciidocMacro } from './asciidocImage.ts';
import { inlineMacros } from './asciidocInline.ts';
import {
  blockAttributes,
  blockDelimiter,
  isComment,
  isMediaMacro,
  isWholeBlock,
  listItem,
  verbatimDelimiter,
} from './asciidocLine.ts';
import type { AsciidocLine } from './asciidocCondition.ts';
import { readCells, tableDelimiter } from './asciidocTable.ts';
import { asciidocPlainText } from './asciidocText.ts';

const verbatimStyle =
  /^(?:source|listing|literal|pass|stem|latexmath|asciimath|comment)(?=[,%#.\]]|$)/;
const macro = /^image::(\S|\S.*?\S)\[(.*)\]$/;

/** Reads the blocks of a document, or of a table's cell. */
export class AsciidocReader {
  readonly #lines: readonly AsciidocLine[];
  readonly #attributes: AsciidocAttributes;
  readonly #depth: number;
  readonly #pictures: PictureReference[] = [];
  #index = 0;
  #title: string | undefined;
  #above: AttributeList = new Map();
  #style = '';
  /** True from a list's item on, where indented text need not be literal. */
  #isInList = false;
  #isAfterBlank = true;

  constructor(
    lines: readonly AsciidocLine[],
    attributes: AsciidocAttributes = new Map(),
    depth = 0,
  ) {
    this.#lines = lines;
    this.#attributes = attributes;
    this.#depth = depth;
  }

  read(): readonly PictureReference[] {
    if (this.#depth === 0) this.#index = readHeader(this.#lines, this.#attributes);
    while (this.#index < this.#lines.length) this.#readBlock();
    return this.#pictures;
  }

  #text(offset = 0): string {
    return this.#lines[this.#index + offset]?.text ?? '';
  }

  /** Reads one line or one block; metadata above a block waits for it. */
  #readBlock(): void {
    const text = this.#text();
    const wasAfterBlank = this.#isAfterBlank;
    this.#isAfterBlank = text === '';
    if (text === '' || text === '+') {
      this.#index++;
    } else if (!this.#readMetadata(text)) {
      this.#readContent(text, wasAfterBlank);
      this.#title = undefined;
      this.#above = new Map();
      this.#style = '';
    }
  }

  #readMetadata(text: string): boolean {
    const entryLength = readAttributeEntry(this.#lines, this.#index, this.#attributes);
    const title = /^\.([^\s.].*)$/.exec(text)?.[1];
    const attributes = blockAttributes(text);
    if (title !== undefined) this.#title = asciidocPlainText(title);
    else if (attributes !== undefined) this.#readAbove(attributes);
    else if (entryLength === 0 && !isComment(text) && !/^include::\S*\[.*\]$/.test(text))
      return false;
    this.#index += entryLength || 1;
    return true;
  }

  #readAbove(source: string): void {
    for (const [name, value] of readAttributeList(source)) this.#above.set(name, value);
    if (/^[a-z]/.test(source)) this.#style = source;
  }

  #readContent(text: string, isAfterBlank: boolean): void {
    const verbatim = verbatimDelimiter.exec(text)?.[0];
    const isFence = verbatim?.startsWith('`') === true;
    if (verbatim !== undefined && (isFence || verbatim === text)) return this.#skipTo(verbatim);
    const table = tableDelimiter(text);
    if (table) return this.#readTable(text, table);
    if (blockDelimiter.test(text)) {
      if (text === '--' && verbatimStyle.test(this.#style)) return this.#skipTo(text);
      if (/^_{4,}$/.test(text) && this.#style.startsWith('verse')) return this.#readVerse(text);
      this.#index++;
      return;
    }
    if (/^(?:={1,6}|#{1,6})[ \t]+\S/.test(text)) {
      this.#isInList = false;
      return this.#readText(1);
    }
    const image = text.endsWith(']') ? macro.exec(text) : null;
    if (image && !verbatimStyle.test(this.#style)) return this.#readMacro(text, image);
    if (isWholeBlock(text) && !verbatimStyle.test(this.#style)) {
      this.#index++;
      return;
    }
    const isItem = listItem.test(text);
    if (isItem) this.#isInList = true;
    if (/^[ \t]/.test(text) && !isItem && (!this.#isInList || isAfterBlank))
      return this.#skipParagraph();
    if (/^\S/.test(text) && !isItem && isAfterBlank) this.#isInList = false;
    if (verbatimStyle.test(this.#style)) return this.#skipParagraph();
    this.#readParagraph();
  }

  #skipTo(delimiter: string): void {
    do this.#index++;
    while (this.#index < this.#lines.length && this.#text() !== delimiter);
    this.#index++;
  }

  #skipParagraph(): void {
    do this.#index++;
    while (this.#index < this.#lines.length && this.#text() !== '');
  }

  #readMacro(text: string, [, target = '', attributes = '']: RegExpExecArray): void {
    const { start } = this.#lines[this.#index]!;
    this.#index++;
    const macroOf = {
      start,
      end: start + text.length,
      pathStart: start + 'image::'.length,
      target,
      attributes,
      above: this.#above,
      blockTitle: this.#title,
    };
    this.#addPicture(macroOf);
  }

  #addPicture(found: AsciidocMacro): void {
    const picture = asciidocPicture(found, this.#attributes);
    if (picture) this.#pictures.push(picture);
  }

  #readParagraph(): void {
    // A line under one line of text makes it a section's title, unless they differ in length.
    const underline = /^(?:=+|-+|~+|\^+|\++)$/.test(this.#text(1)) ? this.#text(1).length : 0;
    const { length } = this.#text();
    if (this.#depth === 0 && underline > 1 && Math.abs(underline - length) <= 1) {
      this.#readText(1);
      this.#index++;
      return;
    }
    let count = 1;
    // Under an item's first line, unlike in other text, a block needs no blank line before it.
    const isUnderItem = isMediaMacro(this.#text(1)) || isComment(this.#text(1));
    if (isUnderItem && listItem.test(this.#text())) return this.#readText(1);
    while (this.#index + count < this.#lines.length && !this.#breaks(count)) count++;
    this.#readText(count);
  }

  #breaks(offset: number): boolean {
    const text = this.#text(offset);
    if (text === '' || (this.#isInList && (text === '+' || listItem.test(text)))) return true;
    if (blockAttributes(text) !== undefined) return true;
    const verbatim = verbatimDelimiter.exec(text)?.[0];
    if (verbatim !== undefined && (verbatim === text || verbatim === '```')) return true;
    if (blockDelimiter.test(text) || tableDelimiter(text) !== undefined) return true;
    const { condition } = this.#lines[this.#index + offset]!;
    const before = this.#lines[this.#index + offset - 1]?.condition;
    return condition !== undefined && before?.isOppositeOf(condition) === true;
  }

  #readVerse(delimiter: string): void {
    this.#index++;
    let count = 0;
    while (this.#index + count < this.#lines.length && this.#text(count) !== delimiter) count++;
    this.#readText(count);
    this.#index++;
  }

  #readText(count: number): void {
    this.#findInline(this.#lines.slice(this.#index, this.#index + count));
    this.#index += count;
  }

  /** Pictures in lines of text, of which comments are left out. */
  #findInline(all: readonly AsciidocLine[]): void {
    const lines = all.filter((line) => !isComment(line.text));
    const text = lines.map((line) => line.text).join('\n');
    if (!text.includes('image:')) return;
    let line = 0;
    let lineStart = 0;
    // Offsets come in growing order.
    const offsetOf = (offset: number): number => {
      while (offset > lineStart + lines[line]!.text.length)
        lineStart += lines[line++]!.text.length + 1;
      return lines[line]!.start + offset - lineStart;
    };
    for (const { start, end, pathStart, target, attributes } of inlineMacros(text)) {
      const found = {
        start: offsetOf(start),
        pathStart: offsetOf(pathStart),
        end: offsetOf(end),
        target,
        attributes,
      };
      this.#addPicture(found);
    }
  }

  #readTable(delimiter: string, separator: string): void {
    const first = ++this.#index;
    while (this.#index < this.#lines.length && this.#text() !== delimiter) this.#index++;
    const rows = this.#lines.slice(first, this.#index++);
    const columns = this.#above.get('cols') ?? '';
    const format = this.#above.get('separator');
    for (const { style, lines } of readCells(rows, format ?? separator, columns)) {
      if (style === 'l') continue;
      if (style !== 'a') this.#findInline(lines);
      // A document in a cell may have its own tables, and so on: no one nests them so deep.
      else if (this.#depth < 8) {
        const reader = new AsciidocReader(lines, this.#attributes, this.#depth + 1);
        for (const picture of reader.read()) this.#pictures.push(picture);
      }
    }
  }
}
