import * as vscode from 'vscode';
import type { ToHistory } from '../../../protocol/historyMessages.ts';
import type { ToPanel } from '../../../protocol/messages.ts';

export type PanelPlace = 'view' | 'editor';

/** The whole HTML for a webview. */
export type PanelPage = (webview: vscode.Webview, place: PanelPlace) => string;

export interface PanelPageOptions {
  readonly webview: vscode.Webview;
  readonly place: PanelPlace;
  /** The panel's own, written into the page: fetching it would cost a webview about 100 ms. */
  readonly script: string;
  /** What the panel hears first. Nothing from outside: texts and pictures come by message (S1–S6). */
  readonly opening: readonly (ToPanel | ToHistory)[];
  /** What the script draws into; absent: the panel. */
  readonly element?: 'flux-klein-panel' | 'flux-klein-history';
}

/** The page that the script of the panel, or of the history, draws into. */
export function panelPage(options: PanelPageOptions): string {
  const { webview, place, script, opening, element = 'flux-klein-panel' } = options;
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
  const policy = [
    "default-src 'none'",
    'img-src blob:',
    `style-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const language = /^[a-z-]+$/i.test(vscode.env.language) ? vscode.env.language : 'en';
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${policy}">
</head>
<body data-place="${place}">
<${element}></${element}>
<script type="application/json" id="opening">${JSON.stringify(opening).replaceAll('<', '\\u003c')}</script>
<script nonce="${nonce}">${script.replaceAll('</script', '<\\/script')}</script>
</body>
</html>`;
}
