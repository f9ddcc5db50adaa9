import * as vscode from 'vscode';
import { createImageServiceInHost } from './imageService.ts';
import { createImageThread } from '../node/imageThread.ts';
import { requestBody } from '../oneMinAi/wire.ts';
import { createApiKeys } from '../vscode/host/apiKeys.ts';
import { createAssetStore } from '../app/making/assetStore.ts';
import { createApiKeyDialog } from '../vscode/dialogs/apiKeyDialog.ts';
import { createCopyRequest } from '../vscode/commands/copyRequest.ts';
import { createGenerateForAgent } from '../app/commands/generateForAgent.ts';
import { createGenerateImage } from '../vscode/commands/generateImage.ts';
import { createGenerateForProgram } from '../app/commands/generateForProgram.ts';
import { createInsertImage } from '../vscode/commands/insertImage.ts';
import { createRecoverImages } from '../vscode/commands/recoverImages.ts';
import { createDocumentLanguages } from '../app/documents/documentLanguages.ts';
import { createLedgerFiles } from '../node/ledger/ledgerFiles.ts';
import { systemClock } from '../node/systemClock.ts';
import { drawSeed } from '../node/drawSeed.ts';
import { createImageStudio } from '../app/making/imageStudio.ts';
import { createFileKeys } from '../app/files/fileKeys.ts';
import type { InsertionTargets } from '../vscode/editor/insertionTargets.ts';
import { createDocumentLinks } from '../app/documents/documentLinks.ts';
import { lazily } from '../app/lazily.ts';
import { createImageLedger } from '../app/unsaved/imageLedger.ts';
import { createImageRecovery } from '../app/unsaved/imageRecovery.ts';
import { ledgerFolders } from './ledgerFolders.ts';
import { joinLedgerFiles } from '../node/ledger/joinedLedgerFiles.ts';
import { offerLeftImages } from '../vscode/dialogs/recoveryOffer.ts';
import { createTidyEntry } from '../app/unsaved/tidyEntry.ts';
import type { Log } from '../vscode/host/log.ts';
import type { PanelViews } from '../vscode/views/panel/panelViews.ts';
import { createImageMarker } from '../app/images/imageMarker.ts';
import type { Settings } from '../app/settings.ts';
import type { WindowEnd } from '../vscode/host/windowEnd.ts';
import { createNewFilesOf, createWindowImages, windowLeftovers } from './windowFiles.ts';
import { fileOf } from '../vscode/editor/documentPlace.ts';
import { workspaceFolders } from '../vscode/host/workspaceFolders.ts';
import { nameWorkspaceModel } from '../vscode/dialogs/workspaceModel.ts';
import { createProgramPorts } from '../vscode/commands/programPorts.ts';
import { systemHashes } from '../node/systemHashes.ts';

export interface ImageToolsDeps {
  readonly context: vscode.ExtensionContext;
  readonly settings: Settings;
  readonly targets: InsertionTargets;
  readonly views: PanelViews;
  readonly windowEnd: WindowEnd;
  readonly log: Log;
}

/** What is shown to a person is not held up longer than this for its price. */
const priceTimeoutMs = 3000;

/** The larger half of the object graph, loaded with the first command or the first panel. */
export type ImageTools = ReturnType<typeof createImageTools>;

