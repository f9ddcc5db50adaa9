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
import { createWindowEnd } from './vscode/windowEnd.ts';
import { createWebviewPages } from './webviewPages.ts';

const hintsDelayMs = 50;
/** By then the first command has asked its question, or sent its request. */
const leftImagesDelayMs = 1500;

/** VS Code calls `deactivate` on its own: what was begun ends, and the ledger gets a moment for its last lines. */
const windowEnd = createWindowEnd();
export const deactivate = (): Promise<void> => windowEnd.come();

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
    return createImageTools({ context, settings, targets, views, windowEnd, log });
  });
  const loadDocuments = async () => (await loadTools()).loadDocumentTools();
  const loadProvenance = async () => (await loadTools()).loadProvenanceTools();

  const pages = createWebviewPages(context, settings);
  const views = createPanelViews({
    loadPage: pages.loadPanel,
    loadHost: async () => (await loadTools()).loadPanelHost(),
    log,
  });
  const history = registerHistoryView({
    loadPage: pages.loadHistory,
    loadHost: async () => (await loadTools()).loadHistoryHost(),
    log,
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
        loadHover: async () => (await loadProvenance()).hoverOver(await loadDocuments()),
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
