import { crc32 } from 'node:zlib';
import * as vscode from 'vscode';
import { createImageServiceInHost } from './imageService.ts';
import { createImageThread } from './imageThread.ts';
import { requestBody } from './oneMinAi/wire.ts';
import { createApiKeys } from './vscode/apiKeys.ts';
import { createAssetStore } from './vscode/assetStore.ts';
import { createApiKeyDialog } from './vscode/commands/apiKeyDialog.ts';
import { createCopyRequest } from './vscode/commands/copyRequest.ts';
import { createGenerateForAgent } from './vscode/commands/generateForAgent.ts';
import { createGenerateImage } from './vscode/commands/generateImage.ts';
import { createGenerateWithArguments } from './vscode/commands/generateWithArguments.ts';
import { createInsertImage } from './vscode/commands/insertImage.ts';
import { createRecoverImages } from './vscode/commands/recoverImages.ts';
import { createDocumentLanguages } from './vscode/documentLanguages.ts';
import { createImageFiles } from './vscode/files/imageFiles.ts';
import { createLocalImages } from './vscode/files/localImages.ts';
import { createVirtualImages } from './vscode/files/virtualImages.ts';
import { createLedgerFiles } from './vscode/files/ledgerFiles.ts';
import { hostClock } from './vscode/hostClock.ts';
import { drawSeed } from './vscode/hostRandom.ts';
import { createImageStudio } from './vscode/imageStudio.ts';
import { createFileKeys } from './vscode/fileKeys.ts';
import type { InsertionTargets } from './vscode/insertionTarget.ts';
import { createDocumentLinks } from './vscode/linkInsertion.ts';
import { lazily } from './vscode/lazily.ts';
import { createImageLedger } from './vscode/ledger/imageLedger.ts';
import { createImageRecovery } from './vscode/ledger/imageRecovery.ts';
import { ledgerFolder } from './vscode/ledger/ledgerFolder.ts';
import { offerLeftImages } from './vscode/ledger/recoveryOffer.ts';
import { tidied } from './vscode/ledger/tidyEntry.ts';
import type { Log } from './vscode/log.ts';
import type { PanelViews } from './vscode/panel/panelViews.ts';
import { createImageMarker } from './vscode/provenance/imageMarker.ts';
import type { Settings } from './vscode/settings.ts';
import type { WindowEnd } from './vscode/windowEnd.ts';

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
  const ledger = createImageLedger({
    files: createLedgerFiles({ rootPath: ledgerFolder(context.globalStorageUri).fsPath }),
    origin: () => settings.endpoint().origin,
    tidy: tidied,
    fileKeyOf: (uri) => fileKeyOf(vscode.Uri.parse(uri)),
    // The time of day, which all windows have in common.
    clock: { now: Date.now, sleep: hostClock.sleep },
    log,
  });
  const tasks = createImageThread();
  const marker = createImageMarker({
    settings,
    toolVersion: String(context.extension.packageJSON.version),
    nowMs: Date.now,
    clock: hostClock,
    crc32,
    tasks,
    log,
  });
  const network = createImageServiceInHost({ settings, keys, ledger, marker, log });
  context.subscriptions.push(network, keys, tasks);
  windowEnd.before(() => network.end());
  const { images, generator } = network;
  const loadPrices = () => images.listPrices(AbortSignal.timeout(priceTimeoutMs));
  const loadService = () => Promise.resolve(images);
  const keyDialog = createApiKeyDialog({ keys, settings, loadService, log });
  const store = createAssetStore(ledger.others);
  const fileKeyOf = createFileKeys(store.resolve);
  const languages = createDocumentLanguages({ settings });
  const links = createDocumentLinks({
    languages,
    loadFinder: async () => (await loadDocumentTools()).finder,
  });
  const studio = createImageStudio({
    settings,
    languages,
    links,
    store,
    loadGenerator: () => Promise.resolve(generator),
    drawSeed,
    now: Date.now,
    log,
  });
  const loadReading = async () => (await loadProvenanceTools()).reading;
  const loadPanelHost = lazily(async () => {
    const { createPanelHost } = await import('./vscode/panel/panelHost.ts');
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
      files: createImageFiles(createLocalImages(), createVirtualImages()),
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
      keys,
      keyDialog,
      loadPrices,
      left,
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
    targets,
    linkOf: links.linkOf,
    onRecovered: (image, { request }) => {
      loadPanelHost()
        .then((host) => host.adopt(image, request))
        .catch((error: unknown) => log.warn(String(error)));
    },
    log,
  });
  return {
    keyDialog,
    generateImage: createGenerateImage({ studio, targets, links, keyDialog, settings, log }),
    generateWithArguments: createGenerateWithArguments({ studio, targets, keys, settings }),
    generateForAgent: createGenerateForAgent({
      studio,
      targets,
      links,
      keys,
      settings,
      resolve: store.resolve,
      loadPrices,
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
