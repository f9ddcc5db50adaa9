import type { LedgerDisk, LedgerDiskFile } from '../../src/node/ledger/ledgerDisk.ts';

/** What happens at a step of the disk, counted from 0. */
export type DiskFault =
  /** This step alone fails; what it was to write is half written. */
  | { readonly kind: 'fails'; readonly at: number; readonly code: string }
  /** From this step on nothing can be written, as on a disk that is full or went read-only; reading and moving goes on. */
  | { readonly kind: 'isFull'; readonly at: number }
  /** From this step on nothing works at all. */
  | { readonly kind: 'isGone'; readonly at: number }
  /** The process ends before or after this step. */
  | { readonly kind: 'isKilled'; readonly at: number; readonly isDone: boolean };

/** A disk with a fault. */
export interface FaultyDisk extends LedgerDisk {
  /** Names of the steps that were asked for, in order. */
  readonly steps: readonly string[];
  /** Resolves when the process has ended. */
  readonly killed: Promise<void>;
  heal(): void;
}

const growing = new Set(['open to write', 'write', 'flush', 'mkdir']);

export function createFaultyDisk(disk: LedgerDisk, given?: DiskFault): FaultyDisk {
  let fault = given;
  const steps: string[] = [];
  const { promise: killed, resolve: kill } = Promise.withResolvers<void>();

  const step = async <T>(name: string, run: () => Promise<T>, half?: () => unknown): Promise<T> => {
    const at = steps.push(name) - 1;
    const failWith = async (code: string): Promise<never> => {
      await half?.();
      throw Object.assign(new Error(`${code}: ${name}`), { code });
    };
    if (!fault || at < fault.at) return run();
    if (fault.kind === 'isKilled') {
      if (at === fault.at) {
        if (fault.isDone) await run();
        else await half?.();
      }
      kill();
      return new Promise(() => undefined);
    }
    if (fault.kind === 'fails') return at === fault.at ? failWith(fault.code) : run();
    if (fault.kind === 'isFull') return growing.has(name) ? failWith('ENOSPC') : run();
    return failWith('EIO');
  };

  const fileOf = (file: LedgerDiskFile): LedgerDiskFile => ({
    writeFile: (text) => {
      const writeHalf = () => file.writeFile(text.slice(0, text.length / 2));
      return step('write', () => file.writeFile(text), writeHalf);
    },
    datasync: () => step('flush', () => file.datasync()),
    sync: () => file.sync(),
    close: () => step('close', () => file.close()),
  });

  return {
    steps,
    killed,
    heal: () => void (fault = undefined),
    open: (path, flags, mode) => {
      const name = flags === 'r' ? 'open' : 'open to write';
      return step(name, async () => fileOf(await disk.open(path, flags, mode)));
    },
    readFile: (path, encoding) => step('readFile', () => disk.readFile(path, encoding)),
    readdir: (path) => step('readdir', () => disk.readdir(path)),
    rename: (from, to) => step('rename', () => disk.rename(from, to)),
    mkdir: (path, options) => step('mkdir', () => disk.mkdir(path, options)),
    rmdir: (path) => step('rmdir', () => disk.rmdir(path)),
    unlink: (path) => step('unlink', () => disk.unlink(path)),
    truncate: (path, byteCount) => step('truncate', () => disk.truncate(path, byteCount)),
    stat: (path) => step('stat', () => disk.stat(path)),
    utimes: (path, accessed, modified) =>
      step('utimes', () => disk.utimes(path, accessed, modified)),
  };
}
