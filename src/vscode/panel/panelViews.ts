import * as vscode from 'vscode';
import type { PanelPlace } from './panelPage.ts';
import { createPanelSession, type PanelListener, type PlacedPanelSession } from './panelSession.ts';

export const panelViewId = 'fluxKlein.panel';
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
  /** Ctrl/Cmd+Enter, where the workbench got the key. */
  submit(): void;
}

export interface PanelViewsOptions {
  readonly extensionUri: vscode.Uri;
  readonly loadHost: () => Promise<PanelHostForViews>;
}

export function createPanelViews({ extensionUri, loadHost }: PanelViewsOptions): PanelViews {
  let viewSession: PlacedPanelSession | undefined;
  let editorSession: PlacedPanelSession | undefined;
  let editor: vscode.WebviewPanel | undefined;
  let wantsFocus = false;

  const listen = (webview: vscode.Webview, place: PanelPlace): PlacedPanelSession =>
    createPanelSession({
      webview,
      place,
      extensionUri,
      loadListener: async () => {
        const host = await loadHost();
        return {
          remove: (session) => host.remove(session),
          receive(message, session) {
            host.receive(message, session);
            if (isReady(message) && wantsFocus) {
              wantsFocus = false;
              session.post({ type: 'focusPrompt' });
            }
          },
        };
      },
    });

  const showRunning = async (view: vscode.WebviewView): Promise<vscode.Disposable> => {
    const host = await loadHost();
    return host.onDidChangeRunning((count) => {
      const tooltip =
        count === 1
          ? vscode.l10n.t('1 image is being made')
          : vscode.l10n.t('{0} images are being made', count);
      view.badge = count > 0 ? { value: count, tooltip } : undefined;
    });
  };

  const provider: vscode.WebviewViewProvider = {
    resolveWebviewView(view) {
      const session = listen(view.webview, 'view');
      viewSession = session;
      const badge = showRunning(view);
      view.onDidChangeVisibility(() => session.setVisible(view.visible));
      view.onDidDispose(() => {
        session.dispose();
        if (viewSession === session) viewSession = undefined;
        void badge.then((subscription) => subscription.dispose());
      });
    },
  };

  const attachEditor = (panel: vscode.WebviewPanel): void => {
    const session = listen(panel.webview, 'editor');
    editor = panel;
    editorSession = session;
    panel.iconPath = new vscode.ThemeIcon('sparkle');
    panel.onDidChangeViewState(() => session.setVisible(panel.visible));
    panel.onDidDispose(() => {
      session.dispose();
      editor = undefined;
      editorSession = undefined;
    });
  };

  const subscriptions = vscode.Disposable.from(
    vscode.window.registerWebviewViewProvider(panelViewId, provider),
    vscode.window.registerWebviewPanelSerializer(editorType, {
      async deserializeWebviewPanel(panel) {
        attachEditor(panel);
      },
    }),
  );

  return {
    async show() {
      wantsFocus = viewSession?.isVisible !== true;
      await vscode.commands.executeCommand(`${panelViewId}.focus`);
      viewSession?.post({ type: 'focusPrompt' });
    },

    async openInEditor() {
      if (editor) {
        wantsFocus = !editor.visible;
        editor.reveal();
        editorSession?.post({ type: 'focusPrompt' });
        return;
      }
      wantsFocus = true;
      attachEditor(
        vscode.window.createWebviewPanel(
          editorType,
          vscode.l10n.t('Generate Images'),
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
