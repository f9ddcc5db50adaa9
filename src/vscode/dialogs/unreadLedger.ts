import * as vscode from 'vscode';
import { ImageError } from '../../core/errors.ts';
import { commandIds } from '../host/ids.ts';
import { l10n } from '../host/l10n.ts';
import type { PlainText } from '../../app/words/plainText.ts';
import { showWarningMessage } from './windowText.ts';

/** For programs: what was paid for may be more than is listed. */
export const unreadError = (): ImageError =>
  new ImageError(
    'cannotWrite',
    'The list of images that were paid for and not saved could not be read, so more may have been paid for. The log says more.',
    { reason: 'noLedger' },
  );

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

/** Another version of this extension has kept some, which it alone can read. */
export const foreignWords = (count: number): PlainText =>
  count === 1
    ? l10n.t(
        'One unsaved image was kept by another version of this extension, and only that version can recover it.',
      )
    : l10n.t(
        '{0} unsaved images were kept by another version of this extension, and only that version can recover them.',
        count,
      );

export function warnOfForeign(count: number): void {
  void showWarningMessage(foreignWords(count));
}
