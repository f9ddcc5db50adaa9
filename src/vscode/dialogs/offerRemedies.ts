import type * as vscode from 'vscode';
import type { ImageError } from '../../core/errors.ts';
import { pressesFor, sentBy, type Press } from '../../core/presses.ts';
import { showFailures, type Remedies } from './failureActions.ts';
import type { FailureAction } from '../../app/words/failureMessage.ts';
import type { Log } from '../host/log.ts';
import { askForFile } from './saveDialog.ts';

/** What a person has pressed. */
export interface Pressed<Failure> {
  readonly press: Press<Failure>;
  /** What the press is not meant for: still to be offered. */
  readonly left: readonly Failure[];
  /** The file that was chosen for what could not be saved. */
  readonly chosen?: vscode.Uri;
}

export interface OfferOptions<Failure> {
  readonly failures: readonly Failure[];
  /** What is said before the causes of so many failures. */
  readonly intro: (failedCount: number) => string;
  /** Sends what the press says, and no more. */
  readonly send: (pressed: Pressed<Failure>) => Promise<unknown>;
  /** False where nothing is ever to be paid: then no button pays. */
  readonly mayPay: boolean;
  readonly setApiKey: () => Promise<boolean>;
  /** Absent: not offered. */
  readonly editPrompt?: () => unknown;
  readonly log: Log;
}

/** These are no end for the images: once the credits, the setting or the cause are seen to, they are still wanted. */
const leadsElsewhere: ReadonlySet<FailureAction> = new Set([
  'topUp',
  'openSetting',
  'openProxySettings',
  'showLog',
]);

/** Shows what failed, and does what the person presses: what each button sends is decided in the core. */
export async function offerRemedies<Failure extends { readonly error: ImageError }>(
  options: OfferOptions<Failure>,
): Promise<void> {
  const { failures, intro, send, mayPay, setApiKey, editPrompt, log } = options;
  // What a person has cancelled is not begun again by a press for what failed.
  const failed = failures.filter(({ error }) => error.code !== 'cancelled');
  const presses = pressesFor(failed);

  const sending = async (press: Press<Failure>, chosen?: vscode.Uri): Promise<void> => {
    const sent = sentBy(press);
    const left = failed.filter((failure) => !sent.includes(failure));
    await send({ press, left, ...(chosen && { chosen }) });
  };
  const remedies: Remedies = {
    ...(mayPay && {
      retry: () => sending(presses.retry),
      retryAll: () => sending(presses.retryAll),
    }),
    checkAgain: () => sending(presses.checkAgain),
    async setApiKey() {
      await ((await setApiKey()) ? sending(presses.setApiKey) : offerRemedies(options));
    },
    async saveElsewhere() {
      const chosen = await askForFile();
      // As everywhere here, backing out of the dialog keeps the bytes and the offer.
      await (chosen ? sending(presses.saveElsewhere, chosen) : offerRemedies(options));
    },
    ...(editPrompt && { editPrompt }),
  };
  const errors = failures.map(({ error }) => error);
  const pressed = await showFailures(errors, log, remedies, intro(failed.length), presses);
  if (pressed && leadsElsewhere.has(pressed)) await offerRemedies(options);
}
