import type { PictureReference } from '../documentLanguage.ts';
import { restPicture } from './restDirective.ts';
import { countIndented, dedent, dedentAll, indentOf, restOf, type RestLine } from './restLines.ts';
import { csvCells, gridCells, isGridTable, isSimpleTable, simpleCells } from './restTable.ts';

/** Directives whose content is not text of the document. */
const verbatimDirective =
  /^(?:code|code-block|sourcecode|highlight|highlightlang|parsed-literal|raw|math|literalinclude|include|replace|unicode|date|role|default-role|title|meta|contents|toctree|index|graphviz|digraph|graph|inheritance-diagram|mermaid|uml|plantuml|productionlist|testcode|testoutput|testsetup|testcleanup|doctest|prompt|ipython|jupyter-execute|code-cell|command-output|program-output|autosummary|target-notes|sectnum)$/i;

const directive = /^\.\.[ \t]+(?!_)([\p{L}\p{N}]+(?:[-._+:][\p{L}\p{N}]+)*)[ \t]?::(?=[ \t]|$)/u;
const substitution =
  /^\.\.[ \t]+\|(?! )([^|]*[^| ])\|[ \t]+([\p{L}\p{N}]+(?:[-._+:][\p{L}\p{N}]+)*)[ \t]?::(?=[ \t]|$)/u;
