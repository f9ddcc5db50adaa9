import * as vscode from 'vscode';
import type { PaidImage } from '../../core/imageJob.ts';
import type { Batch, BatchOutcome } from '../../app/making/batch.ts';
import type { ImageStudio } from '../../app/making/imageStudio.ts';
import { progressReporter } from '../../app/words/progressWords.ts';
import { joinStop, stopOn } from '../host/stopping.ts';
import { l10n } from '../host/l10n.ts';
import { withProgress } from '../dialogs/windowText.ts';

/** What is over by then needs no notification, and the window has its hands free for the link. */
const quickMs = 400;

/** Makes a batch; one that takes longer does so behind a notification that says what happens and has a Cancel button. */
export async function runBatch(
  studio: ImageStudio,
  batch: Batch,
  paid: ReadonlyMap<number, PaidImage> = new Map(),
  signal?: AbortSignal,
): Promise<BatchOutcome> {
  const count = batch.items.length;
  const stop = stopOn(signal);
  let newest: string | undefined;
  let show = (message: string): void => void (newest = message);
  const report = progressReporter(count, (message) => show(message), l10n);
  const running = studio.run(batch, paid, report, stop.signal);
  if (await isOverIn(quickMs, running)) return running;

  const title = count === 1 ? l10n.t('Generating image') : l10n.t('Generating {0} images', count);
  return withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      show = (message) => progress.report({ message });
      if (newest !== undefined) show(newest);
      joinStop(stop, token);
      return running;
    },
  );
}

/** Whether something is over, well or not, before so many milliseconds have passed. */
function isOverIn(ms: number, running: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    const end = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    running.then(end, end);
  });
}
