import * as vscode from 'vscode';
import { commandIds } from '../host/ids.ts';
import { l10n } from '../host/l10n.ts';
import { showWarningMessage } from './windowText.ts';
import { foreignWords } from '../../app/words/foreignWords.ts';

/** Says that there may be more than is listed. */
export function warnOfUnread(): void {
  const text = l10n.t(
    'The list of unsaved images could not be read. Images that were paid for may be missing from it; the log says why.',
  );
  const show = l10n.t('Show Log');
  void showWarningMessage(text, show).then((chosen) => {
    if (chosen === show) void vscode.commands.executeCommand(commandIds.showLog);
  });
}

export function warnOfForeign(count: number): void {
  void showWarningMessage(foreignWords(count, l10n));
}
