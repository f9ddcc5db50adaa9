import { parse } from 'micromark';
import type { Construct, Extension, ParseContext, Tokenizer } from 'micromark-util-types';

/** What the pieces of one text define for each other. */
export interface DefinedLabels {
  readonly links: string[];
  readonly footnotes: string[];
  /** Names that MDX's imports and exports give. */
  readonly modules: string[];
}

export const definedLabels = (): DefinedLabels => ({
  links: new LabelList(),
  footnotes: new LabelList(),
  modules: [],
});

/** A list that the parser looks up at every bracket. */
class LabelList extends Array<string> {
  readonly #labels = new Set<string>();

  override push(...labels: string[]): number {
    for (const label of labels) this.#labels.add(label);
    return this.#labels.size;
  }

  get isEmpty(): boolean {
    return this.#labels.size === 0;
  }

  override includes(label: string): boolean {
    return this.#labels.has(label);
  }
}

/** A parser for a piece of a text, without what takes long and says nothing about pictures. */
export function markdownParser(
  extensions: Iterable<Extension>,
  labels: DefinedLabels,
): ParseContext {
  const parser = parse({ extensions: [...extensions] });
  const { links, footnotes, modules } = labels;
  Object.assign(parser, {
    defined: links,
    gfmFootnotes: footnotes,
    definedModuleSpecifiers: modules,
  });
  const { text } = parser.constructs;
  // Emphasis counts within the words of a picture only, where it is found for these.
  for (const marker of [asterisk, underscore]) {
    text[marker] = constructsAt(text, marker).map((construct) =>
      construct.name === 'attention' ? { name: 'mark', tokenize: construct.tokenize } : construct,
    );
  }
  text[closeBracket] = constructsAt(text, closeBracket).map((construct) =>
    construct.name === 'gfmPotentialFootnoteCall'
      ? { ...construct, tokenize: ifAnyFootnote(construct.tokenize) }
      : construct,
  );
  return parser;
}

const asterisk = 42;
const closeBracket = 93;
const underscore = 95;

const constructsAt = (text: ParseContext['constructs']['text'], code: number): Construct[] =>
  [text[code] ?? []].flat();

/** It looks back through all that is read, for what only a footnote can be. */
const ifAnyFootnote = (tokenize: Tokenizer): Tokenizer =>
  function (effects, ok, nok) {
    const { gfmFootnotes } = this.parser;
    return gfmFootnotes instanceof LabelList && gfmFootnotes.isEmpty
      ? nok
      : tokenize.call(this, effects, ok, nok);
  };
