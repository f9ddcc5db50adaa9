import * as vscode from 'vscode';
import type { PaidImage } from '../../core/generator.ts';
import type { Batch, BatchOutcome } from '../batch.ts';
import type { ImageStudio } from '../imageStudio.ts';
import { progressReporter } from '../progressWords.ts';

const { l10n } = vscode;

/** Makes a batch behind a notification that says what happens and has a Cancel button. */
export function runBatch(
  studio: ImageStudio,
  batch: Batch,
  paid: ReadonlyMap<number, PaidImage> = new Map(),
): Thenable<BatchOutcome> {
  const count = batch.items.length;
  const title = count === 1 ? l10n.t('Generating image') : l10n.t('Generating {0} images', count);
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      const report = progressReporter(count, (message) => progress.report({ message }));
      return studio.run(batch, paid, report, stop.signal);
    },
  );
}
