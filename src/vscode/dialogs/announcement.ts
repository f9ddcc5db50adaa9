import * as vscode from 'vscode';
import type { Batch, GeneratedImage } from '../../app/making/batch.ts';
import { showIfFails } from './failureActions.ts';
import { l10n } from '../host/l10n.ts';
import type { Log } from '../host/log.ts';
import { showInformationMessage } from './windowText.ts';

/** Says where the images are; without a document that takes links, the clipboard gets them. */
export async function announce(
  images: readonly GeneratedImage[],
  batch: Pick<Batch, 'wantsInsertion'>,
  log: Log,
): Promise<void> {
  const [first] = images;
  if (!first) return;
  const uri = vscode.Uri.parse(first.uri, true);
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const saved =
    images.length === 1 ? l10n.t('Saved {0}.', name) : l10n.t('Saved {0} images.', images.length);
  let what = '';
  if (!first.inserted && batch.wantsInsertion) {
    await vscode.env.clipboard.writeText(images.map(({ link }) => link).join('\n\n'));
    what =
      images.length === 1
        ? l10n.t('Its link is on the clipboard.')
        : l10n.t('Their links are on the clipboard.');
  }
  const open = images.length === 1 ? l10n.t('Open') : l10n.t('Show in Explorer');
  const showing = showInformationMessage([saved, what].filter(Boolean).join(' '), open).then(
    (chosen) => {
      if (chosen !== open) return undefined;
      return images.length === 1
        ? vscode.commands.executeCommand('vscode.open', uri)
        : vscode.commands.executeCommand('revealInExplorer', uri);
    },
  );
  showIfFails(showing, log);
}

/** Says that images of a plan are saved, each where its document or sheet wants it. */
export function announceSaved(images: readonly GeneratedImage[], log: Log): void {
  const [first] = images;
  if (!first) return;
  const text =
    images.length === 1 ? l10n.t('Saved one image.') : l10n.t('Saved {0} images.', images.length);
  const show = l10n.t('Show in Explorer');
  const showing = showInformationMessage(text, show).then((chosen) => {
    if (chosen !== show) return undefined;
    return vscode.commands.executeCommand('revealInExplorer', vscode.Uri.parse(first.uri, true));
  });
  showIfFails(showing, log);
}
