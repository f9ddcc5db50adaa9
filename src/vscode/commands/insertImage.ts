import * as vscode from 'vscode';
import { altTextOf } from '../../core/documents/markdownImage.ts';
import { ImageError } from '../../core/errors.ts';
import { checkNames } from '../../app/commandArguments.ts';
import { uriArgument } from '../host/uriArgument.ts';
import type { InsertionTargets } from '../editor/insertionTargets.ts';
import type { DocumentLinks } from '../../app/documents/documentLinks.ts';
import type { ImageReading } from '../../app/images/imageReading.ts';
import { pickImage } from '../dialogs/imageChoice.ts';
import { l10n } from '../host/l10n.ts';
import { showInformationMessage } from '../dialogs/windowText.ts';

/** Puts the link of an image that exists already into a document. */
export interface InsertImage {
  fromArguments(given: object): Promise<{ link: string; inserted: boolean }>;
  /** @param given absent: one that the person picks */
  withQuestions(given?: vscode.Uri): Promise<{ link: string; inserted: boolean } | undefined>;
}

export interface InsertImageOptions {
  readonly targets: InsertionTargets;
  readonly links: DocumentLinks;
  readonly loadReading: () => Promise<ImageReading>;
}

export function createInsertImage(options: InsertImageOptions): InsertImage {
  const { targets, links, loadReading } = options;

  /** Of the prompt in the file; of an image that holds none, or is not there yet, the name in words. */
  const defaultAltText = async (uri: vscode.Uri): Promise<string> => {
    try {
      const made = await (await loadReading()).provenanceOf(uri);
      if (made) return altTextOf(made.prompt);
    } catch {
      // What cannot be read can be linked to.
    }
    return nameInWords(uri);
  };

  const insert = async (
    uri: vscode.Uri,
    altText?: string,
    documentUri?: vscode.Uri,
  ): Promise<{ link: string; inserted: boolean }> => {
    const target = documentUri ? await targets.inDocument(documentUri) : await targets.current();
    try {
      const image = { uri, altText: altText ?? (await defaultAltText(uri)) };
      const [link] = (target && (await links.insert(target, [image]))) ?? [];
      return link === undefined
        ? { link: await links.linkOf(image, target), inserted: false }
        : { link, inserted: true };
    } finally {
      target?.dispose();
    }
  };

  return {
    fromArguments(given) {
      checkNames(given, ['uri', 'altText', 'document']);
      const { uri, altText, document } = given as Record<string, unknown>;
      const image = uriArgument(uri, 'uri');
      if (altText !== undefined && typeof altText !== 'string') {
        throw new ImageError('badRequest', 'altText must be a text.', { field: 'altText' });
      }
      const into = document === undefined ? undefined : uriArgument(document, 'document');
      return insert(image, altText, into);
    },

    async withQuestions(given) {
      const uri = given ?? (await pickImage(l10n.t('Insert Image into Markdown')));
      if (!uri) return undefined;
      const result = await insert(uri);
      if (!result.inserted) {
        await vscode.env.clipboard.writeText(result.link);
        void showInformationMessage(
          l10n.t('No document that takes images is open, so the link is on the clipboard.'),
        );
      }
      return result;
    },
  };
}

const baseName = ({ path }: vscode.Uri): string => path.slice(path.lastIndexOf('/') + 1);

/** `red-fox_2.webp` → "red fox 2" */
function nameInWords(uri: vscode.Uri): string {
  return baseName(uri)
    .replace(/\.[^.]*$/, '')
    .replace(/[-_\s]+/g, ' ')
    .trim();
}
