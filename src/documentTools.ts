import * as vscode from 'vscode';
import type { ImageFormat } from './core/models.ts';
import { outputFormats } from './core/models.ts';
import { createPictureFinder } from './pictureFinding.ts';
import type { AssetStore } from './vscode/assetStore.ts';
import type { ApiKeys } from './vscode/apiKeys.ts';
import type { ApiKeyDialog } from './vscode/commands/apiKeyDialog.ts';
import { createGenerateMissingImages } from './vscode/commands/generateMissingImages.ts';
import { createLongBatches } from './vscode/commands/longBatch.ts';
import { createPauseSwitches } from './vscode/commands/pauseSwitch.ts';
import { createRunPromptSheet } from './vscode/commands/runPromptSheet.ts';
import type { DocumentLanguages } from './vscode/documentLanguages.ts';
import { createDocumentReading } from './vscode/documents/documentReading.ts';
import { createMissingSearch } from './vscode/documents/missingSearch.ts';
import { createOpenPictures } from './vscode/documents/openPictures.ts';
import { createWorkspaceReading } from './vscode/documents/workspaceReading.ts';
import { createLocalFiles } from './vscode/files/localFiles.ts';
import { createTextFiles } from './vscode/files/textFiles.ts';
import { createVirtualFiles } from './vscode/files/virtualFiles.ts';
import type { ImageStudio } from './vscode/imageStudio.ts';
import type { LeftImages } from './vscode/ledger/imageLedger.ts';
import type { Log } from './vscode/log.ts';
import type { Settings } from './vscode/settings.ts';

export interface DocumentToolsDeps {
  readonly context: vscode.ExtensionContext;
  readonly settings: Settings;
  readonly languages: DocumentLanguages;
  readonly studio: ImageStudio;
  readonly store: AssetStore;
  readonly keys: ApiKeys;
  readonly keyDialog: ApiKeyDialog;
  readonly loadPrices: () => Promise<ReadonlyMap<string, number>>;
  readonly left: LeftImages;
  readonly log: Log;
}

/** What reads documents and sheets for the images that they want. */
export type DocumentTools = ReturnType<typeof createDocumentTools>;

export function createDocumentTools(deps: DocumentToolsDeps) {
  const { context, settings, languages, studio, store, keys, keyDialog, left, log } = deps;
  const finder = createPictureFinder();
  const pauses = createPauseSwitches();
  context.subscriptions.push(finder, pauses);
  const reading = createDocumentReading({ finder, languages });
  const files = { local: createLocalFiles(), virtual: createVirtualFiles() };
  const openPictures = createOpenPictures(reading);
  const search = createMissingSearch({
    reading,
    openPictures,
    workspace: createWorkspaceReading({ reading, finder }),
    // What nobody can look at is nothing that could be made there either.
    exists: (uri) =>
      (uri.scheme === 'file' ? files.local : files.virtual).exists(uri).catch(() => true),
    findPictures: (maxResults) =>
      vscode.workspace.findFiles('**/*.{webp,jpg,jpeg,png}', undefined, maxResults),
    defaultFormat: (document) => formatIn(settings.value('outputFormat', document)),
    log,
  });
  const batches = createLongBatches({
    studio,
    pauses,
    keys,
    keyDialog,
    settings,
    left,
    filesInWork: store.filesInWork,
    loadPrices: deps.loadPrices,
    log,
  });
  return {
    missingImages: createGenerateMissingImages({ search, studio, batches, log }),
    promptSheet: createRunPromptSheet({ studio, batches, files: createTextFiles(), log }),
    finder,
    reading,
    openPictures,
    search,
    pauses,
  };
}

/** A wrong setting is named where its value is used for a request. */
const formatIn = (value: unknown): ImageFormat =>
  outputFormats.find((format) => format === value) ?? 'png';
