import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { beforeEach, test } from 'node:test';
import sharp from 'sharp';
import {
  acceptQuickInputRow,
  answerQuickInput,
  quickInput,
  quickInputRows,
  runCommand,
  waitForQuickInput,
} from '../support/workbench.ts';
import { clearClipboard, copiedText } from './support/clipboard.ts';
import {
  askForPrompt,
  enterPrompt,
  generateFromPalette,
  optionsShown,
  promptBox,
} from './support/generateDialog.ts';
import { useWindow } from './support/journeyWindow.ts';
import {
  errorToasts,
  expectOneError,
  pressToastButton,
  toastButtons,
  waitForToast,
} from './support/toasts.ts';
import { imageTargets, openDocument, savedImages } from './support/workspaceFiles.ts';

const window = useWindow();

beforeEach(async () => {
  await window.tidy();
  // VS Code keeps the fourth toast within 0.8 seconds to itself, and no person is so fast that it matters.
  await window.standIn.setLatency({ postMs: 1000, resultMs: 1000 });
});

test('the first run leads from no key to an image in the document', async () => {
  const { page, standIn } = window;
  const document = await openDocument(window, 'first.md', '# First\n\n\n', 3);
  await runCommand(page, 'Flux Klein: Generate Image');
  const box = await waitForQuickInput(page, 'Set API Key');
  assert.equal(await box.locator('input').getAttribute('type'), 'password');
  await answerQuickInput(page, 'not-the-key');
  await box.getByText('did not accept this key').waitFor();
  await box.locator('input').fill(window.apiKey);
  await page.keyboard.press('Enter');
  await promptBox(page).waitFor();
  window.noteKey();
  await enterPrompt(page, 'A red fox in the snow');
  await page.keyboard.press('Enter');
  const toast = await waitForToast(page, 'Saved a-red-fox-in-the-snow.webp.');
  const text = await document.untilLinks(1);
  assert.match(text, /^!\[A red fox in the snow\]\(\.\.\/assets\/a-red-fox-in-the-snow\.webp\)$/m);
  assert.deepEqual(await savedImages(window), ['a-red-fox-in-the-snow.webp']);
  await pressToastButton(toast, 'Open');
  await page.locator('.tab.active[data-resource-name="a-red-fox-in-the-snow.webp"]').waitFor();
  const { counts } = await standIn.received();
  assert.equal(counts.paidRequests, 1);
  assert.equal(counts.keyLeaks, 0);
});

test('a selection becomes the prompt and stays in the document', async () => {
  await window.ensureKey();
  const { page } = window;
  const words = 'Two boats drawn up on a beach';
  const document = await openDocument(window, 'selected.md', `${words}\n\nThe end.\n`);
  await page.keyboard.press('Shift+End');
  const box = await askForPrompt(page);
  assert.equal(await box.inputValue(), words);
  await page.keyboard.press('Enter');
  await optionsShown(page);
  await page.keyboard.press('Enter');
  const text = await document.untilLinks(1);
  const link = `![${words}](../assets/two-boats-drawn-up-on-a-beach.webp)`;
  assert.equal(text, `${words}\n\n${link}\n\nThe end.\n`);
});

test('Generate Image from Selection asks nothing', async () => {
  await window.ensureKey();
  const { page } = window;
  const words = 'A kite over the dunes';
  const document = await openDocument(window, 'fromSelection.md', `${words}\n\nThe end.\n`);
  await page.keyboard.press('Shift+End');
  await runCommand(page, 'Flux Klein: Generate Image from Selection');
  await waitForToast(page, 'Saved a-kite-over-the-dunes.webp.');
  const text = await document.untilLinks(1);
  assert.ok(text.startsWith(`${words}\n\n![${words}](`));
  assert.ok(text.endsWith('The end.\n'));
});

test('Back returns to the prompt with its words, and changed options are used', async () => {
  await window.ensureKey();
  const { page, standIn, workspacePath } = window;
  const document = await openDocument(window, 'options.md', '# Options\n\n', 3);
  await askForPrompt(page);
  await enterPrompt(page, 'A harbour');
  await quickInput(page).locator('.codicon-quick-input-back').click();
  await promptBox(page).waitFor();
  assert.equal(await promptBox(page).inputValue(), 'A harbour');
  await enterPrompt(page, 'A harbour at night');
  await acceptQuickInputRow(page, 'Aspect ratio');
  await waitForQuickInput(page, 'Choose a value');
  await acceptQuickInputRow(page, '16:9');
  await optionsShown(page);
  await acceptQuickInputRow(page, 'Variations');
  await waitForQuickInput(page, 'Choose a value');
  await acceptQuickInputRow(page, '3');
  await optionsShown(page);
  await acceptQuickInputRow(page, 'Generate 3 images');
  await waitForToast(page, 'Saved 3 images.');
  const targets = imageTargets(await document.untilLinks(3));
  assert.deepEqual(
    targets.map((target) => resolve(workspacePath, 'docs', target)).sort(),
    (await savedImages(window)).map((name) => join(workspacePath, 'assets', name)),
  );
  const { width, height } = await sharp(resolve(workspacePath, 'docs', targets[0]!)).metadata();
  assert.ok(Math.abs(width / height - 16 / 9) < 0.05, `${width} × ${height}`);
  assert.equal((await standIn.received()).counts.paidRequests, 3);
});

