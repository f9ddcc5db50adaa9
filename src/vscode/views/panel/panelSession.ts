import type * as vscode from 'vscode';
import type { ToPanel } from '../../../protocol/messages.ts';
import type { Log } from '../../host/log.ts';
import { createLateListener, type PageListener } from '../pageListener.ts';
import type { PanelPage, PanelPlace } from './panelPage.ts';

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
  /** Resolves once the page is on its way into the webview. */
  readonly drawn: Promise<void>;
  setVisible(isVisible: boolean): void;
}

/** Whoever answers the panel. */
export type PanelListener = PageListener<PanelSession>;

export interface PanelSessionOptions {
  readonly webview: vscode.Webview;
  readonly place: PanelPlace;
  /** Loaded when the first panel opens. */
  readonly loadPage: () => Promise<PanelPage>;
  readonly loadListener: () => Promise<PanelListener>;
  readonly log: Log;
}

/** Draws the panel; what answers it is loaded with its first word, and misses nothing. */
export function createPanelSession(options: PanelSessionOptions): PlacedPanelSession {
  const { webview, place, loadPage, loadListener, log } = options;
  let isVisible = true;
  const leave = (): void => {
    isVisible = false;
    listener.leave();
  };
  let isOver = false;
  const draw = async (): Promise<void> => {
    const page = await loadPage();
    if (!isOver) webview.html = page(webview, place);
  };
  const session: PlacedPanelSession = {
    place,
    drawn: draw(),
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
      isOver = true;
      subscription.dispose();
      leave();
    },
  };
  const listener = createLateListener({
    load: loadListener,
    session: session as PanelSession,
    isVisible: () => isVisible,
    log,
  });
  const subscription = webview.onDidReceiveMessage(listener.receive);
  webview.options = panelOptions;
  return session;
}

/** No file may be loaded at all: the script is in the page, and pictures come as bytes. */
const panelOptions: vscode.WebviewOptions = { enableScripts: true, localResourceRoots: [] };
