import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { once } from 'node:events';

/** A child process that is ended together with everything that it started. */
export interface ChildGroup {
  readonly child: ChildProcess;
  /** Asks the whole group to end, insists after 3 s, and resolves when the child is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a program as the head of a process group of its own, so that none of its children outlives it. The group
 * is also ended when this process exits.
 */
export function startChildGroup(
  file: string,
  args: readonly string[],
  options: SpawnOptions,
): ChildGroup {
  const child = spawn(file, args, { ...options, detached: process.platform !== 'win32' });
  const exited = once(child, 'exit').catch(() => {});
  const endNow = () => endGroup(child, 'SIGKILL');
  process.once('exit', endNow);
  return {
    child,
    async stop() {
      const insist = setTimeout(endNow, 3000);
      endGroup(child, 'SIGTERM');
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
        await exited;
      }
      clearTimeout(insist);
      // The head may be gone before its children are.
      endNow();
      process.removeListener('exit', endNow);
    },
  };
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Already gone.
  }
}
