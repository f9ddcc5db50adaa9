import { plainText, type PlainText } from './plainText.ts';

/** Names, paths and what the service says: longer ones would push the words around them out of sight. */
const maxValueCharacters = 500;

/** Words for people. */
export interface L10n {
  /** Values from outside are made plain on their way in: only the words can lay anything out. */
  t(words: string, ...values: readonly (string | number)[]): PlainText;
}

/** @param translate into the person's language; `{0}` stands for the first value */
export function createL10n(
  translate: (words: string, ...values: (string | number)[]) => string,
): L10n {
  return {
    t(words, ...values) {
      const shown = values.map((value) =>
        typeof value === 'string' ? plainText(value, maxValueCharacters) : value,
      );
      return translate(words, ...shown) as PlainText;
    },
  };
}

/** The words as they are written in the source, for where nobody has translated them. */
export const english: L10n = createL10n((words, ...values) =>
  words.replaceAll(/\{(\d+)\}/g, (whole, index) => String(values[Number(index)] ?? whole)),
);
