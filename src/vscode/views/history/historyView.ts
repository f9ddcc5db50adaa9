import * as vscode from 'vscode';
import type { ToHistory } from '../../../protocol/historyMessages.ts';
import type { Log } from '../../host/log.ts';
import { createLateListener, type PageListener } from '../pageListener.ts';
import type { HistoryPage } from './historyPage.ts';

const historyViewId = 'fluxKlein.history';

/** The history in its webview, from its opening until it is out of sight. */
export interface HistorySession {
  /** Sends, if the webview is there to hear it; after a `ready` it is told everything anyway. */
  post(message: ToHistory): void;
}

/** Whoever answers the history. */
export type HistoryListener = PageListener<HistorySession>;

export interface HistoryViewOptions {
  /** Loaded when the view opens. */
  readonly loadPage: () => Promise<HistoryPage>;
  readonly loadHost: () => Promise<HistoryListener>;
  readonly log: Log;
}

/** Puts the history into the side bar; what answers it is loaded with its first word, and misses nothing. */
export function registerHistoryView(options: HistoryViewOptions): vscode.Disposable {
  const { loadPage, loadHost, log } = options;
  return vscode.window.registerWebviewViewProvider(historyViewId, {
    async resolveWebviewView(view) {
      const { webview } = view;
      const session: HistorySession = {
        post(message) {
          if (view.visible) void webview.postMessage(message);
        },
      };
      const isVisible = (): boolean => view.visible;
      const host = createLateListener({ load: loadHost, session, isVisible, log });
      const subscription = webview.onDidReceiveMessage(host.receive);
      view.onDidChangeVisibility(() => {
        if (!view.visible) host.leave();
      });
      let isOver = false;
      view.onDidDispose(() => {
        isOver = true;
        subscription.dispose();
        host.leave();
      });
      // No file may be loaded at all, the workspace's pictures least of all: they come as bytes that were looked
      // at first, so that nothing which gets into the page can reach for a file (S4, S5).
      webview.options = { enableScripts: true, localResourceRoots: [] };
      const page = await loadPage();
      if (!isOver) webview.html = page(webview);
    },
  });
}
