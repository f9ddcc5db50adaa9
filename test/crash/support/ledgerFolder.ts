import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ledgerIn } from '../../support/ledgerFolder.ts';
import { isOwn, readEntry, type LedgerEntry } from '../../../src/core/ledgerEntry.ts';

/** The ledger as it lies on the disk, looked at from outside. */
export interface LedgerFolder {
  /** Every file with its text, of whatever window. */
  texts(): string[];
  /** What can be read of them. */
  entries(): LedgerEntry[];
  /** Changes with everything that is written, moved or removed. */
  fingerprint(): string;
  clear(): void;
}

export function ledgerFolder(userDataPath: string): LedgerFolder {
  const path = ledgerIn(dirname(userDataPath));
  const files = (): string[] => {
    try {
      return readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.jsonl'),
      );
    } catch {
      return [];
    }
  };
  const textOf = (name: string): string => {
    try {
      return readFileSync(join(path, name), 'utf8');
    } catch {
      // Moved or cleared while the folder was read.
      return '';
    }
  };
  const texts = (): string[] => files().map(textOf);
  return {
    texts,
    entries: () => texts().map(readEntry).filter(isOwn),
    fingerprint: () => JSON.stringify(files().map((name) => [name, textOf(name).length])),
    clear: () => rmSync(path, { recursive: true, force: true }),
  };
}
