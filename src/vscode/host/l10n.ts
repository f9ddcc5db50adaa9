import * as vscode from 'vscode';
import { plainText, type PlainText } from '../../app/words/plainText.ts';

/** Names, paths and what the service says: longer ones would push the words around them out of sight. */
const maxValueCharacters = 500;

/** Words for people in their language. */
export const l10n = {
  /** Values from outside are made plain on their way in: only the words can lay anything out. */
  t(words: string, ...values: readonly (string | number)[]): PlainText {
    const shown = values.map((value) =>
      typeof value === 'string' ? plainText(value, maxValueCharacters) : value,
    );
    return vscode.l10n.t(words, ...shown) as PlainText;
  },
};
