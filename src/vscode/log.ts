import * as vscode from 'vscode';
import type { Logger } from '../core/ports.ts';
import { redact } from './redact.ts';

export interface Log extends Logger, vscode.Disposable {
  show(): void;
}

/** The extension's log, which people attach to issues. Made on first use. */
export function createLog(): Log {
  let channel: vscode.LogOutputChannel | undefined;
  const open = (): vscode.LogOutputChannel =>
    (channel ??= vscode.window.createOutputChannel('Flux Klein', { log: true }));
  return {
    debug: (message) => open().debug(redact(message)),
    info: (message) => open().info(redact(message)),
    warn: (message) => open().warn(redact(message)),
    error: (message) => open().error(redact(message)),
    show: () => open().show(),
    dispose: () => channel?.dispose(),
  };
}
