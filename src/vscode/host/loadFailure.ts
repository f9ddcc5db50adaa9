import * as vscode from 'vscode';
import { l10n } from './l10n.ts';
import type { Log } from './log.ts';
import { showErrorMessage } from '../dialogs/windowText.ts';

/**
 * Shows what went wrong with something that nobody waits for. Its words are loaded first, and where
 * that fails too, as after an update that has removed the files of this version, it says that.
 * Resolves when the person has closed it. Never rejects.
 */
export async function tellFailure(error: unknown, log: Log): Promise<void> {
  try {
    const [{ asImageError }, { showFailure }] = await Promise.all([
      import('../../app/failures.ts'),
      import('../dialogs/failureActions.ts'),
    ]);
    await showFailure(asImageError(error, log), log);
  } catch {
    log.error(String(error));
    await showUnloadable();
  }
}

/** A part of the extension is not there any more. Never rejects. */
async function showUnloadable(): Promise<void> {
  const text = l10n.t(
    'A part of this extension could not be loaded. Reload the window, then try again.',
  );
  const reload = l10n.t('Reload Window');
  try {
    if ((await showErrorMessage(text, reload)) !== reload) return;
    await vscode.commands.executeCommand('workbench.action.reloadWindow');
  } catch {
    // The window is gone.
  }
}
