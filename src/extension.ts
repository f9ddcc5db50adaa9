import type * as vscode from 'vscode';
import { createApiKeys } from './vscode/apiKeys.ts';
import { registerCommands } from './vscode/commandTable.ts';
import { uriOrArguments } from './vscode/commandArguments.ts';
import { createInsertionTargets } from './vscode/insertionTarget.ts';
import { lazily } from './vscode/lazily.ts';
import { createLog } from './vscode/log.ts';
import { createSettings } from './vscode/settings.ts';

/**
 * The object graph, top to bottom. What is imported at the top is loaded with VS Code's first
 * event for this extension; all else when it is first used.
 */
export function activate(context: vscode.ExtensionContext): void {
  const log = createLog();
  const settings = createSettings();
  const keys = createApiKeys(context.secrets, settings.endpoint);
  const targets = createInsertionTargets();

  const loadService = lazily(async () => {
    const { createImageServiceInHost } = await import('./imageService.ts');
    const service = createImageServiceInHost({ settings, keys, log });
    context.subscriptions.push(service);
    return service;
  });
  const loadGenerator = lazily(async () => (await loadService()).generator);
  const loadKeyDialog = lazily(async () => {
    const { createApiKeyDialog } = await import('./vscode/commands/apiKeyDialog.ts');
    return createApiKeyDialog({
      keys,
      settings,
      loadService: async () => (await loadService()).images,
      log,
    });
  });
  const loadStudio = lazily(async () => {
    const { createImageStudio } = await import('./vscode/imageStudio.ts');
    const { createAssetStore } = await import('./vscode/assetStore.ts');
    const { drawSeed } = await import('./vscode/hostRandom.ts');
    const store = createAssetStore();
    return createImageStudio({ settings, store, loadGenerator, drawSeed, now: Date.now, log });
  });
  const loadGenerateWithArguments = lazily(async () => {
    const { createGenerateWithArguments } =
      await import('./vscode/commands/generateWithArguments.ts');
    return createGenerateWithArguments({ studio: await loadStudio(), targets, keys, settings });
  });
  const loadGenerateImage = lazily(async () => {
    const { createGenerateImage } = await import('./vscode/commands/generateImage.ts');
    const [studio, keyDialog] = await Promise.all([loadStudio(), loadKeyDialog()]);
    return createGenerateImage({ studio, targets, keyDialog, settings, log });
  });
  const loadInsertImage = lazily(async () => {
    const { createInsertImage } = await import('./vscode/commands/insertImage.ts');
    return createInsertImage(targets);
  });

  const commands = registerCommands(
    {
      'fluxKlein.generateImage': async () => ({
        withArguments: async (given) => (await loadGenerateWithArguments())(given),
        interactive: async () => (await loadGenerateImage()).withQuestions(),
      }),
      'fluxKlein.generateFromSelection': async () => ({
        withArguments: async (given) => (await loadGenerateWithArguments())(given),
        interactive: async () => (await loadGenerateImage()).fromSelection(),
      }),
      'fluxKlein.insertImage': async () => {
        const { fromArguments, withQuestions } = await loadInsertImage();
        return { withArguments: fromArguments, interactive: withQuestions };
      },
      'fluxKlein.setApiKey': async () => ({ interactive: (await loadKeyDialog()).set }),
      'fluxKlein.removeApiKey': async () => ({ interactive: (await loadKeyDialog()).remove }),
      'fluxKlein.checkApiKey': async () => ({ interactive: (await loadKeyDialog()).check }),
      'fluxKlein.showLog': async () => ({ interactive: async () => log.show() }),
    },
    { log, readers: { 'fluxKlein.insertImage': uriOrArguments } },
  );

  context.subscriptions.push(commands, targets, keys, log);
}
