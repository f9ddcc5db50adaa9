import type { LedgerEntry } from '../../../../src/core/ledgerEntry.ts';
import type { LedgerImage } from '../../../../src/core/ports.ts';
import type { LedgerDisk } from '../../../../src/node/ledger/ledgerDisk.ts';
import { createLedgerFiles } from '../../../../src/node/ledger/ledgerFiles.ts';
import { createImageLedger, type ImageLedger } from '../../../../src/app/unsaved/imageLedger.ts';
import { createMemoryDisk } from '../../../support/memoryDisk.ts';
import { request } from '../../oneMinAi/clientSetup.ts';

/** A window on a ledger, for a test to let die. */
export interface TestWindow extends ImageLedger {
  readonly logged: readonly string[];
  die(): void;
}

export interface TestWindowOptions {
  readonly disk?: LedgerDisk;
  readonly computerName?: string;
  /** Files that are safe, by URI. */
  readonly saved?: ReadonlySet<string>;
}

const rootPath = '/storage/ledger';

/** A ledger as several windows see it. */
export function createLedgerWindows() {
  const disk = createMemoryDisk(rootPath);
  const running = new Set<number>();
  let lastPid = 0;
  const clock = {
    nowMs: Date.UTC(2026, 0),
    now: () => clock.nowMs,
    sleep: async (ms: number) => {
      clock.nowMs += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  return {
    clock,
    disk,
    open({ disk: given = disk, computerName = 'ada', saved }: TestWindowOptions = {}): TestWindow {
      const pid = ++lastPid;
      running.add(pid);
      const logged: string[] = [];
      const write = (line: string): void => void logged.push(line);
      const opened = createImageLedger({
        files: createLedgerFiles({
          rootPath,
          windowProcess: { pid, isRunning: (each) => running.has(each) },
          computerName,
          disk: given,
        }),
        origin: () => 'https://api.1min.ai',
        tidy: async (entry: LedgerEntry) =>
          entry.naming && saved?.has(entry.naming.uri) ? undefined : entry,
        fileKeyOf: async (uri) => uri.toLowerCase().replace('/mnt/site/', '/home/ada/site/'),
        clock,
        log: { debug: write, info: write, warn: write, error: write },
      });
      return { ...opened, logged, die: () => void running.delete(pid) };
    },
  };
}

export function imageOf(name: string, isExact = false): LedgerImage {
  return {
    request,
    altText: name,
    uri: `file:///home/ada/site/assets/${name}.webp`,
    place: {
      folder: 'file:///home/ada/site/assets',
      namePath: name,
      ...(isExact && { exactName: `${name}.webp` }),
      attempt: 0,
      field: 'folder',
    },
  };
}
