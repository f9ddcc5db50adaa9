import * as vscode from 'vscode';
import type { Logger } from '../core/ports.ts';

export interface Log extends Logger, vscode.Disposable {
  show(): void;
}

/**
 * Takes out of a line what must not be kept: query strings (signed links) and user names in
 * addresses. Callers pass no key and no header to begin with (S41).
 */
export function redact(line: string): string {
  return line
    .replace(/([a-z][a-z\d+.-]*:\/\/)[^\s/?#@]*@/gi, '$1')
    .replace(/(https?:\/\/[^\s?#"'<>]*)[?#][^\s"'<>]*/gi, '$1?…')
    .slice(0, 2000);
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
