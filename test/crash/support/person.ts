import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { askForPrompt, enterPrompt, optionsShown } from '../../e2e/support/generateDialog.ts';
import {
  acceptQuickInputRow,
  openFile,
  quickInput,
  quickInputRows,
  waitForQuickInput,
} from '../../support/workbench.ts';
import type { CrashWindow } from './crashWindow.ts';

/** A document that is open with the cursor in it, and what was last saved of it. */
export interface OpenPage {
  text(): Promise<string>;
}

export async function openPage(window: CrashWindow, name: string, text: string): Promise<OpenPage> {
  const path = join(window.workspacePath, 'docs', name);
  await mkdir(join(window.workspacePath, 'docs'), { recursive: true });
  await writeFile(path, text);
  await openFile(window.page, `docs/${name}`);
  return { text: () => readFile(path, 'utf8') };
}

/** Leaves a person one keystroke, Enter, before the command runs. */
export async function beforeGenerateFromSelection({ page }: CrashWindow): Promise<void> {
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Shift+End');
  await beforeCommand(page, 'Flux Klein: Generate Image from Selection');
}

/** Likewise, in the dialog of Generate Image with so many variations chosen. */
export async function beforeGenerateSeveral(
  { page }: CrashWindow,
  prompt: string,
  count: number,
): Promise<void> {
  await askForPrompt(page);
  await enterPrompt(page, prompt);
  await acceptQuickInputRow(page, 'Variations');
  await waitForQuickInput(page, 'Choose a value');
  await acceptQuickInputRow(page, String(count));
  await optionsShown(page);
  await focusRow(page, `Generate ${count} images`);
}

async function beforeCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await quickInput(page).locator('input:focus').waitFor();
  await page.keyboard.type(title);
  await focusRow(page, title);
}

/** Moves down to a row that is there, without accepting it. */
async function focusRow(page: Page, label: string): Promise<void> {
  const row = quickInputRows(page).filter({ hasText: label }).first();
  await row.waitFor();
  for (let moves = 0; moves < 20; moves++) {
    if ((await row.getAttribute('class'))?.includes('focused') === true) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`the row ${label} cannot be reached`);
}
