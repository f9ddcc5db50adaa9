import * as vscode from 'vscode';
import {
  createPanelSession,
  type PanelListener,
  type PanelSessionOptions,
  type PlacedPanelSession,
} from './panelSession.ts';
import type { Log } from '../../host/log.ts';
import type { FormValues } from '../../../protocol/messages.ts';
import type { PanelPlace } from './panelPage.ts';
import { l10n } from '../../host/l10n.ts';

const panelViewId = 'fluxKlein.panel';
const editorType = 'fluxKlein.panelEditor';

/** What answers the panels, as far as their places in the window need to know it. */
export interface PanelHostForViews extends PanelListener {
  /** How many images are being made. */
  readonly onDidChangeRunning: vscode.Event<number>;
}

/** The places where the panel can stand: the side bar, and an editor tab. */
export interface PanelViews extends vscode.Disposable {
  /** Opens the panel in the side bar and puts the cursor into its prompt. */
  show(): Promise<void>;
  openInEditor(): Promise<void>;
  /** Opens the panel in the side bar and puts these values into its form. */
  fill(values: Partial<FormValues>): Promise<void>;
  /** Ctrl/Cmd+Enter, where the workbench got the key. */
  submit(): void;
}

export interface PanelViewsOptions {
  readonly loadPage: PanelSessionOptions['loadPage'];
  readonly loadHost: () => Promise<PanelHostForViews>;
  readonly log: Log;
}

const hasPanelIcons = (): boolean => Number(vscode.version.split('.')[1]) >= 108;

export function createPanelViews({ loadPage, loadHost, log }: PanelViewsOptions): PanelViews {
  let viewSession: PlacedPanelSession | undefined;
  let editorSession: PlacedPanelSession | undefined;
  let editor: vscode.WebviewPanel | undefined;
  let wantsFocus = false;
  /** For a panel that is on its way. */
  let waiting: Partial<FormValues> | undefined;

  const listen = (
    webview: vscode.Webview,
    place: PanelPlace,
    onHost?: (host: PanelHostForViews) => void,
  ): PlacedPanelSession =>
    createPanelSession({
      webview,
      place,
      loadPage,
      log,
      loadListener: async () => {
        const host = await loadHost();
        onHost?.(host);
        return {
          remove: (session) => host.remove(session),
          receive(message, session) {
            host.receive(message, session);
            if (!isReady(message)) return;
            if (wantsFocus) session.post({ type: 'focusPrompt' });
            if (waiting && place === 'view') session.post({ type: 'fill', values: waiting });
            wantsFocus = false;
            waiting = undefined;
          },
        };
      },
    });

  const showRunning = (view: vscode.WebviewView, host: PanelHostForViews): vscode.Disposable =>
    host.onDidChangeRunning((count) => {
      const tooltip =
        count === 1 ? l10n.t('1 image is being made') : l10n.t('{0} images are being made', count);
      view.badge = count > 0 ? { value: count, tooltip } : undefined;
    });

  const provider: vscode.WebviewViewProvider = {
    resolveWebviewView(view) {
      let badge: vscode.Disposable | undefined;
      let isGone = false;
      const session = listen(view.webview, 'view', (host) => {
        if (!isGone) badge = showRunning(view, host);
      });
      viewSession = session;
      view.onDidChangeVisibility(() => session.setVisible(view.visible));
      view.onDidDispose(() => {
        session.dispose();
        if (viewSession === session) viewSession = undefined;
        isGone = true;
        badge?.dispose();
      });
      return session.drawn;
    },
  };

  const attachEditor = (panel: vscode.WebviewPanel): Promise<void> => {
    const session = listen(panel.webview, 'editor');
    editor = panel;
    editorSession = session;
    // Since 1.108; what panels take before has colours of its own, which suit no theme.
    if (hasPanelIcons()) Object.assign(panel, { iconPath: new vscode.ThemeIcon('sparkle') });
    panel.onDidChangeViewState(() => session.setVisible(panel.visible));
    panel.onDidDispose(() => {
      session.dispose();
      editor = undefined;
      editorSession = undefined;
    });
    return session.drawn;
  };

  const subscriptions = vscode.Disposable.from(
    vscode.window.registerWebviewViewProvider(panelViewId, provider),
    vscode.window.registerWebviewPanelSerializer(editorType, {
      async deserializeWebviewPanel(panel) {
        await attachEditor(panel);
      },
    }),
  );

  const show = async (): Promise<void> => {
    wantsFocus = viewSession?.isVisible !== true;
    await vscode.commands.executeCommand(`${panelViewId}.focus`);
    viewSession?.post({ type: 'focusPrompt' });
  };

  return {
    show,

    async fill(values) {
      const isThere = viewSession?.isVisible === true;
      waiting = isThere ? undefined : values;
      await show();
      if (isThere) viewSession?.post({ type: 'fill', values });
    },

    async openInEditor() {
      if (editor) {
        wantsFocus = !editor.visible;
        editor.reveal();
        editorSession?.post({ type: 'focusPrompt' });
        return;
      }
      wantsFocus = true;
      await attachEditor(
        vscode.window.createWebviewPanel(
          editorType,
          l10n.t('Generate Images'),
          vscode.ViewColumn.Active,
        ),
      );
    },

    submit() {
      const session = editor?.active ? editorSession : viewSession;
      session?.post({ type: 'submit' });
    },

    dispose() {
      subscriptions.dispose();
      editor?.dispose();
    },
  };
}

const isReady = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';
