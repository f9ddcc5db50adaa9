import * as vscode from 'vscode';

export type PanelPlace = 'view' | 'editor';

/**
 * The page that the panel's script draws into. Nothing from outside is written into it: texts and
 * pictures come by message (S1–S6).
 * @param script our own, written into the page: fetching it would cost a webview about 100 ms.
 */
export function panelPage(webview: vscode.Webview, script: string, place: PanelPlace): string {
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
<flux-klein-panel></flux-klein-panel>
<script nonce="${nonce}">${script.replaceAll('</script', '<\\/script')}</script>
</body>
</html>`;
}

/** No file may be loaded at all: the script is in the page, and pictures come as bytes. */
export const panelOptions: vscode.WebviewOptions = { enableScripts: true, localResourceRoots: [] };

/** Reads the panel's script, which is a file of its own so that nothing else has to load it. */
export async function readPanelScript(extensionUri: vscode.Uri): Promise<string> {
  const uri = vscode.Uri.joinPath(extensionUri, 'dist', 'panel.js');
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
