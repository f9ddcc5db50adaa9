import * as vscode from 'vscode';

/** Asks for the file that an image is to become; its extension will follow the bytes. */
export function askForFile(saveLabel?: string): Thenable<vscode.Uri | undefined> {
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save the image as'),
    ...(saveLabel && { saveLabel }),
    filters: { [vscode.l10n.t('Images')]: ['webp', 'jpg', 'png'] },
  });
}
