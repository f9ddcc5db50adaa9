import type { Locator, Page } from 'playwright-core';
import { quickInput, quickInputRows, runCommand } from '../../support/workbench.ts';

/** The box of the palette in which Generate Image asks for words and options. */
export function promptBox(page: Page): Locator {
  return quickInput(page).filter({ hasText: 'Describe the image' }).locator('input');
}

/** Runs Generate Image and waits until it asks for the words. */
export async function askForPrompt(page: Page): Promise<Locator> {
  await runCommand(page, 'Flux Klein: Generate Image');
  const box = promptBox(page);
  await box.waitFor();
  return box;
}

/** Enters the words, so that the options come up. */
export async function enterPrompt(page: Page, prompt: string): Promise<void> {
  await promptBox(page).fill(prompt);
  await page.keyboard.press('Enter');
  await optionsShown(page);
}

export async function optionsShown(page: Page): Promise<Locator> {
  const rows = quickInputRows(page);
  await rows.filter({ hasText: /Generate (image|\d images)/ }).waitFor();
  await quickInput(page).locator('input:focus').waitFor();
  return rows;
}

/** From the palette to the sending: the words, and every default. */
export async function generateFromPalette(page: Page, prompt: string): Promise<void> {
  await askForPrompt(page);
  await enterPrompt(page, prompt);
  await page.keyboard.press('Enter');
}