const footnote =
  /^\.\.[ \t]+\[(?:\d+|#[\w-]*|\*|[\p{L}\p{N}]+(?:[-._+:][\p{L}\p{N}]+)*)\](?=[ \t]|$)/u;
/** Options by which a CSV table is written in another way than most. */
const csvDialect = /^:(?:delim|quote|escape|file|url):/;
const bullet = /^[-+*\u2022\u2023\u2043](?:[ \t]+|$)/;
const enumerator = /^\(?(?:\d+|[a-zA-Z]|[ivxlcdm]+|[IVXLCDM]+|#)[.)](?:[ \t]+|$)/;
const field = /^:(?![: ])(?:[^:\\]|\\.|:(?![ \t]|$))+(?<! ):(?:[ \t]+|$)/;
const adornment = /^([!-/:-@[-`{-~])\1+$/;

/** Reads the body elements of a document. */
export class RestReader {
  readonly #pictures: PictureReference[] = [];
  #lines: readonly RestLine[] = [];
  #index = 0;
  #depth = 0;

  read(lines: readonly RestLine[]): readonly PictureReference[] {
    this.#readNested(lines);
    return this.#pictures;
  }

  #readNested(lines: readonly RestLine[]): void {
    // Nobody nests lists so deep; a line of a thousand bullets must not exhaust the stack.
    if (this.#depth > 60) return;
    const outer = this.#lines;
    const outerIndex = this.#index;
    this.#lines = lines;
    this.#index = 0;
    this.#depth++;
    while (this.#index < lines.length) this.#readBlock(lines[this.#index]!);
    this.#depth--;
    this.#lines = outer;
    this.#index = outerIndex;
  }

  #readBlock(line: RestLine): void {
    const { text } = line;
    if (text === '') {
      this.#index++;
    } else if (indentOf(line) > 0) {
      const lines = this.#take(countIndented(this.#lines, this.#index));
      this.#readNested(dedentAll(lines));
    } else if (/^\.\.(?:[ \t]|$)/.test(text)) {
      this.#readExplicit(line);
    } else if (isGridTable(text)) {
      this.#readTable(gridCells(this.#take(this.#countFilled())));
    } else if (isSimpleTable(text)) {
      this.#readSimpleTable(text);
    } else if (/^(?:\|(?: |$)|>>> )/.test(text)) {
      this.#take(this.#countFilled());
    } else if (!this.#readItem(line)) {
      this.#readParagraph();
    }
  }

  #take(count: number): readonly RestLine[] {
    const lines = this.#lines.slice(this.#index, this.#index + count);
    this.#index += count;
    return lines;
  }

  #countFilled(): number {
    let count = 0;
    while (this.#lines[this.#index + count]?.text) count++;
    return count;
  }

  #readItem(line: RestLine): boolean {
    const next = this.#lines[this.#index + 1];
    const enumerated = enumerator.exec(line.text);
    // Text after which the paragraph goes on is none: "A. Einstein was …"
    const isList = enumerated && (!next?.text || indentOf(next) > 0 || enumerator.test(next.text));
    const marker = bullet.exec(line.text) ?? (isList ? enumerated : undefined);
    const count = countIndented(this.#lines, this.#index + 1, marker ? marker[0].length : 1);
    if (marker) {
      const [first, ...others] = this.#take(1 + count);
      this.#readNested([restOf(first!, marker[0].length), ...dedent(others, marker[0].length)]);
      return true;
    }
    const name = field.exec(line.text)?.[0];
    if (name === undefined) return false;
    const [first, ...others] = this.#take(1 + count);
    this.#readNested([restOf(first!, name.length), ...dedentAll(others)]);
    return true;
  }

  #readParagraph(): void {
    const start = this.#index;
    const next = this.#lines[start + 1];
    const { text } = this.#lines[start]!;
    if (adornment.test(text) && text.length > 3) {
      this.#index++;
      return;
    }
    if (
      next?.text &&
      indentOf(next) === 0 &&
      adornment.test(next.text) &&
      next.text.length >= Math.min(4, text.length)
    ) {
      this.#index += 2;
      return;
    }
    let count = 1;
    while (this.#lines[start + count]?.text && indentOf(this.#lines[start + count]!) === 0) count++;
    const last = this.#lines[start + count - 1]!.text;
    const after = this.#lines[start + count];
    this.#index += count;
    if (count === 1 && after?.text) return this.#readDefinition();
    if (last.endsWith('::') && !after?.text) this.#skipLiteral();
  }

  #readDefinition(): void {
    const lines = this.#take(countIndented(this.#lines, this.#index));
    this.#readNested(dedentAll(lines));
  }

  #skipLiteral(): void {
    while (this.#lines[this.#index]?.text === '') this.#index++;
    const line = this.#lines[this.#index];
    if (!line) return;
    if (indentOf(line) > 0) {
      this.#take(countIndented(this.#lines, this.#index));
      return;
    }
    const quote = line.text[0]!;
    if (!/[!-/:-@[-`{-~]/.test(quote)) return;
    while (this.#lines[this.#index]?.text.startsWith(quote)) this.#index++;
  }

  #readExplicit(line: RestLine): void {
    const { text } = line;
    // Two dots alone before a blank line are a whole comment.
    if (text === '..' && !this.#lines[this.#index + 1]?.text) {
      this.#index++;
      return;
    }
    const [, ...others] = this.#take(1 + countIndented(this.#lines, this.#index + 1));
    const match = directive.exec(text) ?? substitution.exec(text);
    const note = footnote.exec(text);
    if (note) return this.#readNested([restOf(line, note[0].length), ...dedentAll(others)]);
    if (!match) return;
    const isSubstitution = match[2] !== undefined;
    const name = (match[2] ?? match[1]!).toLowerCase();
    const argument = restOf(line, match[0].length);
    if (name === 'image' || name === 'figure') {
      const { picture, content } = restPicture({
        start: line.start,
        name,
        argument,
        lines: dedentAll(others),
      });
      // The name of a substitution is what is read where its picture is not seen.
      const spoken = isSubstitution && { altText: substitutionName(match[1]!) };
      if (picture) this.#pictures.push({ ...spoken, ...picture });
      if (content.length > 0) this.#readNested(content);
    } else if (!isSubstitution) {
      this.#readContent(name, argument, dedentAll(others));
    }
  }

  /** What a directive holds that is text of the document. */
  #readContent(name: string, argument: RestLine, lines: readonly RestLine[]): void {
    if (verbatimDirective.test(name)) return;
    if (name !== 'class' && name !== 'csv-table') {
      return this.#readNested([...dedent([argument], indentOf(argument)), ...lines]);
    }
    // Names, or a title and options, up to a blank line.
    const blank = lines.findIndex(({ text }) => text === '');
    const head = lines.slice(0, blank < 0 ? lines.length : blank);
    const content = dedentAll(lines.slice(head.length));
    if (name === 'class') this.#readNested(content);
    else if (!head.some(({ text }) => csvDialect.test(text))) this.#readTable(csvCells(content));
  }

  #readSimpleTable(border: string): void {
    const endsAt = (index: number): boolean => {
      const { text } = this.#lines[index]!;
      if (text !== border && !isSimpleTable(text)) return false;
      borders++;
      return borders === 3 || (borders === 2 && !this.#lines[index + 1]?.text);
    };
    let borders = 0;
    let end = this.#index;
    // Tables are shorter; the limit keeps time linear where one never ends.
    const last = Math.min(this.#lines.length, end + 500);
    while (end < last && !endsAt(end)) end++;
    if (end === last) this.#take(this.#countFilled());
    else this.#readTable(simpleCells(this.#take(end + 1 - this.#index)));
  }

  #readTable(cells: readonly (readonly RestLine[])[]): void {
    for (const lines of cells) {
      if (lines.some(({ text }) => text.includes('::'))) this.#readNested(dedentAll(lines));
    }
  }
}

function substitutionName(written: string): string {
  return written.replace(/\\(?:\s|(.))/g, '$1').replace(/\s+/g, ' ');
}
