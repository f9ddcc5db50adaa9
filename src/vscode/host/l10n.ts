import * as vscode from 'vscode';
import { createL10n, type L10n } from '../../app/words/l10n.ts';

/** Words for people in their language. */
export const l10n: L10n = createL10n((words, ...values) => vscode.l10n.t(words, ...values));
