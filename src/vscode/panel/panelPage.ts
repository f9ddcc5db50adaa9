import * as vscode from 'vscode';

export type PanelPlace = 'view' | 'editor';

/**
 * The page that the panel's script draws into. Nothing from outside is written into it: texts and
 * pictures come by message (S1–S6).
 */
export function panelPage(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  place: PanelPlace,
): string {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
  const script = webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'panel.js'));
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
<flux-klein-panel></flux-klein-panel>
<script nonce="${nonce}" src="${script.toString()}"></script>
</body>
</html>`;
}

/** Only the panel's own script may be loaded; pictures come as bytes. */
export function panelOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')],
  };
}
