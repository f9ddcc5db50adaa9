import { crc32 } from 'node:zlib';
import type * as vscode from 'vscode';
import { createImageServiceInHost } from './imageService.ts';
import { requestBody } from './oneMinAi/wire.ts';
import { createApiKeys } from './vscode/apiKeys.ts';
import { createAssetStore } from './vscode/assetStore.ts';
import { createApiKeyDialog } from './vscode/commands/apiKeyDialog.ts';
import { createCopyRequest } from './vscode/commands/copyRequest.ts';
import { createGenerateImage } from './vscode/commands/generateImage.ts';
import { createGenerateWithArguments } from './vscode/commands/generateWithArguments.ts';
import { createInsertImage } from './vscode/commands/insertImage.ts';
import { createRecoverImages } from './vscode/commands/recoverImages.ts';
import { createDocumentLanguages } from './vscode/documentLanguages.ts';
import { drawSeed } from './vscode/hostRandom.ts';
import { createImageStudio } from './vscode/imageStudio.ts';
import type { InsertionTargets } from './vscode/insertionTarget.ts';
import { createDocumentLinks } from './vscode/linkInsertion.ts';
import { lazily } from './vscode/lazily.ts';
import { createImageLedger } from './vscode/ledger/imageLedger.ts';
import { createImageRecovery } from './vscode/ledger/imageRecovery.ts';
import { ledgerFolder } from './vscode/ledger/ledgerFolder.ts';
import { offerLeftImages } from './vscode/ledger/recoveryOffer.ts';
import type { Log } from './vscode/log.ts';
import type { PanelViews } from './vscode/panel/panelViews.ts';
import { createImageMarker } from './vscode/provenance/imageMarker.ts';
import type { Settings } from './vscode/settings.ts';

export interface ImageToolsDeps {
  readonly context: vscode.ExtensionContext;
  readonly settings: Settings;
  readonly targets: InsertionTargets;
  readonly views: PanelViews;
  readonly log: Log;
}

/** The larger half of the object graph, loaded with the first command or the first panel. */
export type ImageTools = ReturnType<typeof createImageTools>;

export function createImageTools({ context, settings, targets, views, log }: ImageToolsDeps) {
  const keys = createApiKeys(context.secrets, settings.endpoint);
  const ledger = createImageLedger({
    folderPath: ledgerFolder(context.globalStorageUri).fsPath,
    origin: () => settings.endpoint().origin,
    nowMs: Date.now,
    log,
  });
  const marker = createImageMarker({
    settings,
    toolVersion: String(context.extension.packageJSON.version),
    nowMs: Date.now,
    crc32,
    log,
  });
  const network = createImageServiceInHost({ settings, keys, ledger, marker, log });
  context.subscriptions.push(network, keys);
  const { images, generator } = network;
  const loadService = () => Promise.resolve(images);
  const keyDialog = createApiKeyDialog({ keys, settings, loadService, log });
  const store = createAssetStore();
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
      listLeft: () =>
        ledger.left.list().catch((error: unknown) => {
          log.error(`The ledger could not be read: ${String(error)}`);
          return [];
        }),
      studio,
      links,
      targets,
      keys,
      keyDialog,
      settings,
      service: images,
      bodyOf: requestBody,
      loadReading,
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
    const deps = { context, settings, languages, studio, keys, keyDialog, images, left, log };
    return createDocumentTools(deps);
  });
  const loadProvenanceTools = lazily(async () => {
    const { createProvenanceTools } = await import('./provenanceTools.ts');
    const deps = { settings, studio, links, targets, keys, keyDialog, views, log };
    return createProvenanceTools(deps);
  });
  const loadHistoryHost = lazily(async () => {
    const { createHistoryTools } = await import('./historyTools.ts');
    return createHistoryTools({ context, targets, links, showPanel: () => views.show(), log });
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
