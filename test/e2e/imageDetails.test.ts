import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import sharp from 'sharp';
import {
  acceptQuickInputRow,
  quickInput,
  quickInputRows,
  runCommand,
  waitForQuickInput,
} from '../support/workbench.ts';
import { clearClipboard, copiedText } from './support/clipboard.ts';
import { generateFromPalette, promptBox } from './support/generateDialog.ts';
import { useWindow } from './support/journeyWindow.ts';
import { pressToastButton, waitForToast } from './support/toasts.ts';
import { openDocument, savedImages } from './support/workspaceFiles.ts';

const window = useWindow();

beforeEach(async () => {
  await window.tidy();
  await window.standIn.setLatency({ postMs: 1000, resultMs: 1000 });
});

test('an image in front tells its prompt and seed, and is made again from there', async () => {
  await window.ensureKey();
  const { page, standIn } = window;
  await openDocument(window, 'details.md', '# Details\n\n\n', 3);
  await generateFromPalette(page, 'A red fox');
  await pressToastButton(await waitForToast(page, 'Saved a-red-fox.webp.'), 'Open');
  await page.locator('.tab.active[data-resource-name="a-red-fox.webp"]').waitFor();
  await runCommand(page, 'Notifications: Clear All Notifications');

  await runCommand(page, 'Flux Klein: Show Image Details');
  await waitForQuickInput(page, 'Press Enter to copy what is selected');
  await quickInputRows(page).filter({ hasText: 'A red fox' }).first().waitFor();
  await clearClipboard(page);
  await acceptQuickInputRow(page, 'Seed');
  await waitForQuickInput(page, 'Copied: Seed');
  assert.match(await copiedText(page), /^\d+$/);
  await acceptQuickInputRow(page, 'Regenerate');

  await promptBox(page).waitFor();
  assert.equal(await promptBox(page).inputValue(), 'A red fox');
  await page.keyboard.press('Enter');
  await waitForQuickInput(page, 'Which seed, and what becomes of the old image?');
  await page.keyboard.press('Enter');
  await waitForToast(page, 'Saved a-red-fox.webp.');
  await quickInput(page).waitFor({ state: 'hidden' });
  assert.deepEqual(await savedImages(window), ['a-red-fox-1.webp', 'a-red-fox.webp']);
  const { requests } = await standIn.received();
  const bodies = requests.filter(({ method }) => method === 'POST').map(({ body }) => body);
  assert.equal(bodies.length, 2);
  assert.deepEqual(bodies[1], bodies[0]);
});

test('a link to an image shows the picture and what made it where the writer rests', async () => {
  await window.ensureKey();
  const { page } = window;
  const document = await openDocument(window, 'hover.md', '# Hover\n\n\n', 3);
  await generateFromPalette(page, 'A red fox');
  await waitForToast(page, 'Saved a-red-fox.webp.');
  await document.untilLinks(1);
  await runCommand(page, 'Notifications: Clear All Notifications');
  await runCommand(page, 'Show or Focus Hover');
  const hover = page.locator('.monaco-hover:visible', { hasText: 'A red fox' });
  await hover.first().waitFor();
  const picture = hover.locator('img').first();
  await picture.waitFor();
  await page.waitForFunction(
    "[...document.querySelectorAll('.monaco-hover img')].some((each) => each.naturalWidth > 0)",
  );
  await hover.getByText('Details', { exact: true }).click();
  await waitForQuickInput(page, 'Press Enter to copy what is selected');
  await page.keyboard.press('Escape');
});

test('a name that looks like a link and an icon is text in the list, the question and the message', async () => {
  const { page, workspacePath } = window;
  const name = '[Saved](command:workbench.action.quit) $(zap).png';
  // With a blank where a link or an icon would open.
  const shown = '[Saved] (command:workbench.action.quit) $ (zap).png';
  await mkdir(join(workspacePath, 'assets'), { recursive: true });
  const image = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } });
  await image.png().toFile(join(workspacePath, 'assets', name));
  await openDocument(window, 'names.md', '# Names\n');
  await runCommand(page, 'Flux Klein: Strip Image Metadata');
  const row = quickInputRows(page).filter({ hasText: 'workbench.action.quit' }).first();
  await row.waitFor();
  assert.equal(await row.locator('.codicon-zap').count(), 0);
  assert.equal(visible(await row.locator('.label-name').first().innerText()), shown);
  await page.keyboard.type('Saved');
  await row.and(page.locator('.focused')).waitFor();
  await page.keyboard.press('Enter');
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.waitFor();
  assert.ok(visible(await dialog.innerText()).includes(`Strip the metadata of ${shown}?`));
  assert.equal(await dialog.locator('a.monaco-link, a[href]').count(), 0);
  await dialog.getByRole('button', { name: 'Strip Metadata' }).click();
  const toast = await waitForToast(page, 'has no metadata.');
  const message = toast.locator('.notification-list-item-message');
  assert.equal(visible(await message.innerText()), `${shown} has no metadata.`);
  assert.equal(await message.locator('a').count(), 0);
});

/** As it is read. */
const visible = (text: string): string => text.replaceAll('\u00a0', ' ');
