import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { entryText, readEntry, type LedgerEntry } from '../../../src/core/ledgerEntry.ts';
import { dataPathVariable } from '../../support/hostTestReport.ts';
import { ledgerIn } from '../../support/ledgerFolder.ts';
import { workspaceUri } from './workspace.ts';

/** The folder of the ledger of the extension that runs in this window. */
export function ownLedgerPath(): string {
  return ledgerIn(process.env[dataPathVariable] ?? '');
}

/** Forgets all that earlier tests have left in it. */
export const clearLeft = (): Promise<void> =>
  rm(join(ownLedgerPath(), 'left'), { recursive: true, force: true });

/** The texts of what earlier tests have left in it, by their paths. */
async function leftTexts(): Promise<[path: string, text: string][]> {
  const folder = join(ownLedgerPath(), 'left');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.jsonl'));
  const paths = names.map((name) => join(folder, name));
  return Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8')]));
}

export const leftEntries = async () => (await leftTexts()).map(([, text]) => readEntry(text));

export async function changeLeft(change: (text: string) => string): Promise<void> {
  for (const [path, text] of await leftTexts()) await writeFile(path, change(text));
}

/** An entry as another window writes it before it pays for this file. */
export function entryFor(file: vscode.Uri, prompt: string, id = '00000000000000aa'): LedgerEntry {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  return {
    id,
    createdAtMs: Date.now(),
    origin: 'https://api.1min.ai',
    request: {
      prompt,
      model: 'black-forest-labs/flux-2-klein-4b',
      aspectRatio: '1:1',
      outputFormat: 'png',
      outputQuality: 80,
      inferenceSteps: 4,
      goFast: true,
      megapixels: '1',
      disableSafetyChecker: false,
      seed: 7,
    },
    altText: prompt,
    uri: file.toString(),
    place: {
      folder: file.with({ path: file.path.slice(0, file.path.lastIndexOf('/')) }).toString(),
      namePath: name.replace(/\.[^.]*$/, ''),
      exactName: name,
      attempt: 0,
      roots: [workspaceUri().toString()],
      field: 'path',
    },
  };
}

/** Another window at work on this while something runs: its folder is that of a process that lives. */
export async function whileOtherWindowMakes<T>(
  entries: readonly LedgerEntry[],
  run: () => Promise<T>,
): Promise<T> {
  const computer = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
  const path = join(ownLedgerPath(), `${computer}-${process.ppid}-0badcafe`);
  await mkdir(path, { recursive: true });
  for (const entry of entries) {
    await writeFile(join(path, `${entry.id}.jsonl`), entryText(entry));
  }
  try {
    return await run();
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}