export function createImageTools(deps: ImageToolsDeps) {
  const { context, settings, targets, views, windowEnd, log } = deps;
  const keys = createApiKeys(context.secrets, settings.endpoint);
  const [ownPath, editorPath] = ledgerFolders(context);
  const fileKeyOf = (uri: string): Promise<string> =>
    createFileKeys(store.resolve)(vscode.Uri.parse(uri));
  const ledger = createImageLedger({
    files: joinLedgerFiles(
      createLedgerFiles({ rootPath: ownPath }),
      createLedgerFiles({ rootPath: editorPath }),
    ),
    origin: () => settings.endpoint().origin,
    tidy: createTidyEntry(windowLeftovers, vscode.Uri),
    fileKeyOf,
    // The time of day, which all windows have in common.
    clock: { now: Date.now, sleep: systemClock.sleep },
    log,
  });
  const tasks = createImageThread();
  const marker = createImageMarker({
    settings,
    toolVersion: String(context.extension.packageJSON.version),
    nowMs: Date.now,
    clock: systemClock,
    hashes: systemHashes,
    uris: vscode.Uri,
    tasks,
    log,
  });
  const network = createImageServiceInHost({ settings, keys, ledger, marker, log });
  context.subscriptions.push(network, keys, tasks);
  windowEnd.before(() => network.end());
  const { images, generator } = network;
  const loadPrices = () => images.listPrices(AbortSignal.timeout(priceTimeoutMs));
  const keyDialog = createApiKeyDialog({ keys, settings, service: images, log });
  const newFilesOf = createNewFilesOf();
  const store = createAssetStore({
    filesOf: newFilesOf,
    uris: vscode.Uri,
    others: ledger.others,
  });
  const languages = createDocumentLanguages({ settings, folders: workspaceFolders, fileOf });
  const links = createDocumentLinks({
    languages,
    folders: workspaceFolders,
    loadFinder: async () => (await loadDocumentTools()).finder,
  });
  const studio = createImageStudio({
    settings,
    languages,
    links,
    store,
    generator,
    folders: workspaceFolders,
    uris: vscode.Uri,
    onWorkspaceModel: nameWorkspaceModel,
    drawSeed,
    now: Date.now,
    log,
  });
  const loadReading = async () => (await loadProvenanceTools()).reading;
  const loadPanelHost = lazily(async () => {
    const { createPanelHost } = await import('../vscode/views/panel/panelHost.ts');
    const host = createPanelHost({
      storageUri: context.storageUri,
      listLeft: async () => (await ledger.left.list()).entries,
      studio,
      links,
      targets,
      keys,
      keyDialog,
      settings,
      service: images,
      bodyOf: requestBody,
      loadReading,
      files: createWindowImages(),
      openInEditor: () => views.openInEditor(),
      showPanel: () => views.show(),
      log,
    });
    context.subscriptions.push(host);
    return host;
  });
  const loadDocumentTools = lazily(async () => {
    const { createDocumentTools } = await import('./documentTools.ts');
    const { left } = ledger;
    const deps = {
      context,
      settings,
      languages,
      studio,
      store,
      newFilesOf,
      keys,
      keyDialog,
      loadPrices,
      left,
      fileKeyOf,
      log,
    };
    return createDocumentTools(deps);
  });
  const loadProvenanceTools = lazily(async () => {
    const { createProvenanceTools } = await import('./provenanceTools.ts');
    const { resolve } = store;
    const deps = {
      settings,
      studio,
      store,
      tasks,
      resolve,
      links,
      targets,
      keys,
      keyDialog,
      views,
      log,
    };
    return createProvenanceTools(deps);
  });
  const loadHistoryHost = lazily(async () => {
    const { createHistoryTools } = await import('./historyTools.ts');
    return createHistoryTools({
      context,
      targets,
      links,
      tasks,
      showPanel: () => views.show(),
      log,
    });
  });
  const recovery = createImageRecovery({
    left: ledger.left,
    store,
    generator,
    settings,
    currentTarget: targets.current,
    uris: vscode.Uri,
    linkOf: links.linkOf,
    onRecovered: (image, { request }) => {
      loadPanelHost()
        .then((host) => host.adopt(image, request))
        .catch((error: unknown) => log.warn(String(error)));
    },
    log,
  });
  const programPorts = createProgramPorts({ studio, settings });
  return {
    keyDialog,
    generateImage: createGenerateImage({ studio, targets, links, keyDialog, settings, log }),
    generateWithArguments: createGenerateForProgram({
      studio,
      targets,
      keys,
      settings,
      ...programPorts,
    }),
    generateForAgent: createGenerateForAgent({
      studio,
      targets,
      links,
      keys,
      settings,
      resolve: store.resolve,
      loadPrices,
      ...programPorts,
    }),
    insertImage: createInsertImage({ targets, links, loadReading }),
    copyRequest: createCopyRequest({ studio, targets, settings, bodyOf: requestBody }),
    recoverImages: createRecoverImages({
      left: ledger.left,
      recovery,
      keys,
      keyDialog,
      settings,
      log,
    }),
    offerLeftImages: () => offerLeftImages(ledger.left),
    loadPanelHost,
    loadDocumentTools,
    loadProvenanceTools,
    loadHistoryHost,
  };
}
