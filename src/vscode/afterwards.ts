import type * as vscode from 'vscode';
import type { Logger } from '../core/ports.ts';

/** By then the first command has asked its question, or sent its request. */
const delayMs = 1500;

/** Does something a little later, unless it is disposed of first. Failures go to the log: nobody asked for it. */
export function afterwards(run: () => Promise<void>, log: Logger): vscode.Disposable {
  const timer = setTimeout(() => {
    run().catch((error: unknown) => log.error(String(error)));
  }, delayMs);
  timer.unref();
  return { dispose: () => clearTimeout(timer) };
}
