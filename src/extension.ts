import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { afterwards } from './vscode/afterwards.ts';
import { registerCommands } from './vscode/commandTable.ts';
import { registerHistoryView } from './vscode/history/historyView.ts';
import { ledgerFolderName } from './vscode/ids.ts';
import { createInsertionTargets } from './vscode/insertionTarget.ts';
import { lazily } from './vscode/lazily.ts';
import { createLog } from './vscode/log.ts';
import { createPanelViews } from './vscode/panel/panelViews.ts';
import { createSettings } from './vscode/settings.ts';

const hintsDelayMs = 50;
/** By then the first command has asked its question, or sent its request. */
const leftImagesDelayMs = 1500;

/**
 * The object graph, top to bottom. What is imported at the top is loaded with VS Code's first
 * event for this extension; the tools that make images when they are first used.
 */
export function activate(context: vscode.ExtensionContext): void {
  const log = createLog();
  const settings = createSettings();
  const targets = createInsertionTargets();

  const loadTools = lazily(async () => {
    const { createImageTools } = await import('./imageTools.ts');
    return createImageTools({ context, settings, targets, views, log });
  });
  const loadDocuments = async () => (await loadTools()).loadDocumentTools();
  const loadProvenance = async () => (await loadTools()).loadProvenanceTools();
  // What this window was woken for comes first: a command, a panel, or a document that is being drawn.
  const hints = afterwards(
    async () => {
      const { createDocumentHints } = await import('./vscode/hints/documentHints.ts');
      return createDocumentHints({
        settings,
        loadSearch: async () => (await loadDocuments()).search,
        loadHover: async () => (await loadProvenance()).hoverOver((await loadDocuments()).reading),
      });
    },
    { delayMs: hintsDelayMs, log },
  );
  // In one go, since a view waits for it: `workspace.fs` would ask the window first.
  const readScript = (name: string) => () =>
    readFileSync(context.asAbsolutePath(`dist/${name}.js`), 'utf8');
  const views = createPanelViews({
    loadPage: lazily(async () => {
      const { createPanelPage } = await import('./vscode/panel/panelOpening.ts');
      return createPanelPage({ settings, readScript: readScript('panel') });
    }),
    loadHost: async () => (await loadTools()).loadPanelHost(),
  });
  const history = registerHistoryView({
    loadPage: lazily(async () => {
      const { createHistoryPage } = await import('./vscode/history/historyPage.ts');
      return createHistoryPage({ readScript: readScript('history') });
    }),
    loadHost: async () => (await loadTools()).loadHistoryHost(),
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
      'fluxKlein.generateMissingImages': async () =>
        (await loadDocuments()).missingImages.inDocument,
      'fluxKlein.generateMissingImagesInWorkspace': async () =>
        (await loadDocuments()).missingImages.inWorkspace,
      'fluxKlein.runPromptSheet': async () => (await loadDocuments()).promptSheet.command,
      'fluxKlein.planPromptSheet': async () => (await loadDocuments()).promptSheet.fromMenu,
      'fluxKlein.generateFromHint': async () => (await loadDocuments()).missingImages.fromHint,
      'fluxKlein.showImageDetails': async () => (await loadProvenance()).details,
      'fluxKlein.showDetailsHere': async () => (await loadProvenance()).detailsHere,
      'fluxKlein.regenerateImage': async () => (await loadProvenance()).regenerate,
      'fluxKlein.regenerateHere': async () => (await loadProvenance()).regenerateHere,
      'fluxKlein.createVariations': async () => (await loadProvenance()).variations,
      'fluxKlein.createVariationsHere': async () => (await loadProvenance()).variationsHere,
      'fluxKlein.stripMetadata': async () => (await loadProvenance()).strip,
      'fluxKlein.stripMetadataHere': async () => (await loadProvenance()).stripHere,
      'fluxKlein.reuseSettingsHere': async () => (await loadProvenance()).reuseHere,
      'fluxKlein.pauseImages': async () => ({
        interactive: async () => (await loadDocuments()).pauses.toggle(),
      }),
      'fluxKlein.openPanel': async () => ({ interactive: views.show }),
      'fluxKlein.openPanelInEditor': async () => ({ interactive: views.openInEditor }),
      'fluxKlein.submitPanel': async () => ({ interactive: async () => views.submit() }),
      'fluxKlein.setApiKey': async () => {
        const { keyDialog } = await loadTools();
        return { interactive: async () => void (await keyDialog.set()) };
      },
      'fluxKlein.removeApiKey': async () => ({ interactive: (await loadTools()).keyDialog.remove }),
      'fluxKlein.checkApiKey': async () => ({ interactive: (await loadTools()).keyDialog.check }),
      'fluxKlein.recoverImages': async () => {
        const { recoverImages } = await loadTools();
        return {
          withArguments: recoverImages.withArguments,
          interactive: recoverImages.withQuestions,
        };
      },
      'fluxKlein.showLog': async () => ({ interactive: async () => log.show() }),
    },
    {
      log,
      takesUri: [
        'fluxKlein.insertImage',
        'fluxKlein.generateMissingImages',
        'fluxKlein.runPromptSheet',
        'fluxKlein.planPromptSheet',
        'fluxKlein.generateFromHint',
        'fluxKlein.showImageDetails',
        'fluxKlein.showDetailsHere',
        'fluxKlein.regenerateImage',
        'fluxKlein.regenerateHere',
        'fluxKlein.createVariations',
        'fluxKlein.createVariationsHere',
        'fluxKlein.stripMetadata',
        'fluxKlein.stripMetadataHere',
        'fluxKlein.reuseSettingsHere',
      ],
    },
  );

  const loadAgentTool = lazily(async () => {
    const { createAgentTool } = await import('./vscode/agentTool.ts');
    return createAgentTool((await loadTools()).generateWithArguments);
  });
  const agentTool = vscode.lm.registerTool<object>('fluxKlein_generate_image', {
    prepareInvocation: async (options, token) =>
      (await loadAgentTool()).prepareInvocation(options, token),
    invoke: async (options, token) => (await loadAgentTool()).invoke(options, token),
  });

  const look = afterwards(
    async () => {
      // Nearly always there is nothing, and the tools need not be loaded to see that.
      const kept = vscode.Uri.joinPath(context.globalStorageUri, ledgerFolderName);
      const isEmpty = await vscode.workspace.fs.readDirectory(kept).then(
        (entries) => entries.length === 0,
        () => true,
      );
      if (!isEmpty) await (await loadTools()).offerLeftImages();
    },
    { delayMs: leftImagesDelayMs, log },
  );

  context.subscriptions.push(
    look,
    commands,
    agentTool,
    hints,
    history,
    views,
    targets,
    settings,
    log,
  );
}
