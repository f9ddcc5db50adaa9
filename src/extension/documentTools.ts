import * as vscode from 'vscode';
import { imageFilesGlob, imageFormats, type ImageFormat } from '../core/imageFormats.ts';
import { createPictureThread } from '../node/pictureThread.ts';
import type { AssetStore } from '../app/making/assetStore.ts';
import type { ApiKeys } from '../vscode/host/apiKeys.ts';
import type { ApiKeyDialog } from '../vscode/dialogs/apiKeyDialog.ts';
import { createGenerateMissingImages } from '../vscode/commands/generateMissingImages.ts';
import { createLongBatches } from '../vscode/commands/longBatch.ts';
import { createPauseSwitches } from '../vscode/dialogs/pauseSwitch.ts';
import { createRunPromptSheet } from '../vscode/commands/runPromptSheet.ts';
import type { DocumentLanguages } from '../app/documents/documentLanguages.ts';
import { createDocumentReading } from '../app/documents/documentReading.ts';
import { createMissingSearch } from '../app/documents/missingSearch.ts';
import { createWorkspaceReading } from '../app/documents/workspaceReading.ts';
import { createTextFiles } from '../vscode/host/textFiles.ts';
import type { ImageStudio } from '../app/making/imageStudio.ts';
import type { LeftImages } from '../app/unsaved/imageLedger.ts';
import type { Log } from '../vscode/host/log.ts';
import type { Settings } from '../app/settings.ts';
import type { NewFiles } from '../app/files/newFile.ts';
import type { Uri } from '../app/uri.ts';
import { createOpenPictures } from '../app/documents/openPictures.ts';
import { createMissingLimit } from '../app/documents/missingLimit.ts';
import { findDocuments, folderToSearch, ignoreRulesAbove } from '../vscode/editor/leftOutFiles.ts';
import { vscodeDocuments } from '../vscode/editor/vscodeDocuments.ts';
import { workspaceFolders } from '../vscode/host/workspaceFolders.ts';
import { createSheetPlans } from '../app/sheets/sheetPlans.ts';
import { l10n } from '../vscode/host/l10n.ts';
import { sheetText } from '../vscode/host/sheetText.ts';

export interface DocumentToolsDeps {
  readonly context: vscode.ExtensionContext;
  readonly settings: Settings;
  readonly languages: DocumentLanguages;
  readonly studio: ImageStudio;
  readonly store: AssetStore;
  readonly newFilesOf: (uri: Uri) => NewFiles;
  readonly keys: ApiKeys;
  readonly keyDialog: ApiKeyDialog;
  readonly loadPrices: () => Promise<ReadonlyMap<string, number>>;
  readonly left: LeftImages;
  /** The same for the same file, whatever it is called. Never rejects. */
  readonly fileKeyOf: (uri: string) => Promise<string>;
  readonly log: Log;
}

/** What reads documents and sheets for the images that they want. */
export type DocumentTools = ReturnType<typeof createDocumentTools>;

export function createDocumentTools(deps: DocumentToolsDeps) {
  const { context, settings, languages, studio, store, keys, keyDialog, left, log } = deps;
  const finder = createPictureThread();
  const pauses = createPauseSwitches();
  context.subscriptions.push(finder, pauses);
  const reading = createDocumentReading({
    finder,
    languages,
    documents: vscodeDocuments,
    folders: workspaceFolders,
  });
  const openPictures = createOpenPictures({ reading, documents: vscodeDocuments });
  const search = createMissingSearch({
    reading,
    openPictures,
    workspace: createWorkspaceReading({
      reading,
      finder,
      documents: vscodeDocuments,
      folders: workspaceFolders,
      uris: vscode.Uri,
      places: { folderToSearch, findDocuments },
      readFile: (uri) => vscode.workspace.fs.readFile(uri),
    }),
    // What nobody can look at is nothing that could be made there either.
    exists: (uri) =>
      deps
        .newFilesOf(uri)
        .exists(uri)
        .catch(() => true),
    findPictures: (maxResults) => vscode.workspace.findFiles(imageFilesGlob, undefined, maxResults),
    rulesAbove: ignoreRulesAbove,
    folders: workspaceFolders,
    limit: createMissingLimit({
      documents: vscodeDocuments,
      pathOf: (uri) => vscode.workspace.asRelativePath(uri),
    }),
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
    fileKeyOf: deps.fileKeyOf,
    loadPrices: deps.loadPrices,
    log,
  });
  return {
    missingImages: createGenerateMissingImages({ search, studio, batches }),
    promptSheet: createRunPromptSheet({
      batches,
      plans: createSheetPlans({
        studio,
        reader: finder,
        readText: sheetText,
        writeNew: createTextFiles().writeNew,
        resolve: store.resolve,
        folders: workspaceFolders,
        uris: vscode.Uri,
        l10n,
      }),
    }),
    finder,
    reading,
    openPictures,
    search,
    pauses,
  };
}

/** A wrong setting is named where its value is used for a request. */
const formatIn = (value: unknown): ImageFormat =>
  imageFormats.find((format) => format === value) ?? 'png';
