import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheRoot } from '../../scripts/projectPaths.mjs';

/** A log file that leaves out what is known to be harmless. */
export interface ServerLog {
  readonly path: string;
  write(chunk: string): void;
  close(): Promise<void>;
}

/** Creates `.cache/logs/<name>-<pid>-<time>.log`. */
export function createServerLog(name: string): ServerLog {
  const folder = join(cacheRoot, 'logs');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}-${process.pid}-${Date.now()}.log`);
  const stream = createWriteStream(path);
  const isNoise = createNoiseFilter();
  let partial = '';
  return {
    path,
    write(chunk) {
      const lines = (partial + chunk).split('\n');
      partial = lines.pop() ?? '';
      for (const line of lines) if (!isNoise(line)) stream.write(`${line}\n`);
    },
    close: () => new Promise((resolve) => stream.end(partial, resolve)),
  };
}

/**
 * Tells, line by line, what the server says in vain: without its native modules (they need a compiler, and
 * nothing here needs them) it prints a block of some thirty lines for each of `spdlog` and `watchdog`, many times.
 */
export function createNoiseFilter(): (line: string) => boolean {
  let isInBlock = false;
  return (line) => {
    if (/Could not locate the bindings file/.test(line)) {
      isInBlock = true;
      return true;
    }
    if (!isInBlock) return line.trim() === '';
    if (line === '}') isInBlock = false;
    // A block that ends otherwise than expected must not swallow the rest of the log.
    else if (!/^( → | {2,}|\s*$)/.test(line)) {
      isInBlock = false;
      return false;
    }
    return true;
  };
}
