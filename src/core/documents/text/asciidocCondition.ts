/** Attributes of a document by lower-case names, with the values that they have so far. */
export type AsciidocAttributes = Map<string, string>;

/** What Asciidoctor sets by itself when it makes a page. */
const alwaysSet = new Set(['asciidoctor', 'backend-html5', 'basebackend-html', 'filetype-html']);

/** `ifdef` or `ifndef`, with those around it. */
export class AsciidocCondition {
  readonly #isNegated: boolean;
  readonly #names: string;
  readonly #around: AsciidocCondition | undefined;
  #holds: boolean | undefined;

  constructor(kind: string, names: string, around: AsciidocCondition | undefined) {
    this.#isNegated = kind === 'ifndef';
    this.#names = names.toLowerCase();
    this.#around = around;
  }

  /** Decided when first asked: a line that it lets in may set the very attribute. */
  holds(attributes: AsciidocAttributes): boolean {
    this.#holds ??= (this.#around?.holds(attributes) ?? true) && this.#holdsAlone(attributes);
    return this.#holds;
  }

  /** True for the two sides of one question. */
  isOppositeOf(other: AsciidocCondition): boolean {
    return this.#names === other.#names && this.#isNegated !== other.#isNegated;
  }

  #holdsAlone(attributes: AsciidocAttributes): boolean {
    const isSet = (name: string): boolean => attributes.has(name) || alwaysSet.has(name);
    const areSet = this.#names.includes('+')
      ? this.#names.split('+').every(isSet)
      : this.#names.split(',').some(isSet);
    return areSet !== this.#isNegated;
  }
}

/** A line without its end, and where it begins in the document. */
export interface AsciidocLine {
  readonly text: string;
  readonly start: number;
  /** What has to hold for the line to be in the document. */
  readonly condition?: AsciidocCondition;
}
