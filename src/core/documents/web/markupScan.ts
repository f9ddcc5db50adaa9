import { Tokenizer } from 'htmlparser2';

export interface MarkupAttribute {
  /** Lower case. */
  readonly name: string;
  /** Offsets of the value without quotes; equal where there is none. */
  readonly valueStart: number;
  readonly valueEnd: number;
}

export type MarkupEvent =
  | {
      readonly kind: 'open';
      readonly name: string;
      readonly start: number;
      readonly end: number;
      /** Of several attributes of one name the first, as HTML wants it. */
      readonly attributes: ReadonlyMap<string, MarkupAttribute>;
      readonly isSelfClosing: boolean;
    }
  | {
      readonly kind: 'close' | 'text' | 'comment';
      /** Of the element that closes. */
      readonly name: string;
      readonly start: number;
      readonly end: number;
    };

export interface ScanOptions {
  /** HTML's own rules: names in any case, no self-closing elements; else those of Vue and Svelte. */
  readonly isHtml: boolean;
}

/**
 * Tells the tags, texts and comments of a text in order, as HTML's tokenizer reads them: with raw text in
 * scripts and styles, and none of it in foreign elements. Entities are not undone. Never throws.
 */
export function scanMarkup(
  text: string,
  { isHtml }: ScanOptions,
  visit: (event: MarkupEvent) => void,
): void {
  let name = '';
  let start = 0;
  let attribute = '';
  let valueStart = -1;
  let valueEnd = -1;
  let attributes = new Map<string, MarkupAttribute>();
  const foreign = new ForeignContext();

  const endOpenTag = (endOffset: number, isWrittenSelfClosing: boolean): void => {
    const isSelfClosing =
      isWrittenSelfClosing && (!isHtml || foreign.isForeign || isForeignRoot(name));
    if (isHtml && name === 'image' && !foreign.isForeign) name = 'img';
    if (!isSelfClosing) foreign.open(name);
    visit({ kind: 'open', name, start, end: endOffset + 1, attributes, isSelfClosing });
    attributes = new Map();
  };
  const nameOf = (from: number, to: number): string => {
    const written = text.slice(from, to);
    return isHtml ? written.toLowerCase() : written;
  };

  const tokenizer = new Tokenizer(
    { decodeEntities: false, recognizeSelfClosing: !isHtml },
    {
      onopentagname(from, to) {
        name = nameOf(from, to);
        start = from - 1;
      },
      onattribname(from, to) {
        attribute = text.slice(from, to).toLowerCase();
        valueStart = -1;
        valueEnd = to;
      },
      onattribdata(from, to) {
        if (valueStart < 0) valueStart = from;
        valueEnd = to;
      },
      onattribend() {
        if (attributes.has(attribute)) return;
        if (valueStart < 0) valueStart = valueEnd;
        attributes.set(attribute, { name: attribute, valueStart, valueEnd });
      },
      onopentagend: (endOffset) => endOpenTag(endOffset, false),
      onselfclosingtag: (endOffset) => endOpenTag(endOffset, true),
      onclosetag(from, to) {
        const closed = nameOf(from, to);
        foreign.close(closed);
        const close = text.indexOf('>', to);
        const end = close < 0 ? text.length : close + 1;
        visit({ kind: 'close', name: closed, start: from - 2, end });
      },
      ontext: (from, to) => visit({ kind: 'text', name: '', start: from, end: to }),
      oncdata(from, endOffset, length) {
        visit({ kind: 'text', name: '', start: from, end: endOffset - length });
      },
      oncomment(from, endOffset) {
        const opening = text.lastIndexOf('<', from - 1);
        visit({ kind: 'comment', name: '', start: opening, end: endOffset + 1 });
      },
      ondeclaration(from, endOffset) {
        visit({ kind: 'comment', name: '', start: from - 2, end: endOffset + 1 });
      },
      isInForeignContext: () => foreign.isForeign,
      ontextentity: () => undefined,
      onattribentity: () => undefined,
      onprocessinginstruction: () => undefined,
      onend: () => undefined,
    },
  );
  tokenizer.write(text);
  tokenizer.end();
}

const isForeignRoot = (name: string): boolean => name === 'svg' || name === 'math';
const isIntegrationPoint = (name: string): boolean =>
  /^(?:foreignobject|desc|title|annotation-xml|m[ions]|mtext)$/i.test(name);

/** Far more than documents nest; keeps the time linear whatever comes. */
const maxDepth = 256;

/** Whether the scan is inside of SVG or MathML, where `<style>` and its like are elements like all others. */
class ForeignContext {
  readonly #open: string[] = [];

  get isForeign(): boolean {
    const innermost = this.#open.at(-1);
    return innermost !== undefined && isForeignRoot(innermost);
  }

  open(name: string): void {
    if (this.#open.length >= maxDepth) return;
    if (isForeignRoot(name) || (this.isForeign && isIntegrationPoint(name))) this.#open.push(name);
  }

  close(name: string): void {
    if (!isForeignRoot(name) && !isIntegrationPoint(name)) return;
    const index = this.#open.lastIndexOf(name);
    if (index >= 0) this.#open.length = index;
  }
}
