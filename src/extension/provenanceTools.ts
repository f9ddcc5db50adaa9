import { imageInputOf } from '../vscode/host/imageInput.ts';
import * as vscode from 'vscode';
import type { ImageTasks } from '../core/provenance/imageTasks.ts';
import type { ApiKeys } from '../vscode/host/apiKeys.ts';
import type { AssetStore } from '../app/making/assetStore.ts';
import type { ApiKeyDialog } from '../vscode/dialogs/apiKeyDialog.ts';
import type { Resolve } from '../app/files/containment.ts';
import { createCreateVariations } from '../vscode/commands/createVariations.ts';
import { createRegenerateImage } from '../vscode/commands/regenerateImage.ts';
import { createReuseSettings } from '../vscode/commands/reuseSettings.ts';
import { createShowImageDetails } from '../vscode/commands/showImageDetails.ts';
import { createStripMetadata } from '../vscode/commands/stripMetadata.ts';
import { showFailure } from '../vscode/dialogs/failureActions.ts';
import { asImageError } from '../app/failures.ts';
import { createImageHover, type ImageHoverOptions } from '../vscode/editor/imageHover.ts';
import type { ImageStudio } from '../app/making/imageStudio.ts';
import type { InsertionTargets } from '../vscode/editor/insertionTargets.ts';
import type { DocumentLinks } from '../app/documents/documentLinks.ts';
import type { Log } from '../vscode/host/log.ts';
import type { PanelViews } from '../vscode/views/panel/panelViews.ts';
import { createImageReading } from '../app/images/imageReading.ts';
import { createImageReplacing } from '../app/images/imageReplacing.ts';
import type { Settings } from '../app/settings.ts';
import { createWindowImages } from './windowFiles.ts';

export interface ProvenanceToolsDeps {
  readonly settings: Settings;
  readonly studio: ImageStudio;
  readonly store: AssetStore;
  readonly tasks: ImageTasks;
  readonly resolve: Resolve;
  readonly links: DocumentLinks;
  readonly targets: InsertionTargets;
  readonly keys: ApiKeys;
  readonly keyDialog: ApiKeyDialog;
  readonly views: PanelViews;
  readonly log: Log;
}

/** What reads back how images were made, and makes them again. */
export type ProvenanceTools = ReturnType<typeof createProvenanceTools>;

export function createProvenanceTools(deps: ProvenanceToolsDeps) {
  const { settings, store, views, tasks, log } = deps;
  const files = createWindowImages();
  const reading = createImageReading(tasks, imageInputOf);
  const replacing = createImageReplacing({
    files,
    filesInWork: store.filesInWork,
    trash: (uri) => vscode.workspace.fs.delete(uri, { useTrash: true }),
    log,
  });
  const regenerate = createRegenerateImage({ ...deps, reading, replacing });
  const variations = createCreateVariations({ ...deps, reading });
  const strip = createStripMetadata(files, tasks, deps.resolve);
  const reuse = createReuseSettings({ reading, fillPanel: (values) => views.fill(values) });
  /** What a person has started from a list or a menu: its failures are shown. */
  const shown =
    (run: (uri: vscode.Uri) => Promise<unknown>) =>
    async (uri: vscode.Uri): Promise<unknown> => {
      try {
        return await run(uri);
      } catch (error) {
        void showFailure(asImageError(error, log), log);
        return undefined;
      }
    };
  const details = createShowImageDetails(reading, {
    open: shown(async (uri) => vscode.commands.executeCommand('vscode.open', uri)),
    regenerate: shown(regenerate.forPerson),
    createVariations: shown(variations.forPerson),
    reuseSettings: shown(reuse.forPerson),
    stripMetadata: shown(strip.forPerson),
  });
  return {
    reading,
    details: { withArguments: details.fromArguments, interactive: details.forPerson },
    regenerate: { withArguments: regenerate.fromArguments, interactive: regenerate.forPerson },
    variations: { withArguments: variations.fromArguments, interactive: variations.forPerson },
    strip: { withArguments: strip.fromArguments, interactive: strip.forPerson },
    reuse: { withArguments: reuse.fromArguments, interactive: reuse.forPerson },
    hoverOver: (documents: Pick<ImageHoverOptions, 'reading' | 'openPictures'>) =>
      createImageHover({ ...documents, settings, images: reading }),
  };
}
