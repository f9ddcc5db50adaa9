import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLedgerFiles } from '../../../src/node/ledger/ledgerFiles.ts';
import { URI } from 'vscode-uri';
import { localLeftovers } from '../../../src/node/localLeftovers.ts';
import { systemClock } from '../../../src/node/systemClock.ts';
import { createImageLedger, type ImageLedger } from '../../../src/app/unsaved/imageLedger.ts';
import { createTidyEntry } from '../../../src/app/unsaved/tidyEntry.ts';

/** A window on the ledger that a test can let die. */
export interface LedgerWindow extends ImageLedger {
  die(): void;
}

/** A ledger in a folder of its own, as several windows see it. */
export interface LedgerInTest {
  readonly folderPath: string;
  /** What went wrong, as the log would have it. */
  readonly logged: readonly string[];
  /** Milliseconds since the epoch. */
  nowMs: number;
  openWindow(): LedgerWindow;
  /** Every file with its text, by path below the folder. */
  files(): Promise<Map<string, string>>;
  remove(): Promise<void>;
}

export async function createLedgerInTest(
  origin = 'https://api.1min.ai',
  folderPath?: string,
): Promise<LedgerInTest> {
  const path = folderPath ?? (await mkdtemp(join(tmpdir(), 'flux-klein-ledger-')));
  const logged: string[] = [];
  const write = (line: string): void => void logged.push(line);
  const running = new Set<number>();
  let lastPid = 0;
  const ledger: LedgerInTest = {
    folderPath: path,
    logged,
    nowMs: Date.now(),
    openWindow() {
      const pid = ++lastPid;
      running.add(pid);
      const windowProcess = { pid, isRunning: (each: number) => running.has(each) };
      const opened = createImageLedger({
        files: createLedgerFiles({ rootPath: path, windowProcess }),
        origin: () => origin,
        tidy: createTidyEntry(localLeftovers, URI),
        fileKeyOf: (uri) => Promise.resolve(uri),
        clock: { now: () => ledger.nowMs, sleep: systemClock.sleep },
        log: { debug: write, info: write, warn: write, error: write },
      });
      return { ...opened, die: () => void running.delete(pid) };
    },
    async files() {
      const names = await readdir(path, { recursive: true }).catch(() => []);
      const found = names.filter((name) => name.endsWith('.jsonl')).sort();
      const texts = await Promise.all(found.map((name) => readFile(join(path, name), 'utf8')));
      return new Map(found.map((name, index) => [name, texts[index] ?? '']));
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
  return ledger;
}
