import * as vscode from 'vscode';
import type { PaidImage } from '../../core/imageJob.ts';
import type { Batch, BatchOutcome } from '../../app/making/batch.ts';
import type { ImageStudio } from '../../app/making/imageStudio.ts';
import { progressReporter } from '../../app/words/progressWords.ts';
import { stopOn } from '../host/stopping.ts';
import type { PauseSwitches } from '../dialogs/pauseSwitch.ts';
import { withProgress } from '../dialogs/windowText.ts';
import { l10n } from '../host/l10n.ts';

export interface ImageOrdersOptions {
  readonly studio: ImageStudio;
  readonly pauses: PauseSwitches;
}

/**
 * Makes the images of a long batch: a notification says what is done and cancels, the status bar pauses. Each
 * image is saved as it arrives, and a failure stops only itself.
 */
export function runImageOrders(
  { studio, pauses }: ImageOrdersOptions,
  batch: Batch,
  title: string,
  paid: ReadonlyMap<number, PaidImage> = new Map(),
): Thenable<BatchOutcome> {
  const count = batch.items.length;
  return withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const { signal } = stopOn(token);
      const pause = pauses.create();
      let done = 0;
      pause.show(done, count);
      let message = '';
      const report = progressReporter(
        count,
        (words) => {
          message = words;
          progress.report({ message });
        },
        l10n,
      );
      try {
        return await studio.run(
          batch,
          paid,
          (index, step) => {
            report(index, step);
            if (step.kind !== 'done' && step.kind !== 'failed') return;
            pause.show(++done, count);
            // A report without words takes away those that are shown.
            progress.report({ increment: 100 / count, message });
          },
          signal,
          pause.whenOn,
        );
      } finally {
        pause.dispose();
      }
    },
  );
}
