import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import {
  answerQuickInput,
  openFile,
  quickInput,
  quickInputRows,
  runCommand,
  waitForQuickInput,
} from '../support/workbench.ts';
import { useWindow } from './support/journeyWindow.ts';
import { errorToasts, pressToastButton, waitForToast } from './support/toasts.ts';
import { openDocument, savedImages } from './support/workspaceFiles.ts';

const window = useWindow();
const missingHere = 'Flux Klein: Generate Missing Images in This Document';

beforeEach(async () => {
  await window.tidy();
  await window.standIn.setLatency({ postMs: 1000, resultMs: 1000 });
});

const picture = (name: string, options = 'draft'): string =>
  `![A picture of ${name}](../assets/${name}.webp "${options}")`;
const textOf = (...names: string[]): string =>
  `# Pictures\n\n${names.map((name) => picture(name)).join('\n\n')}\n`;

/** The plan with what would be made, ready for a key. */
async function planShown(page: Page): Promise<Locator> {
  const plan = await waitForQuickInput(page, 'Untick what should not be made');
  await quickInput(page).locator('input:focus').waitFor();
  return plan;
}

const titleOf = (plan: Locator): Locator => plan.locator('.quick-input-title');
const statusItem = (page: Page, text: string): Locator =>
  page.locator('.statusbar-item', { hasText: text });

test('without a key the plan comes after it is set, says what it costs, and makes what is ticked', async () => {
  const { page, standIn } = window;
  const text = `${textOf('fox', 'owl')}\n![](../assets/decor.webp)\n\n![far](../../../far.webp)\n`;
  const document = await openDocument(window, 'plan.md', text);
  await runCommand(page, missingHere);
  await waitForQuickInput(page, 'Set API Key');
  await answerQuickInput(page, window.apiKey);
  window.noteKey();
  const plan = await planShown(page);
  await titleOf(plan)
    .filter({ hasText: /Missing images in plan\.md · 2 images, [\d.,]+ credits/ })
    .waitFor();
  const rows = quickInputRows(page);
  await rows.filter({ hasText: 'its alt text is empty' }).waitFor();
  await quickInput(page).getByText('lies outside of the folder that is open').waitFor();
  // What can't be made takes no tick.
  await quickInput(page).getByText('lies outside of the folder that is open').click();
  await rows.locator('.label-name', { hasText: 'assets/owl.webp' }).click();
  await titleOf(plan)
    .filter({ hasText: /· one image, [\d.,]+ credits/ })
    .waitFor();
  await quickInput(page).locator('input').focus();
  await page.keyboard.press('Enter');
  await waitForToast(page, 'Saved one image.');
  assert.deepEqual(await savedImages(window), ['fox.webp']);
  assert.equal(await document.text(), text);
  assert.equal((await standIn.received()).counts.paidRequests, 1);
});

test('the words above a missing image make it with one click', async () => {
  await window.ensureKey();
  const { page } = window;
  const document = await openDocument(window, 'lens.md', textOf('fox'));
  await page.locator('.codelens-decoration a', { hasText: 'Generate this image' }).click();
  await waitForToast(page, 'Saved one image.');
  assert.deepEqual(await savedImages(window), ['fox.webp']);
  assert.equal(await document.text(), textOf('fox'));
  await page.locator('.codelens-decoration a').waitFor({ state: 'hidden' });
});

test('the quick fix at a missing image makes it from the keyboard', async () => {
  await window.ensureKey();
  const { page, standIn } = window;
  await openDocument(window, 'fix.md', textOf('fox', 'owl'), 5);
  // Once the hint is there, so is the fix.
  await page.locator('.codelens-decoration a', { hasText: 'Generate all 2' }).waitFor();
  await page.keyboard.press('ControlOrMeta+.');
  await page
    .locator('.action-widget .monaco-list-row', { hasText: 'Generate this image' })
    .waitFor();
  await page.keyboard.press('Enter');
  // A fix can be applied by more than a press, so it shows what would be paid for.
  const plan = await planShown(page);
  await titleOf(plan)
    .filter({ hasText: /· one image, [\d.,]+ credits/ })
    .waitFor();
  assert.equal((await standIn.received()).counts.paidRequests, 0);
  await page.keyboard.press('Enter');
  await waitForToast(page, 'Saved one image.');
  assert.deepEqual(await savedImages(window), ['owl.webp']);
});

