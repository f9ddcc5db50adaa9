import * as vscode from 'vscode';
import { nameOf } from '../../app/uri.ts';
import type { InsertionTargets } from './insertionTargets.ts';
import type { DocumentLinks, LinkedImage } from '../../app/documents/documentLinks.ts';
import { l10n } from '../host/l10n.ts';

/** Puts the link of an image that a view shows where the writer wants it. */
export interface ImageLinking {
  /**
   * Inserts it into the document that had the focus last, else copies it.
   * @returns the name of the document, if there is one
   */
  insert(image: LinkedImage): Promise<string | undefined>;
  copy(image: LinkedImage): Promise<void>;
}

export interface ImageLinkingOptions {
  readonly targets: InsertionTargets;
  readonly links: DocumentLinks;
  readonly announce: (text: string) => void;
}

export function createImageLinking({
  targets,
  links,
  announce,
}: ImageLinkingOptions): ImageLinking {
  return {
    async insert(image) {
      const target = await targets.current();
      try {
        if (target && (await links.insert(target, [image]))) {
          const into = nameOf(target.home.uri);
          announce(l10n.t('Inserted into {0}.', into));
          return into;
        }
        await vscode.env.clipboard.writeText(await links.linkOf(image, target));
        announce(l10n.t('No document that takes images is open, so the link is on the clipboard.'));
        return undefined;
      } finally {
        target?.dispose();
      }
    },

    async copy(image) {
      const target = await targets.current();
      const link = await links.linkOf(image, target);
      target?.dispose();
      await vscode.env.clipboard.writeText(link);
      announce(l10n.t('Link copied.'));
    },
  };
}

/** What is announced after images were deleted. */
export const deletedWords = (count: number): string =>
  count === 1 ? l10n.t('Image deleted.') : l10n.t('{0} images deleted.', count);
