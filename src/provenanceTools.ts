import * as vscode from 'vscode';
import type { ImageTasks } from './core/provenance/imageTasks.ts';
import type { ApiKeys } from './vscode/apiKeys.ts';
import type { AssetStore } from './vscode/assetStore.ts';
import { uriArgument } from './vscode/commandArguments.ts';
import type { Command } from './vscode/commandTable.ts';
import type { ApiKeyDialog } from './vscode/commands/apiKeyDialog.ts';
import type { Resolve } from './vscode/containment.ts';
import { createCreateVariations } from './vscode/commands/createVariations.ts';
import { createRegenerateImage } from './vscode/commands/regenerateImage.ts';
import { createReuseSettings } from './vscode/commands/reuseSettings.ts';
import { createShowImageDetails } from './vscode/commands/showImageDetails.ts';
import { createStripMetadata } from './vscode/commands/stripMetadata.ts';
import { asImageError, showFailure } from './vscode/failureActions.ts';
import { createImageFiles } from './vscode/files/imageFiles.ts';
import { createLocalImages } from './vscode/files/localImages.ts';
import { createVirtualImages } from './vscode/files/virtualImages.ts';
import { createImageHover, type ImageHoverOptions } from './vscode/hints/imageHover.ts';
import type { ImageStudio } from './vscode/imageStudio.ts';
import type { InsertionTargets } from './vscode/insertionTarget.ts';
import type { DocumentLinks } from './vscode/linkInsertion.ts';
import type { Log } from './vscode/log.ts';
import type { PanelViews } from './vscode/panel/panelViews.ts';
import { createImageReading } from './vscode/provenance/imageReading.ts';
import { createImageReplacing } from './vscode/provenance/imageReplacing.ts';
import type { Settings } from './vscode/settings.ts';

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
  const files = createImageFiles(createLocalImages(), createVirtualImages());
  const reading = createImageReading(tasks);
  const replacing = createImageReplacing({ files, filesInWork: store.filesInWork, log });
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
  /** From a menu or a link, which name the image: the person is asked the rest. */
  const here = (run: (uri?: vscode.Uri) => Promise<unknown>): Required<Command> => ({
    interactive: () => run(),
    withArguments: (given) => shown(run)(uriArgument((given as { uri?: unknown }).uri, 'uri')),
  });
  const details = createShowImageDetails(reading, {
    open: shown(async (uri) => vscode.commands.executeCommand('vscode.open', uri)),
    regenerate: shown(regenerate.forPerson),
    createVariations: shown(variations.forPerson),
    reuseSettings: shown(reuse),
    stripMetadata: shown(strip.forPerson),
  });
  return {
    reading,
    details: { withArguments: details.fromArguments, interactive: () => details.forPerson() },
    detailsHere: here(details.forPerson),
    regenerate: {
      withArguments: regenerate.fromArguments,
      interactive: () => regenerate.forPerson(),
    },
    regenerateHere: here(regenerate.forPerson),
    variations: {
      withArguments: variations.fromArguments,
      interactive: () => variations.forPerson(),
    },
    variationsHere: here(variations.forPerson),
    strip: { withArguments: strip.fromArguments, interactive: () => strip.forPerson() },
    stripHere: here(strip.forPerson),
    reuseHere: here(reuse),
    hoverOver: (documents: Pick<ImageHoverOptions, 'reading' | 'openPictures'>) =>
      createImageHover({ ...documents, settings, images: reading }),
  };
}
