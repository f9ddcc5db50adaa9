import { imageEndings } from '../../core/imageFormats.ts';
import * as vscode from 'vscode';
import { l10n } from '../host/l10n.ts';

/** Asks for the file that an image is to become; its extension will follow the bytes. */
export function askForFile({
  saveLabel,
  name,
}: { readonly saveLabel?: string; readonly name?: string } = {}): Thenable<vscode.Uri | undefined> {
  const home = process.env['HOME'] ?? process.env['USERPROFILE'];
  return vscode.window.showSaveDialog({
    ...(home && name && { defaultUri: vscode.Uri.joinPath(vscode.Uri.file(home), name) }),
    title: l10n.t('Save the image as'),
    ...(saveLabel && { saveLabel }),
    filters: { [l10n.t('Images')]: [...imageEndings] },
  });
}
