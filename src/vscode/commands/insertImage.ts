import * as vscode from 'vscode';
import { ImageError } from '../../core/errors.ts';
import { uriArgument } from '../commandArguments.ts';
import { isMarkdown } from '../documentPlace.ts';
import type { InsertionTargets } from '../insertionTarget.ts';
import { insertLinks, linkTo } from '../linkInsertion.ts';
import { askChoice } from '../quickInput.ts';

/** Puts the link of an image that exists already into a document. */
export interface InsertImage {
  fromArguments(given: object): Promise<{ link: string; inserted: boolean }>;
  withQuestions(): Promise<{ link: string; inserted: boolean } | undefined>;
}

const { l10n } = vscode;
const imageGlob = '**/*.{webp,jpg,jpeg,png,WEBP,JPG,JPEG,PNG}';
const argumentNames = ['uri', 'altText', 'document'];
/** More than a person will scroll through; typing narrows the list. */
const maxListed = 2000;

export function createInsertImage(targets: InsertionTargets): InsertImage {
  const insert = async (
    uri: vscode.Uri,
    altText: string,
    documentUri: vscode.Uri | undefined,
  ): Promise<{ link: string; inserted: boolean }> => {
    const target = documentUri ? await targets.inDocument(documentUri) : await targets.current();
    const image = { uri, altText };
    try {
      const isPossible = target !== undefined && isMarkdown(target.document);
      const inserted = isPossible && (await insertLinks(target, [image]));
      return { link: linkTo(image, target?.document), inserted };
    } finally {
      target?.dispose();
    }
  };

  return {
    fromArguments(given) {
      const unknownName = Object.keys(given).find((name) => !argumentNames.includes(name));
      if (unknownName !== undefined) {
        const message = `${unknownName} is not an argument. Allowed are ${argumentNames.join(', ')}.`;
        throw new ImageError('badRequest', message, { field: unknownName });
      }
      const { uri, altText, document } = given as Record<string, unknown>;
      const image = uriArgument(uri, 'uri');
      if (altText !== undefined && typeof altText !== 'string') {
        throw new ImageError('badRequest', 'altText must be a text.', { field: 'altText' });
      }
      const into = document === undefined ? undefined : uriArgument(document, 'document');
      return insert(image, altText ?? nameInWords(image), into);
    },

    async withQuestions() {
      const uris = await vscode.workspace.findFiles(imageGlob, undefined, maxListed);
      if (uris.length === 0) {
        void vscode.window.showInformationMessage(
          l10n.t('There are no images in this workspace yet.'),
        );
        return undefined;
      }
      const items = uris.map((uri) => ({
        label: baseName(uri),
        description: vscode.workspace.asRelativePath(uri),
        resourceUri: uri,
        uri,
      }));
      items.sort((a, b) => a.description.localeCompare(b.description));
      const answer = await askChoice({
        title: l10n.t('Insert Image into Markdown'),
        placeholder: l10n.t('Which image?'),
        items,
      });
      if (answer.kind !== 'accepted') return undefined;
      const { uri } = answer.value;
      const result = await insert(uri, nameInWords(uri), undefined);
      if (!result.inserted) {
        await vscode.env.clipboard.writeText(result.link);
        void vscode.window.showInformationMessage(
          l10n.t('No Markdown document is open, so the link is in the clipboard.'),
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