test('Cancel while the service is silent says that it may have been charged, and is no error', async () => {
  await window.ensureKey();
  const { page, standIn } = window;
  const document = await openDocument(window, 'cancelled.md', '# Cancelled\n\n', 3);
  await standIn.addFault({ fault: 'hang' });
  await generateFromPalette(page, 'A slow snail');
  const progress = await waitForToast(page, 'Generating image');
  await standIn.untilCounted({ paidRequests: 1 });
  await pressToastButton(progress, 'Cancel');
  await page
    .locator('.statusbar-item', { hasText: 'Cancelled. The image may have been charged.' })
    .waitFor();
  await progress.waitFor({ state: 'hidden' });
  assert.equal(await errorToasts(page).count(), 0);
  assert.deepEqual(await savedImages(window), []);
  assert.equal(await document.text(), '# Cancelled\n\n');
});

test('an empty account is said once, with the way to fill it', async () => {
  await window.ensureKey();
  const { page, standIn } = window;
  await openDocument(window, 'noCredit.md', '# No credit\n\n', 3);
  await standIn.addFault({ fault: 'insufficientCredits' });
  await generateFromPalette(page, 'A golden coin');
  await expectOneError(page, 'too few credits', 'Get Credits');
  assert.deepEqual(await savedImages(window), []);
});

test('a refused key is said once, and setting one makes the image', async () => {
  await window.ensureKey();
  const { page, standIn } = window;
  const document = await openDocument(window, 'keyRejected.md', '# Rejected\n\n', 3);
  await standIn.addFault({ fault: 'invalidToken', times: 1 });
  await generateFromPalette(page, 'A locked gate');
  const toast = await expectOneError(page, 'did not accept the API key', 'Set API Key and Retry');
  await pressToastButton(toast, 'Set API Key and Retry');
  await waitForQuickInput(page, 'Set API Key');
  await answerQuickInput(page, window.apiKey);
  await waitForToast(page, 'Saved a-locked-gate.webp.');
  await document.untilLinks(1);
});

test('Retry after a dropped request pays once more, and inserts', async () => {
  await window.ensureKey();
  const { page, standIn } = window;
  const document = await openDocument(window, 'dropped.md', '# Dropped\n\n', 3);
  await standIn.addFault({ fault: 'dropAfterRead', times: 1 });
  await generateFromPalette(page, 'A broken bridge');
  const retry = 'Retry (may be charged again)';
  const toast = await expectOneError(page, 'It may have been charged.', retry);
  assert.deepEqual(await savedImages(window), []);
  await pressToastButton(toast, retry);
  await waitForToast(page, 'Saved a-broken-bridge.webp.');
  await document.untilLinks(1);
  assert.equal((await standIn.received()).counts.paidRequests, 2);
});

test('Check again fetches what was paid for, for free', async () => {
  await window.ensureKey();
  const { page, standIn } = window;
  const document = await openDocument(window, 'expired.md', '# Expired\n\n', 3);
  // The first link and the fresh one that is asked for at once.
  await standIn.addFault({ fault: 'expiredLink', times: 2 });
  await generateFromPalette(page, 'An old clock');
  const toast = await expectOneError(page, 'has expired', 'Check again (free)');
  assert.equal((await toastButtons(toast).allInnerTexts())[1], 'Retry (may be charged again)');
  await pressToastButton(toast, 'Check again (free)');
  await waitForToast(page, 'Saved an-old-clock.webp.');
  await document.untilLinks(1);
  assert.equal((await standIn.received()).counts.paidRequests, 1);
});

test('without a Markdown document the link is on the clipboard, and the message says so', async () => {
  await window.ensureKey();
  const { page } = window;
  await clearClipboard(page);
  await generateFromPalette(page, 'A lonely tree');
  await waitForToast(page, 'Saved a-lonely-tree.webp. Its link is on the clipboard.');
  assert.equal(await copiedText(page), '![A lonely tree](assets/a-lonely-tree.webp)');
});

test('one undo takes the link back, and the file stays', async () => {
  await window.ensureKey();
  const { page } = window;
  const document = await openDocument(window, 'undo.md', '# Undo\n\nBefore.\n', 3);
  await generateFromPalette(page, 'A lost glove');
  await waitForToast(page, 'Saved a-lost-glove.webp.');
  await document.untilLinks(1);
  // On the screen and not on the disk: VS Code does not save again what is undone while it saves.
  const link = page.locator('.view-line', { hasText: 'a-lost-glove.webp' });
  await link.waitFor();
  await page.keyboard.press('ControlOrMeta+Z');
  await link.waitFor({ state: 'detached' });
  await page.locator('.view-line', { hasText: 'Before.' }).waitFor();
  assert.deepEqual(await savedImages(window), ['a-lost-glove.webp']);
});

test('with no folder open, a dialog asks where the image goes', async (context) => {
  await window.ensureKey();
  // The dialog lists by name, and only what is in sight can be waited for.
  const folder = await mkdtemp(join(tmpdir(), '0-flux-klein-chosen-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'older pictures'));
  const page = await window.openEmptyWindow();
  await generateFromPalette(page, 'A paper boat');
  await waitForQuickInput(page, 'Save the image as');
  // The dialog fills in a name where it begins, and goes wrong where a step comes before it has read the last folder.
  await page.waitForFunction(
    `document.querySelector('.quick-input-widget input[type=text]').value.endsWith('/a-paper-boat.webp')`,
  );
  const input = quickInput(page).locator('input[type=text]');
  const row = (name: string) => quickInputRows(page).filter({ hasText: name });
  await input.fill(`${dirname(folder)}/`);
  await row(basename(folder)).waitFor();
  await input.fill(`${folder}/`);
  await row('older pictures').waitFor();
  await input.fill(join(folder, 'chosen.webp'));
  await page.keyboard.press('Enter');
  await waitForToast(page, 'Saved chosen.webp. Its link is on the clipboard.');
  assert.deepEqual((await readdir(folder)).sort(), ['chosen.webp', 'older pictures']);
  assert.equal(await errorToasts(page).count(), 0);
});
