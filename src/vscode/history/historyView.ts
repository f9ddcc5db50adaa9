import * as vscode from 'vscode';
import type { ToHistory } from '../../protocol/historyMessages.ts';
import { panelPage } from '../panel/panelPage.ts';
import { historyStrings } from './historyStrings.ts';

export const historyViewId = 'fluxKlein.history';

/** The history in its webview, from its opening until it is out of sight. */
export interface HistorySession {
  /** Sends, if the webview is there to hear it; after a `ready` it is told everything anyway. */
  post(message: ToHistory): void;
}

/** Whoever answers the history. */
export interface HistoryListener {
  /** @param message untrusted: whatever the webview has sent. */
  receive(message: unknown, session: HistorySession): void;
  remove(session: HistorySession): void;
}

export interface HistoryViewOptions {
  readonly readScript: () => string;
  readonly loadHost: () => Promise<HistoryListener>;
}

/** Puts the history into the side bar; what answers it is loaded with its first word, and misses nothing. */
export function registerHistoryView({
  readScript,
  loadHost,
}: HistoryViewOptions): vscode.Disposable {
  let script: string | undefined;
  return vscode.window.registerWebviewViewProvider(historyViewId, {
    resolveWebviewView(view) {
      const { webview } = view;
      let host: Promise<HistoryListener> | undefined;
      const session: HistorySession = {
        post(message) {
          if (view.visible) void webview.postMessage(message);
        },
      };
      const leave = (): void => void host?.then((loaded) => loaded.remove(session));
      const subscription = webview.onDidReceiveMessage((message: unknown) => {
        host ??= loadHost();
        void host.then((loaded) => {
          loaded.receive(message, session);
          // What a page has said before it went counts, but does not make it open again.
          if (!view.visible) loaded.remove(session);
        });
      });
      view.onDidChangeVisibility(() => {
        if (!view.visible) leave();
      });
      view.onDidDispose(() => {
        subscription.dispose();
        leave();
      });
      // No file may be loaded at all, the workspace's pictures least of all: they come as bytes that were looked
      // at first, so that nothing which gets into the page can reach for a file (S4, S5).
      webview.options = { enableScripts: true, localResourceRoots: [] };
      webview.html = panelPage({
        webview,
        place: 'view',
        script: (script ??= readScript()),
        opening: [{ type: 'setUp', strings: historyStrings() }],
        element: 'flux-klein-history',
      });
    },
  });
}
