import type * as vscode from 'vscode';
import { stopWith } from '../../app/stopping.ts';
import { cancelled } from '../../core/errors.ts';

/** What may stop something: a button of VS Code, or the signal of whoever has asked for it. */
type Stopper = vscode.CancellationToken | AbortSignal | undefined;

/** Stops, as `cancelled`, when any of these does; one that came too early to be heard counts as well. */
export function stopOn(...stoppers: readonly Stopper[]): AbortController {
  const stop = new AbortController();
  for (const each of stoppers) joinStop(stop, each);
  return stop;
}

/** Adds another button to something that runs. */
export function joinStop(stop: AbortController, stopper: Stopper): void {
  if (!stopper || 'aborted' in stopper) {
    stopWith(stop, stopper);
    return;
  }
  const stopNow = (): void => stop.abort(cancelled());
  if (stopper.isCancellationRequested) stopNow();
  else stopper.onCancellationRequested(stopNow);
}
