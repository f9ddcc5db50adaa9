import type * as vscode from 'vscode';
import { panelPage } from '../panel/panelPage.ts';
import { historyStrings } from './historyPageWords.ts';

/** The whole HTML for the history's webview. */
export type HistoryPage = (webview: vscode.Webview) => string;

/** Makes the page of the history, with the words that it starts from. */
export function createHistoryPage({
  readScript,
}: {
  readonly readScript: () => string;
}): HistoryPage {
  let script: string | undefined;
  return (webview) =>
    panelPage({
      webview,
      place: 'view',
      script: (script ??= readScript()),
      opening: [{ type: 'setUp', strings: historyStrings() }],
      element: 'flux-klein-history',
    });
}
