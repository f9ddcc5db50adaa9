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
  /**
   * HTML has names in any case, and no self-closing elements. In Svelte and JSX `/>` ends a value without
   * quotes; in the others the slash is part of it. JSX has no raw text.
   */
  readonly dialect: 'html' | 'vue' | 'svelte' | 'jsx';
}

/**
 * Tells the tags, texts and comments of a text in order, as HTML's tokenizer reads them: with raw text in
 * scripts and styles, and none of it in foreign elements. Entities are not undone. Never throws.
 * @param text with its expressions masked, where the language has some.
 */
export function scanMarkup(
  text: string,
  { dialect }: ScanOptions,
  visit: (event: MarkupEvent) => void,
): void {
  const isHtml = dialect === 'html';
  const foreign = new ForeignContext();
  let name = '';
  let start = 0;
  let attribute = '';
  let valueStart = -1;
  let valueEnd = -1;
  let attributes = new Map<string, MarkupAttribute>();
  /** Whether the tag's last value has ended at a slash that the tokenizer took for a part of it. */
  let isSlashed = false;
  /** Where the tokenizer began, and where another one has to, as this one does not know of a tag's slash. */
  let base = 0;
  let restart: number | undefined = 0;

  const endOpenTag = (endOffset: number, isWrittenSelfClosing: boolean): void => {
    const isSelfClosing =
      isWrittenSelfClosing && (!isHtml || foreign.isForeign || isForeignRoot(name));
    if (isHtml && name === 'image' && !foreign.isForeign) name = 'img';
    if (!isSelfClosing) foreign.open(name);
    visit({ kind: 'open', name, start, end: base + endOffset + 1, attributes, isSelfClosing });
    attributes = new Map();
  };
  const nameOf = (from: number, to: number): string => {
    const written = text.slice(base + from, base + to);
    return isHtml ? written.toLowerCase() : written;
  };

  const handlers: ConstructorParameters<typeof Tokenizer>[1] = {
    onopentagname(from, to) {
      name = nameOf(from, to);
      start = base + from - 1;
      isSlashed = false;
    },
    onattribname(from, to) {
      attribute = text.slice(base + from, base + to).toLowerCase();
      valueStart = -1;
      valueEnd = base + to;
    },
    onattribdata(from, to) {
      if (valueStart < 0) valueStart = base + from;
      valueEnd = base + to;
    },
    onattribend() {
      if (valueStart < 0) valueStart = valueEnd;
      else if (dialect === 'svelte' || dialect === 'jsx') {
        // A value in quotes is followed by one.
        isSlashed = valueEnd > valueStart && text.startsWith('/>', valueEnd - 1);
        if (isSlashed) valueEnd--;
      }
      if (attributes.has(attribute)) return;
      attributes.set(attribute, { name: attribute, valueStart, valueEnd });
    },
    onopentagend(endOffset) {
      endOpenTag(endOffset, isSlashed);
      if (!isSlashed) return;
      restart = base + endOffset + 1;
      tokenizer.pause();
    },
    onselfclosingtag: (endOffset) => endOpenTag(endOffset, true),
    onclosetag(from, to) {
      const closed = nameOf(from, to);
      foreign.close(closed);
      const close = text.indexOf('>', base + to);
      const end = close < 0 ? text.length : close + 1;
      visit({ kind: 'close', name: closed, start: base + from - 2, end });
    },
    ontext: (from, to) => visit({ kind: 'text', name: '', start: base + from, end: base + to }),
    oncdata(from, endOffset, length) {
      visit({ kind: 'text', name: '', start: base + from, end: base + endOffset - length });
    },
    oncomment(from, endOffset) {
      const opening = text.lastIndexOf('<', base + from - 1);
      visit({ kind: 'comment', name: '', start: opening, end: base + endOffset + 1 });
    },
    ondeclaration(from, endOffset) {
      visit({ kind: 'comment', name: '', start: base + from - 2, end: base + endOffset + 1 });
    },
    isInForeignContext: () => dialect === 'jsx' || foreign.isForeign,
    ontextentity: () => undefined,
    onattribentity: () => undefined,
    onprocessinginstruction: () => undefined,
    onend: () => undefined,
  };
  let tokenizer: Tokenizer;
  while (restart !== undefined) {
    base = restart;
    restart = undefined;
    tokenizer = new Tokenizer({ decodeEntities: false, recognizeSelfClosing: !isHtml }, handlers);
    tokenizer.write(text.slice(base));
    if (restart === undefined) tokenizer.end();
  }
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
