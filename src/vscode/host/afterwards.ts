import type * as vscode from 'vscode';
import type { Logger } from '../../core/ports.ts';

export interface AfterwardsOptions {
  readonly delayMs: number;
  /** Failures go there: nobody asked for it. */
  readonly log: Logger;
}

/** Does something a little later, unless it is disposed of first; what comes of it is disposed of with it. */
export function afterwards(
  run: () => Promise<vscode.Disposable | void>,
  { delayMs, log }: AfterwardsOptions,
): vscode.Disposable {
  let made: vscode.Disposable | void;
  let isDisposed = false;
  const runNow = async (): Promise<void> => {
    made = await run();
    if (isDisposed) made?.dispose();
  };
  const timer = setTimeout(() => {
    runNow().catch((error: unknown) => log.error(String(error)));
  }, delayMs);
  timer.unref();
  return {
    dispose() {
      isDisposed = true;
      clearTimeout(timer);
      made?.dispose();
    },
  };
}
