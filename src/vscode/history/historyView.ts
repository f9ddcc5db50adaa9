import * as vscode from 'vscode';
import type { ToHistory } from '../../protocol/historyMessages.ts';
import type { HistoryPage } from './historyPage.ts';

const historyViewId = 'fluxKlein.history';

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
  /** Loaded when the view opens. */
  readonly loadPage: () => Promise<HistoryPage>;
  readonly loadHost: () => Promise<HistoryListener>;
}

/** Puts the history into the side bar; what answers it is loaded with its first word, and misses nothing. */
export function registerHistoryView({ loadPage, loadHost }: HistoryViewOptions): vscode.Disposable {
  return vscode.window.registerWebviewViewProvider(historyViewId, {
    async resolveWebviewView(view) {
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
      let isOver = false;
      view.onDidDispose(() => {
        isOver = true;
        subscription.dispose();
        leave();
      });
      // No file may be loaded at all, the workspace's pictures least of all: they come as bytes that were looked
      // at first, so that nothing which gets into the page can reach for a file (S4, S5).
      webview.options = { enableScripts: true, localResourceRoots: [] };
      const page = await loadPage();
      if (!isOver) webview.html = page(webview);
    },
  });
}
