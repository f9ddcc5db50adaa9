import * as vscode from 'vscode';
import { ImageError } from '../../core/errors.ts';
import { isFetchable } from '../../core/ledgerEntry.ts';
import type { ApiKeys } from '../host/apiKeys.ts';
import { announce } from '../dialogs/announcement.ts';
import type { GeneratedImage } from '../../app/making/batch.ts';
import { showIfFails } from '../dialogs/failureActions.ts';
import type { LeftImages } from '../../app/unsaved/imageLedger.ts';
import type {
  ImageRecovery,
  Recoverable,
  RecoveryFailure,
  RecoveryOutcome,
} from '../../app/unsaved/imageRecovery.ts';
import { warnOfForeign, warnOfUnread } from '../dialogs/unreadLedger.ts';
import { unreadError } from '../../app/unsaved/unreadError.ts';
import type { Log } from '../host/log.ts';
import { progressReporter } from '../../app/words/progressWords.ts';
import type { PlainText } from '../../app/words/plainText.ts';
import type { Settings } from '../../app/settings.ts';
import { stopOn } from '../host/stopping.ts';
import type { ApiKeyDialog } from '../dialogs/apiKeyDialog.ts';
import { askLeftImages } from '../dialogs/leftImagesDialog.ts';
import { offerRemedies } from '../dialogs/offerRemedies.ts';
import { BatchError, publicFailure } from '../../app/commands/generateForProgram.ts';
import { l10n } from '../host/l10n.ts';
import { showInformationMessage, showWarningMessage, withProgress } from '../dialogs/windowText.ts';

/** Recover Unsaved Images. */
export interface RecoverImages {
  /** Takes no argument by name: `{}` asks nothing, and recovers all that can be. */
  withArguments(given: object): Promise<GeneratedImage[]>;
  withQuestions(): Promise<GeneratedImage[] | undefined>;
}

export interface RecoverImagesOptions {
  readonly left: LeftImages;
  readonly recovery: ImageRecovery;
  readonly keys: ApiKeys;
  readonly keyDialog: ApiKeyDialog;
  readonly settings: Settings;
  readonly log: Log;
}

export function createRecoverImages(options: RecoverImagesOptions): RecoverImages {
  const { left, recovery, keys, keyDialog, settings, log } = options;

  const run = (wanted: readonly Recoverable[], chosen?: vscode.Uri): Thenable<RecoveryOutcome> => {
    const count = wanted.length;
    const title = count === 1 ? l10n.t('Recovering image') : l10n.t('Recovering {0} images', count);
    return withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      (progress, token) => {
        const { signal } = stopOn(token);
        const onProgress = progressReporter(count, (message) => progress.report({ message }), l10n);
        return recovery.run(wanted, { onProgress, ...(chosen && { chosen }) }, signal);
      },
    );
  };

  const runForPerson = async (
    wanted: readonly Recoverable[],
  ): Promise<GeneratedImage[] | undefined> => {
    const { images, failures } = await run(wanted);
    await announce(images, { wantsInsertion: false }, log);
    if (failures.length === 0) return [...images];
    showIfFails(offer(failures, wanted.length), log);
    return undefined;
  };

  /** @param waiting what failed before and is not tried now. */
  const again = async (
    wanted: readonly RecoveryFailure[],
    waiting: readonly RecoveryFailure[],
    count: number,
    chosen?: vscode.Uri,
  ): Promise<void> => {
    if (wanted.length === 0) return;
    const { images, failures } = await run(wanted, chosen);
    await announce(images, { wantsInsertion: false }, log);
    const left = [...failures, ...waiting];
    if (left.length > 0) await offer(left, count);
  };

  const offer = async (failures: readonly RecoveryFailure[], count: number): Promise<void> => {
    const gone = failures.filter(({ error }) => error.reason === 'recordGone');
    const others = failures.filter((failure) => !gone.includes(failure));
    if (gone.length > 0) showIfFails(offerToForget(gone), log);
    if (others.length === 0) return;
    await offerRemedies({
      failures: others,
      intro: (failed) =>
        count > 1 ? l10n.t('{0} of {1} images could not be recovered.', failed, count) : '',
      mayPay: false,
      send: ({ press, left: waiting, chosen }) => again(press.free, waiting, count, chosen),
      setApiKey: () => keyDialog.set(),
      log,
    });
  };

  const offerToForget = async (gone: readonly RecoveryFailure[]): Promise<void> => {
    const text =
      gone.length === 1
        ? l10n.t('1min.ai no longer has this image, so it cannot be recovered.')
        : l10n.t(
            '1min.ai no longer has {0} of the images, so they cannot be recovered.',
            gone.length,
          );
    const forget = l10n.t('Forget');
    if ((await showWarningMessage(text, forget)) !== forget) return;
    await left.forget(gone.map(({ entry }) => entry));
  };

  return {
    async withArguments(given) {
      const [name] = Object.keys(given);
      if (name !== undefined) {
        const message = `${name} is not an argument. This command takes none.`;
        throw new ImageError('badRequest', message, { field: name });
      }
      const { entries, isComplete } = await left.list();
      const wanted = entries.filter(isFetchable).map((entry) => ({ entry }));
      if (wanted.length === 0) {
        if (isComplete) return [];
        throw unreadError();
      }
      if (!(await keys.get(settings.endpoint().origin))) {
        throw new ImageError('keyMissing', 'No API key is set for this service.');
      }
      const { images, failures } = await run(wanted);
      const [first] = failures;
      if (!first && isComplete) return [...images];
      if (!first) throw new BatchError(unreadError(), images, []);
      if (wanted.length === 1 && isComplete) throw first.error;
      const told = failures.map(({ entry, index, error }) =>
        publicFailure({ item: { index, request: entry.request }, error }),
      );
      throw new BatchError(first.error, images, told);
    },

    async withQuestions() {
      const { entries, isComplete, foreign, inWork } = await left.list();
      if (!isComplete) warnOfUnread();
      if (foreign.length > 0) warnOfForeign(foreign.length);
      if (entries.length === 0) {
        if (!isComplete || foreign.length > 0) return undefined;
        void showInformationMessage(nothingLeftWords(inWork.length));
        return [];
      }
      await left.endOffer(entries);
      const wanted = await askLeftImages(entries, async (forgotten) =>
        showIfFails(left.forget(forgotten), log),
      );
      if (!wanted) return undefined;
      if (wanted.length === 0) return [];
      if (!(await keyDialog.ensure())) return undefined;
      return runForPerson(wanted.map((entry) => ({ entry })));
    },
  };
}

/** What is in somebody's hands is not saved, and may have to be recovered yet. */
function nothingLeftWords(inWorkCount: number): PlainText {
  if (inWorkCount === 0) {
    return l10n.t('There is nothing to recover: every image that was paid for is saved.');
  }
  return inWorkCount === 1
    ? l10n.t('One image is being fetched or made at the moment. There is nothing else to recover.')
    : l10n.t(
        '{0} images are being fetched or made at the moment. There is nothing else to recover.',
        inWorkCount,
      );
}
