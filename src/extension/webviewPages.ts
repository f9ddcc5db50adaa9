import { readFileSync } from 'node:fs';
import type * as vscode from 'vscode';
import type { HistoryPage } from '../vscode/views/history/historyPage.ts';
import { lazily } from '../app/lazily.ts';
import type { PanelPage } from '../vscode/views/panel/panelPage.ts';
import type { Settings } from '../app/settings.ts';

/** The pages of the views, each loaded with the first view that shows it. */
export interface WebviewPages {
  readonly loadPanel: () => Promise<PanelPage>;
  readonly loadHistory: () => Promise<HistoryPage>;
}

export function createWebviewPages(
  context: Pick<vscode.ExtensionContext, 'asAbsolutePath'>,
  settings: Settings,
): WebviewPages {
  // In one go, since a view waits for it: `workspace.fs` would ask the window first.
  const read = (name: string) => readFileSync(context.asAbsolutePath(`dist/${name}.js`), 'utf8');
  const readScript = (page: string) => () => read('pages') + read(page);
  return {
    loadPanel: lazily(async () => {
      const { createPanelPage } = await import('../vscode/views/panel/panelOpening.ts');
      return createPanelPage({ settings, readScript: readScript('panel') });
    }),
    loadHistory: lazily(async () => {
      const { createHistoryPage } = await import('../vscode/views/history/historyPage.ts');
      return createHistoryPage({ readScript: readScript('history') });
    }),
  };
}