test('a long batch pauses and goes on from the status bar', async () => {
  await window.ensureKey();
  const { page, standIn } = window;
  // However long a click takes: the images are done when the clock of the service says so.
  const hourMs = 3_600_000;
  await standIn.addFault({ fault: 'processing', afterMs: hourMs });
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  await openDocument(window, 'pause.md', textOf(...names));
  await runCommand(page, missingHere);
  await planShown(page);
  await page.keyboard.press('Enter');
  // As many as may be sent at once.
  await standIn.untilCounted({ paidRequests: 4 });
  await statusItem(page, '0 of 6 images').click();
  await standIn.advanceClock(hourMs);
  await statusItem(page, '4 of 6 images').locator('.codicon-debug-continue').waitFor();
  assert.equal((await standIn.received()).counts.paidRequests, 4);
  await statusItem(page, '4 of 6 images').click();
  await standIn.untilCounted({ paidRequests: 6 });
  await standIn.advanceClock(hourMs);
  await waitForToast(page, 'Saved 6 images.');
  assert.equal((await savedImages(window)).length, 6);
  await statusItem(page, 'of 6 images').waitFor({ state: 'hidden' });
});

test('what was made before a cancel stays, and the next run makes only the others', async () => {
  await window.ensureKey();
  const { page, standIn } = window;
  await standIn.addFault({ fault: 'hang', promptIncludes: 'owl' });
  await openDocument(window, 'stopped.md', textOf('fox', 'owl', 'hen'));
  await runCommand(page, missingHere);
  await planShown(page);
  await page.keyboard.press('Enter');
  const progress = await waitForToast(page, 'Missing images in stopped.md');
  await statusItem(page, '2 of 3 images').waitFor();
  await progress.filter({ hasText: '2 of 3 done' }).waitFor();
  await pressToastButton(progress, 'Cancel');
  await progress.waitFor({ state: 'hidden' });
  assert.equal(await errorToasts(page).count(), 0);
  assert.deepEqual(await savedImages(window), ['fox.webp', 'hen.webp']);
  // The words above what is there now are gone.
  await page
    .locator('.codelens-decoration a', { hasText: 'Generate all' })
    .waitFor({ state: 'hidden' });
  await standIn.reset();
  await runCommand(page, missingHere);
  const plan = await planShown(page);
  // The request was under way: nobody knows what became of it, and a second one is for the person to choose.
  await titleOf(plan).filter({ hasText: '· 0 images' }).waitFor();
  await quickInputRows(page).filter({ hasText: 'may have been charged before' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await titleOf(plan).filter({ hasText: '· one image' }).waitFor();
  await page.keyboard.press('Enter');
  await waitForToast(page, 'Saved one image.');
  assert.deepEqual(await savedImages(window), ['fox.webp', 'hen.webp', 'owl.webp']);
  assert.equal((await standIn.received()).counts.paidRequests, 1);
});

test('a prompt sheet becomes a folder of images with a contact sheet', async () => {
  await window.ensureKey();
  const { page, workspacePath } = window;
  const sheet = join(workspacePath, 'birds.csv');
  await writeFile(sheet, 'prompt,megapixels,seed\n"A {red|blue} bird",0.25,7\n,0.25,8\n');
  try {
    await openFile(page, 'birds.csv');
    await runCommand(page, 'Flux Klein: Generate Images from Prompt Sheet');
    await planShown(page);
    await quickInput(page).getByText('Line 3:').waitFor();
    await page.keyboard.press('Enter');
    await waitForToast(page, 'Saved 2 images.');
    const folder = join(workspacePath, 'assets', 'birds');
    const names = (await readdir(folder)).sort();
    assert.equal(names.filter((name) => name.endsWith('.webp')).length, 2, names.join());
    const contactSheet = names.find((name) => name.endsWith('.md'))!;
    const text = await readFile(join(folder, contactSheet), 'utf8');
    assert.match(text, /A red bird[^]*A blue bird/);
  } finally {
    await rm(sheet);
  }
});
