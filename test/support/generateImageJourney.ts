import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { answerQuickInput, goToLine, openFile, quickInput, runCommand } from './workbench.ts';

export interface Journey {
  readonly workspacePath: string;
  /** Below the workspace, with `/`. */
  readonly documentPath: string;
  /** Where the link goes: a line of the document, the first being 1. */
  readonly line: number;
  readonly prompt: string;
}

export interface JourneyEnd {
  /** The line of the document, as saved, that shows the new picture. */
  readonly documentLine: string;
  readonly imagePath: string;
}

/**
 * What a person does for a picture: opens the document, puts the cursor, presses F1, picks Generate Image, types a
 * prompt, takes every default with Enter, waits for the link, and saves.
 */
export async function generateImageAsAPerson(page: Page, journey: Journey): Promise<JourneyEnd> {
  const documentPath = join(journey.workspacePath, journey.documentPath);
  const linesBefore = await linesOf(documentPath);
  await openFile(page, journey.documentPath);
  await goToLine(page, journey.line);
  await runCommand(page, 'Flux Klein: Generate Image');
  await answerQuickInput(page, journey.prompt);
  await quickInput(page).locator('.quick-input-list .monaco-list-row.focused').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.tab.active.dirty').waitFor({ timeout: 60_000 });
  await page.keyboard.press('ControlOrMeta+S');
  await page.locator('.tab.active:not(.dirty)').waitFor();
  const known = new Set(linesBefore);
  const documentLine = (await linesOf(documentPath)).find(
    (line) => line.includes('![') && !known.has(line),
  );
  const target = documentLine && /\]\(<?([^)>]+)>?\)/.exec(documentLine)?.[1];
  if (documentLine === undefined || target === undefined) {
    throw new Error(`no new picture in ${journey.documentPath}`);
  }
  return { documentLine, imagePath: resolve(dirname(documentPath), decodeURIComponent(target)) };
}

async function linesOf(path: string): Promise<string[]> {
  return (await readFile(path, 'utf8')).split(/\r?\n/);
}
