import { commandIds } from '../../host/ids.ts';
import * as vscode from 'vscode';
import { altTextOf } from '../../../core/documents/markdownImage.ts';
import type { HistoryImage } from '../../../core/history/historyList.ts';
import type { HistoryAction } from '../../../protocol/historyMessages.ts';
import {
  createImageLinking,
  deletedWords,
  type ImageLinkingOptions,
} from '../../editor/imageLinking.ts';
import { deleteImages } from '../panel/deleteImages.ts';
import type { Favourites } from '../../../app/library/favourites.ts';
import { workspaceImages } from '../../host/rasterImages.ts';

/** Does to images of the history what the person chose. */
export interface HistoryActions {
  act(image: HistoryImage, action: HistoryAction): Promise<void>;
  delete(images: readonly HistoryImage[]): Promise<void>;
}

export interface HistoryActionsOptions extends ImageLinkingOptions {
  readonly favourites: Favourites;
  /** Files that are gone now. */
  readonly onDeleted: (ids: readonly string[]) => void;
}

/** Commands of our own for one image; each says itself what went wrong. */
const commandsFor = {
  open: 'vscode.open',
  reveal: 'revealInExplorer',
  details: commandIds.showImageDetails,
  reuseSettings: commandIds.reuseSettings,
  vary: commandIds.createVariations,
  regenerate: commandIds.regenerateImage,
} as const;

export function createHistoryActions(options: HistoryActionsOptions): HistoryActions {
  const { favourites, announce, onDeleted } = options;
  const linking = createImageLinking(options);

  const linkedImage = (image: HistoryImage) => ({
    uri: workspaceImages.uriOf(image),
    altText: altTextOf(image.made.prompt),
  });

  return {
    async act(image, action) {
      switch (action) {
        case 'insert':
          await linking.insert(linkedImage(image));
          return;
        case 'copyLink':
          return linking.copy(linkedImage(image));
        case 'markFavourite':
        case 'unmarkFavourite':
          return favourites.mark(image.made.recordId, action === 'markFavourite');
        default:
          await vscode.commands.executeCommand(commandsFor[action], workspaceImages.uriOf(image));
      }
    },

    async delete(images) {
      const gone = new Set(
        (await deleteImages(images.map((image) => workspaceImages.uriOf(image)))).map(String),
      );
      const ids = images
        .filter((image) => gone.has(String(workspaceImages.uriOf(image))))
        .map(({ id }) => id);
      if (ids.length === 0) return;
      onDeleted(ids);
      announce(deletedWords(ids.length));
    },
  };
}
