import * as vscode from 'vscode';
import { pictureFile } from '../../core/batch/missingPictures.ts';
import type { PictureReference } from '../../core/documents/documentLanguage.ts';
import { modelName } from '../../core/models.ts';
import type { Provenance } from '../../core/provenance/provenance.ts';
import type { DocumentReading, DocumentSource } from '../../app/documents/documentReading.ts';
import { commandIds, type CommandId } from '../host/ids.ts';
import { asMarkdown, joined, plainText, type PlainText } from '../../app/words/plainText.ts';
import type { ImageReading } from '../../app/images/imageReading.ts';
import type { Settings } from '../../app/settings.ts';
import { l10n } from '../host/l10n.ts';
import type { OpenPictures } from '../../app/documents/openPictures.ts';

export interface ImageHoverOptions {
  readonly settings: Settings;
  readonly reading: Pick<DocumentReading, 'sourceOfOpen'>;
  /** Read once for all hints. */
  readonly openPictures: OpenPictures;
  readonly images: Pick<ImageReading, 'provenanceOf'>;
}

const maxPromptCharacters = 600;
/** A hover is 250 pixels high before it has to be scrolled, and the words belong beside the picture. */
const thumbnailHeightPx = 110;

/** The only commands that a link in the hover can run. */
const linked = {
  details: commandIds.showImageDetails,
  regenerate: commandIds.regenerateImage,
  variations: commandIds.createVariations,
} satisfies Record<string, CommandId>;

/** Over an image that was made here: the picture, and what made it. */
export function createImageHover(options: ImageHoverOptions): vscode.HoverProvider {
  const { settings, reading, openPictures, images } = options;

  const referenceAt = async (
    document: vscode.TextDocument,
    position: vscode.Position,
    signal: AbortSignal,
  ): Promise<{ source: DocumentSource; reference: PictureReference } | undefined> => {
    const source = reading.sourceOfOpen(document);
    const references = source
      ? await openPictures.of(document, source, { isUrgent: true }, signal)
      : [];
    const offset = document.offsetAt(position);
    const reference = references.find(({ start, end }) => start <= offset && offset <= end);
    return source && reference && { source, reference };
  };

  return {
    async provideHover(document, position, token) {
      if (settings.value('documentHints', document.uri) === false) return undefined;
      const stop = new AbortController();
      const subscription = token.onCancellationRequested(() => stop.abort());
      try {
        const found = await referenceAt(document, position, stop.signal);
        if (!found) return undefined;
        const { source, reference } = found;
        for (const uri of filesOf(source, reference)) {
          const provenance = await images.provenanceOf(uri).catch(() => undefined);
          if (!provenance) continue;
          const { start, end } = reference;
          const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
          return new vscode.Hover(hoverText(uri, provenance), range);
        }
        return undefined;
      } catch {
        // What can't be told is left out: nobody has asked for it.
        return undefined;
      } finally {
        subscription.dispose();
      }
    },
  };
}

/** The files that the reference may mean, the most likely first. */
function filesOf(
  { uri, place, siteRootPath, language }: DocumentSource,
  reference: PictureReference,
) {
  const file = pictureFile(reference, {
    document: place,
    ...(siteRootPath !== undefined && { siteRootPath }),
    formatWithoutExtension: 'png',
    mayOmitExtension: language.mayOmitExtension ?? false,
  });
  const paths = file ? [file.path, ...file.alternativePaths] : [];
  return [...new Set(paths)].map((path) => uri.with({ path, query: '', fragment: '' }));
}

/** Everything that comes from the file is added as text, which shows as it is whatever it says. */
export function hoverText(uri: vscode.Uri, provenance: Provenance): vscode.MarkdownString {
  const { prompt, seed, model } = provenance;
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: Object.values(linked) };
  const address = uri
    .toString()
    .replaceAll(/[()|<>\\]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  text.appendMarkdown(
    `![${asMarkdown(l10n.t('Preview'))}](${address}|height=${thumbnailHeightPx})\n\n`,
  );
  const traits = [
    l10n.t('Seed {0}', seed),
    plainText(modelName(model)),
    plainText(provenance.aspectRatio),
  ];
  text.appendMarkdown(
    `${asMarkdown(plainText(prompt, maxPromptCharacters))}\n\n${asMarkdown(joined(traits, ' · '))}`,
  );
  const links = [
    link(l10n.t('Details'), linked.details, uri),
    link(l10n.t('Regenerate'), linked.regenerate, uri),
    link(l10n.t('Create variations'), linked.variations, uri),
  ];
  text.appendMarkdown(`\n\n${links.join(' · ')}`);
  return text;
}

function link(label: PlainText, command: CommandId, uri: vscode.Uri): string {
  const args = encodeURIComponent(JSON.stringify([uri]));
  return `[${asMarkdown(label)}](command:${command}?${args.replaceAll(/[()']/g, (c) => `%${c.charCodeAt(0).toString(16)}`)})`;
}
