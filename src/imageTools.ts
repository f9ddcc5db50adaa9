import type * as vscode from 'vscode';
import { createImageServiceInHost } from './imageService.ts';
import { requestBody } from './oneMinAi/wire.ts';
import type { ApiKeys } from './vscode/apiKeys.ts';
import { createAssetStore } from './vscode/assetStore.ts';
import { createApiKeyDialog } from './vscode/commands/apiKeyDialog.ts';
import { createCopyRequest } from './vscode/commands/copyRequest.ts';
import { createGenerateImage } from './vscode/commands/generateImage.ts';
import { createGenerateWithArguments } from './vscode/commands/generateWithArguments.ts';
import { createInsertImage } from './vscode/commands/insertImage.ts';
import { drawSeed } from './vscode/hostRandom.ts';
import { createImageStudio } from './vscode/imageStudio.ts';
import type { InsertionTargets } from './vscode/insertionTarget.ts';
import { lazily } from './vscode/lazily.ts';
import type { Log } from './vscode/log.ts';
import type { PanelViews } from './vscode/panel/panelViews.ts';
import type { Settings } from './vscode/settings.ts';

export interface ImageToolsDeps {
  readonly context: vscode.ExtensionContext;
  readonly settings: Settings;
  readonly keys: ApiKeys;
  readonly targets: InsertionTargets;
  readonly views: PanelViews;
  readonly log: Log;
}

/** The larger half of the object graph, loaded with the first command or the first panel. */
export type ImageTools = ReturnType<typeof createImageTools>;

export function createImageTools({ context, settings, keys, targets, views, log }: ImageToolsDeps) {
  const network = createImageServiceInHost({ settings, keys, log });
  context.subscriptions.push(network);
  const { images, generator } = network;
  const loadService = () => Promise.resolve(images);
  const keyDialog = createApiKeyDialog({ keys, settings, loadService, log });
  const studio = createImageStudio({
    settings,
    store: createAssetStore(),
    loadGenerator: () => Promise.resolve(generator),
    drawSeed,
    now: Date.now,
    log,
  });
  const loadPanelHost = lazily(async () => {
    const { createPanelHost } = await import('./vscode/panel/panelHost.ts');
    const host = createPanelHost({
      storageUri: context.storageUri,
      studio,
      targets,
      keys,
      keyDialog,
      settings,
      service: images,
      bodyOf: requestBody,
      openInEditor: () => views.openInEditor(),
      showPanel: () => views.show(),
      log,
    });
    context.subscriptions.push(host);
    return host;
  });
  return {
    keyDialog,
    generateImage: createGenerateImage({ studio, targets, keyDialog, settings, log }),
    generateWithArguments: createGenerateWithArguments({ studio, targets, keys, settings }),
    insertImage: createInsertImage(targets),
    copyRequest: createCopyRequest({ studio, targets, settings, bodyOf: requestBody }),
    loadPanelHost,
  };
}
