import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { ledgerPath } from '../node/ledger/ledgerPlace.ts';

/**
 * Where what is paid for and not saved yet lies. The first is that of the person, whatever program has made the image; the second
 * that of older versions, in this editor's storage, which takes the new ones where the person's own folder can't be written to.
 */
export const ledgerFolders = ({ globalStorageUri }: Storage): readonly [string, string] => [
  ledgerPath({ platform: process.platform, env: process.env, homePath: homedir() }),
  join(globalStorageUri.fsPath, 'ledger'),
];

type Storage = Pick<vscode.ExtensionContext, 'globalStorageUri'>;

/**
 * Nearly always it is, and the ledger's tools need not be loaded to see that. False where it can't be read: then they say so.
 */
export async function isLedgerEmpty(storage: Storage): Promise<boolean> {
  const isEmpty = (path: string): Promise<boolean> =>
    readdir(path).then(
      (names) => names.length === 0,
      (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT',
    );
  const each = await Promise.all(ledgerFolders(storage).map(isEmpty));
  return each.every(Boolean);
}
