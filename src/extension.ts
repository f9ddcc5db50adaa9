import type * as vscode from 'vscode';
import { createApiKeys } from './vscode/apiKeys.ts';
import { registerCommands } from './vscode/commandTable.ts';
import { uriOrArguments } from './vscode/commandArguments.ts';
import { createInsertionTargets } from './vscode/insertionTarget.ts';
import { lazily } from './vscode/lazily.ts';
import { createLog } from './vscode/log.ts';
import { createPanelViews } from './vscode/panel/panelViews.ts';
import { createSettings } from './vscode/settings.ts';

/**
 * The object graph, top to bottom. What is imported at the top is loaded with VS Code's first
 * event for this extension; the tools that make images when they are first used.
 */
export function activate(context: vscode.ExtensionContext): void {
  const log = createLog();
  const settings = createSettings();
  const keys = createApiKeys(context.secrets, settings.endpoint);
  const targets = createInsertionTargets();

  const loadTools = lazily(async () => {
    const { createImageTools } = await import('./imageTools.ts');
    return createImageTools({ context, settings, keys, targets, views, log });
  });
  const views = createPanelViews({
    extensionUri: context.extensionUri,
    loadHost: async () => (await loadTools()).loadPanelHost(),
  });

  const commands = registerCommands(
    {
      'fluxKlein.generateImage': async () => {
        const { generateWithArguments, generateImage } = await loadTools();
        return { withArguments: generateWithArguments, interactive: generateImage.withQuestions };
      },
      'fluxKlein.generateFromSelection': async () => {
        const { generateWithArguments, generateImage } = await loadTools();
        return { withArguments: generateWithArguments, interactive: generateImage.fromSelection };
      },
      'fluxKlein.insertImage': async () => {
        const { insertImage } = await loadTools();
        return { withArguments: insertImage.fromArguments, interactive: insertImage.withQuestions };
      },
      'fluxKlein.copyRequest': async () => {
        const { copyRequest } = await loadTools();
        return { withArguments: copyRequest.fromArguments, interactive: copyRequest.withQuestions };
      },
      'fluxKlein.openPanel': async () => ({ interactive: views.show }),
      'fluxKlein.openPanelInEditor': async () => ({ interactive: views.openInEditor }),
      'fluxKlein.submitPanel': async () => ({ interactive: async () => views.submit() }),
      'fluxKlein.setApiKey': async () => {
        const { keyDialog } = await loadTools();
        return { interactive: async () => void (await keyDialog.set()) };
      },
      'fluxKlein.removeApiKey': async () => ({ interactive: (await loadTools()).keyDialog.remove }),
      'fluxKlein.checkApiKey': async () => ({ interactive: (await loadTools()).keyDialog.check }),
      'fluxKlein.showLog': async () => ({ interactive: async () => log.show() }),
    },
    { log, readers: { 'fluxKlein.insertImage': uriOrArguments } },
  );

  context.subscriptions.push(commands, views, targets, keys, settings, log);
}
