import * as vscode from 'vscode';
import type { ImageError } from '../../core/errors.ts';
import { asImageError } from '../../app/failures.ts';
import { nothing, pressesFor, type Presses } from '../../core/presses.ts';
import { actionLabel } from '../../app/words/actionLabel.ts';
import { accountUrl, commandIds } from '../host/ids.ts';
import type { Log } from '../host/log.ts';
import type { FailureAction } from '../../app/words/failureMessage.ts';
import { causeMessage } from '../../app/words/failureMessages.ts';
import { failedImagesMessage, offeredActions } from '../../app/words/failedImages.ts';
import { l10n } from '../host/l10n.ts';
import { withIcon } from '../../app/words/plainText.ts';
import { setStatusBarMessage, showErrorMessage } from './windowText.ts';

/** What a failed command can do about it; what is missing here is not offered. */
export type Remedies = Partial<Record<FailureAction, () => unknown>>;

/** Shows how something failed that nobody waits for. */
export function showIfFails(doing: Thenable<unknown>, log: Log): void {
  doing.then(undefined, (error: unknown) => showFailure(asImageError(error, log), log));
}

/** What helps against a failure wherever it is shown. */
export function failureRemedies(error: ImageError, log: Log): Remedies {
  const settingsQuery =
    error.code === 'timeout' ? 'fluxKlein.requestTimeout' : (error.field ?? 'fluxKlein');
  return {
    setApiKey: () => vscode.commands.executeCommand(commandIds.setApiKey),
    topUp: () => vscode.env.openExternal(vscode.Uri.parse(accountUrl)),
    openSetting: () =>
      vscode.commands.executeCommand('workbench.action.openSettings', settingsQuery),
    openProxySettings: () =>
      vscode.commands.executeCommand('workbench.action.openSettings', 'http.proxy'),
    openFolder: () => vscode.commands.executeCommand('workbench.action.files.openFolder'),
    manageTrust: () => vscode.commands.executeCommand('workbench.trust.manage'),
    showLog: () => log.show(),
  };
}

/** A status line that goes by itself, for what is good to know and asks for nothing. */
const statusLineMs = 10_000;

/**
 * Shows a failure once, with buttons that help. Resolves when the person has closed it and the
 * chosen remedy is done: commands that want to end when they have failed do not await it. Never
 * rejects, so that it needs nobody who listens.
 */
export async function showFailure(
  error: ImageError,
  log: Log,
  remedies: Remedies = {},
): Promise<void> {
  await showFailures([error], log, remedies);
}

/**
 * The same for images that failed together. Of what nobody wanted any more, only what it may have cost is spoken of.
 * Resolves with the button that was pressed.
 * @param given what the buttons send; absent: setting a key sends nothing.
 */
export async function showFailures(
  errors: readonly ImageError[],
  log: Log,
  remedies: Remedies = {},
  intro = '',
  given?: Presses<unknown>,
): Promise<FailureAction | undefined> {
  const [first, ...others] = errors.filter(({ code }) => code !== 'cancelled');
  const stoppedCount = errors.filter(
    ({ code, mayHaveBeenCharged }) => code === 'cancelled' && mayHaveBeenCharged,
  ).length;
  if (!first) {
    tellCancelled(stoppedCount);
    return undefined;
  }
  const told = [first, ...others] as const;
  const { text, actions } = failedImagesMessage(told, l10n);
  const presses = given ?? { ...pressesFor(told.map((error) => ({ error }))), setApiKey: nothing };
  // The setting that is opened is that of the failure which asks for it.
  const asking = told.find((error) => causeMessage(error, l10n).actions.includes('openSetting'));
  const available = { ...failureRemedies(asking ?? first, log), ...remedies };
  const items = offeredActions(actions, presses)
    .filter((action) => available[action])
    .map((action) => ({ title: actionLabel(action, presses, l10n), action }));
  const message = [intro, text, stoppedWords(stoppedCount)].filter(Boolean).join(' ');
  const chosen = await chosenOf(showErrorMessage(message, ...items), log);
  if (!chosen) return undefined;
  try {
    await available[chosen.action]?.();
  } catch (failure) {
    await showFailure(asImageError(failure, log), log);
  }
  return chosen.action;
}

/** What is said beside a failure of those that were cancelled and may have been charged. */
function stoppedWords(count: number): string {
  if (count === 0) return '';
  return count === 1
    ? l10n.t('1 cancelled image may have been charged.')
    : l10n.t('{0} cancelled images may have been charged.', count);
}

function tellCancelled(count: number): void {
  if (count === 0) return;
  const text =
    count === 1
      ? l10n.t('Cancelled. The image may have been charged.')
      : l10n.t('Cancelled. {0} images may have been charged.', count);
  setStatusBarMessage(withIcon('info', text), statusLineMs);
}

/** A window that is closing shows nothing more. */
async function chosenOf<T>(asking: Thenable<T | undefined>, log: Log): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    log.warn(`A message could not be shown: ${String(error)}`);
    return undefined;
  }
}
