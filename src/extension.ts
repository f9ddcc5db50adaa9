import { readFileSync } from 'node:fs';
import type * as vscode from 'vscode';
import { commandsForFiles, createCommands } from './commands.ts';
import { afterwards } from './vscode/afterwards.ts';
import { registerAgentTool } from './vscode/agentToolRegistration.ts';
import { registerCommands } from './vscode/commandTable.ts';
import { registerHistoryView } from './vscode/history/historyView.ts';
import { createInsertionTargets } from './vscode/insertionTarget.ts';
import { lazily } from './vscode/lazily.ts';
import { isLedgerEmpty } from './vscode/ledger/ledgerFolder.ts';
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

  // In one go, since a view waits for it: `workspace.fs` would ask the window first.
  const read = (name: string) => readFileSync(context.asAbsolutePath(`dist/${name}.js`), 'utf8');
  const readScript = (page: string) => () => read('pages') + read(page);
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
    createCommands({ loadTools, loadDocuments, loadProvenance, views, log }),
    { takesUri: commandsForFiles, log },
  );
  const agents = registerAgentTool(async () => (await loadTools()).generateForAgent);

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
  const left = afterwards(
    async () => {
      if (await isLedgerEmpty(context.globalStorageUri)) return;
      await (await loadTools()).offerLeftImages();
    },
    { delayMs: leftImagesDelayMs, log },
  );

  context.subscriptions.push(left, commands, agents, hints, history, views, targets, settings, log);
}
