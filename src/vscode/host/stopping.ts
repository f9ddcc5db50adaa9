import type * as vscode from 'vscode';
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
  if (!stopper) return;
  const stopNow = (): void => stop.abort(cancelled());
  if ('aborted' in stopper) {
    if (stopper.aborted) stopNow();
    else stopper.addEventListener('abort', stopNow, { once: true, signal: stop.signal });
    return;
  }
  if (stopper.isCancellationRequested) stopNow();
  else stopper.onCancellationRequested(stopNow);
}
