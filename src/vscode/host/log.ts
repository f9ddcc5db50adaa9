import * as vscode from 'vscode';
import type { Logger } from '../../core/ports.ts';
import { redact } from '../../app/redact.ts';

export interface Log extends Logger, vscode.Disposable {
  show(): void;
}

/** The extension's log, which people attach to issues. Made on first use; once disposed it takes lines and drops them. */
export function createLog(): Log {
  let channel: vscode.LogOutputChannel | undefined;
  let isDisposed = false;
  /** A closed channel throws, and what ends with the window still has things to say. */
  const open = (): vscode.LogOutputChannel | undefined => {
    if (isDisposed) return undefined;
    return (channel ??= vscode.window.createOutputChannel('Flux Klein', { log: true }));
  };
  return {
    debug: (message) => open()?.debug(redact(message)),
    info: (message) => open()?.info(redact(message)),
    warn: (message) => open()?.warn(redact(message)),
    error: (message) => open()?.error(redact(message)),
    show: () => open()?.show(),
    dispose() {
      isDisposed = true;
      channel?.dispose();
    },
  };
}
