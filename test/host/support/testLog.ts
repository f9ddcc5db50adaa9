import type { Log } from '../../../src/vscode/host/log.ts';

/** A log that a test reads. */
export function createTestLog(): { log: Log; logged: string[] } {
  const logged: string[] = [];
  const write = (message: string): void => void logged.push(message);
  const log: Log = {
    debug: write,
    info: write,
    warn: write,
    error: write,
    show: () => undefined,
    dispose: () => undefined,
  };
  return { log, logged };
}
