import type * as vscode from 'vscode';
import type { ToPanel } from '../../protocol/messages.ts';
import { panelOptions, panelPage, type PanelPlace } from './panelPage.ts';

/** One webview with the panel in it, from its opening to its end. */
export interface PanelSession extends vscode.Disposable {
  readonly place: PanelPlace;
  /** Sends, if the webview is there to hear it; after a `ready` the panel is told everything anyway. */
  post(message: ToPanel): void;
}

/** A session as its place in the window sees it. */
export interface PlacedPanelSession extends PanelSession {
  /** False while the panel is out of sight: VS Code then throws its page away, and loads it anew later. */
  readonly isVisible: boolean;
  setVisible(isVisible: boolean): void;
}

/** Whoever answers the panel. */
export interface PanelListener {
  /** @param message untrusted: whatever the webview has sent. */
  receive(message: unknown, session: PanelSession): void;
  remove(session: PanelSession): void;
}

export interface PanelSessionOptions {
  readonly webview: vscode.Webview;
  readonly place: PanelPlace;
  readonly extensionUri: vscode.Uri;
  readonly loadListener: () => Promise<PanelListener>;
}

/** Draws the panel at once; what answers it may be loaded meanwhile, and misses nothing. */
export function createPanelSession(options: PanelSessionOptions): PlacedPanelSession {
  const { webview, place, extensionUri, loadListener } = options;
  let isVisible = true;
  const leave = (): void => {
    isVisible = false;
    void listener.then((loaded) => loaded.remove(session));
  };
  const session: PlacedPanelSession = {
    place,
    get isVisible() {
      return isVisible;
    },
    setVisible(isNowVisible) {
      if (isNowVisible) isVisible = true;
      else leave();
    },
    post(message) {
      if (isVisible) void webview.postMessage(message);
    },
    dispose() {
      subscription.dispose();
      leave();
    },
  };
  const subscription = webview.onDidReceiveMessage((message: unknown) => {
    void listener.then((loaded) => {
      loaded.receive(message, session);
      // What a page has said before it went counts, but does not make it open again.
      if (!isVisible) loaded.remove(session);
    });
  });
  webview.options = panelOptions(extensionUri);
  webview.html = panelPage(webview, extensionUri, place);
  // Started after the page was handed over, so that both load at the same time.
  const listener = loadListener();
  return session;
}
