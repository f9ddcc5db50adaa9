import * as vscode from 'vscode';
import { altTextOf } from '../../core/documents/markdownImage.ts';
import type { HistoryImage } from '../../core/history/historyList.ts';
import type { HistoryAction } from '../../protocol/historyMessages.ts';
import { nameOf } from '../documentPlace.ts';
import type { InsertionTargets } from '../insertionTarget.ts';
import type { DocumentLinks } from '../linkInsertion.ts';
import { deleteImages } from '../panel/deleteImages.ts';
import type { Favourites } from './favourites.ts';
import { uriOf } from './rasterImages.ts';

const { l10n } = vscode;

/** Does to images of the history what the person chose. */
export interface HistoryActions {
  act(image: HistoryImage, action: HistoryAction): Promise<void>;
  delete(images: readonly HistoryImage[]): Promise<void>;
}

export interface HistoryActionsOptions {
  readonly targets: InsertionTargets;
  readonly links: DocumentLinks;
  readonly favourites: Favourites;
  readonly announce: (text: string) => void;
  /** Files that are gone now. */
  readonly onDeleted: (ids: readonly string[]) => void;
}

/** Commands of our own for one image; each says itself what went wrong. */
const commandsFor = {
  open: 'vscode.open',
  reveal: 'revealInExplorer',
  details: 'fluxKlein.showDetailsHere',
  reuseSettings: 'fluxKlein.reuseSettingsHere',
  vary: 'fluxKlein.createVariationsHere',
  regenerate: 'fluxKlein.regenerateHere',
} as const;

export function createHistoryActions(options: HistoryActionsOptions): HistoryActions {
  const { targets, links, favourites, announce, onDeleted } = options;

  const linkedImage = (image: HistoryImage) => ({
    uri: uriOf(image),
    altText: altTextOf(image.made.prompt),
  });

  const insert = async (image: HistoryImage): Promise<void> => {
    const target = await targets.current();
    try {
      const linked = linkedImage(image);
      if (target && (await links.insert(target, [linked]))) {
        announce(l10n.t('Inserted into {0}.', nameOf(target.document)));
        return;
      }
      await vscode.env.clipboard.writeText(await links.linkOf(linked, target));
      announce(l10n.t('No document that takes images is open, so the link is in the clipboard.'));
    } finally {
      target?.dispose();
    }
  };

  const copyLink = async (image: HistoryImage): Promise<void> => {
    const target = await targets.current();
    const link = await links.linkOf(linkedImage(image), target);
    target?.dispose();
    await vscode.env.clipboard.writeText(link);
    announce(l10n.t('Link copied.'));
  };

  return {
    async act(image, action) {
      switch (action) {
        case 'insert':
          return insert(image);
        case 'copyLink':
          return copyLink(image);
        case 'markFavourite':
        case 'unmarkFavourite':
          return favourites.mark(image.made.recordId, action === 'markFavourite');
        default:
          await vscode.commands.executeCommand(commandsFor[action], uriOf(image));
      }
    },

    async delete(images) {
      const gone = new Set((await deleteImages(images.map(uriOf))).map(String));
      const ids = images.filter((image) => gone.has(String(uriOf(image)))).map(({ id }) => id);
      if (ids.length === 0) return;
      onDeleted(ids);
      announce(
        ids.length === 1 ? l10n.t('Image deleted.') : l10n.t('{0} images deleted.', ids.length),
      );
    },
  };
}
