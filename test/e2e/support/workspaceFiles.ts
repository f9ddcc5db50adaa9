import { watch } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { goToLine, openFile } from '../../support/workbench.ts';
import { patienceMs, type JourneyWindow } from './journeyWindow.ts';

/** A Markdown document of its own for a journey, open in the window, saved by VS Code as it changes. */
export interface JourneyDocument {
  readonly path: string;
  /** Below the workspace. */
  readonly name: string;
  text(): Promise<string>;
  /** Resolves with the text once it has as many links to images. */
  untilLinks(count: number): Promise<string>;
  until(what: string, accepts: (text: string) => boolean): Promise<string>;
}

/** Writes a document into `docs` and opens it with the cursor at the start of a line, the first being 1. */
export async function openDocument(
  { page, workspacePath }: JourneyWindow,
  name: string,
  text: string,
  line = 1,
): Promise<JourneyDocument> {
  const path = join(workspacePath, 'docs', name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  await showDocument(page, name, line);
  const read = () => readFile(path, 'utf8');
  const until: JourneyDocument['until'] = (what, accepts) =>
    untilChanged(dirname(path), `${name} to have ${what}`, async () => {
      const now = await read();
      return accepts(now) ? now : undefined;
    });
  return {
    path,
    name,
    text: read,
    until,
    untilLinks: (count) => until(`${count} links`, (now) => imageTargets(now).length === count),
  };
}

/** Brings a document of `docs` to the front. */
export async function showDocument(page: Page, name: string, line = 1): Promise<void> {
  await openFile(page, `docs/${name}`);
  await goToLine(page, line);
}

/** What the images in a text point to. */
export function imageTargets(text: string): string[] {
  return [...text.matchAll(/!\[[^\]]*\]\(<?([^)>]+)>?\)/g)].map(([, target = '']) => target);
}

/** Names of the files in the assets folder; none where there is no such folder. */
export async function savedImages({ workspacePath }: JourneyWindow): Promise<string[]> {
  try {
    return (await readdir(join(workspacePath, 'assets'))).sort();
  } catch {
    return [];
  }
}

/** Looks whenever something in the folder changes, until `look` finds something. */
export async function untilChanged<T>(
  folder: string,
  what: string,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const found = Promise.withResolvers<T>();
  const tryNow = () => {
    look().then((result) => result !== undefined && found.resolve(result), found.reject);
  };
  const watcher = watch(folder, tryNow);
  const timer = setTimeout(() => found.reject(new Error(`waited in vain for ${what}`)), patienceMs);
  try {
    tryNow();
    return await found.promise;
  } finally {
    clearTimeout(timer);
    watcher.close();
  }
}
