import type * as vscode from 'vscode';
import { createCommands } from './extension/commands.ts';
import { isLedgerEmpty } from './extension/ledgerFolders.ts';
import { afterwards } from './vscode/host/afterwards.ts';
import { registerAgentTool } from './vscode/agentToolRegistration.ts';
import { registerCommands } from './vscode/host/commandTable.ts';
import { registerHistoryView } from './vscode/views/history/historyView.ts';
import { createInsertionTargets } from './vscode/editor/insertionTargets.ts';
import { lazily } from './app/lazily.ts';
import { createLog } from './vscode/host/log.ts';
import { createPanelViews } from './vscode/views/panel/panelViews.ts';
import { createVsCodeSettings } from './vscode/host/vscodeSettings.ts';
import { createWindowEnd } from './vscode/host/windowEnd.ts';
import { createWebviewPages } from './extension/webviewPages.ts';

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
  const settings = createVsCodeSettings();
  const targets = createInsertionTargets();

  const loadTools = lazily(async () => {
    const { createImageTools } = await import('./extension/imageTools.ts');
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
    log,
  );
  const agents = registerAgentTool(async () => (await loadTools()).generateForAgent);

  // What this window was woken for comes first: a command, a panel, or a document that is being drawn.
  const hints = afterwards(
    async () => {
      const { createDocumentHints } = await import('./vscode/editor/documentHints.ts');
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
      if (await isLedgerEmpty(context)) return;
      await (await loadTools()).offerLeftImages();
    },
    { delayMs: leftImagesDelayMs, log },
  );

  context.subscriptions.push(left, commands, agents, hints, history, views, targets, settings, log);
}
