import * as vscode from 'vscode';
import type { ToPanel } from '../../../protocol/messages.ts';
import { l10n } from '../../host/l10n.ts';
import type { Settings } from '../../../app/settings.ts';
import { formDefaults } from './formDefaults.ts';
import { formLimits } from './formLimits.ts';
import { panelPage, type PanelPage } from './panelPage.ts';
import { panelStrings } from './panelPageWords.ts';

/**
 * What the panel is told in its page, so that the form is there at once: words and limits of our
 * own, and settings that were checked to be one of the choices. Nothing from outside (S6); all else
 * comes with the answer to `ready`.
 */
function openingMessages(settings: Settings): readonly ToPanel[] {
  const scope =
    vscode.window.activeTextEditor?.document.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  return [
    {
      type: 'setUp',
      strings: panelStrings(),
      limits: formLimits((english) => l10n.t(english)),
      isMac: process.platform === 'darwin',
    },
    { type: 'defaults', defaults: formDefaults(settings, scope) },
  ];
}

/** Makes the page of a panel, with what it starts from as it is now. */
export function createPanelPage({
  settings,
  readScript,
}: {
  readonly settings: Settings;
  readonly readScript: () => string;
}): PanelPage {
  let script: string | undefined;
  return (webview, place) =>
    panelPage({
      webview,
      place,
      script: (script ??= readScript()),
      opening: openingMessages(settings),
    });
}
