import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import sharp from 'sharp';
import { answerQuickInput, runCommand, waitForQuickInput } from '../support/workbench.ts';
import { answerDialog, dialog } from './support/dialog.ts';
import { clearClipboard, copiedText } from './support/clipboard.ts';
import { useWindow } from './support/journeyWindow.ts';
import { panelPage, waitForCount, type PanelPage } from './support/panelPage.ts';
import { errorToasts, waitForToast } from './support/toasts.ts';
import { imageTargets, openDocument, savedImages, untilChanged } from './support/workspaceFiles.ts';

const window = useWindow();

beforeEach(() => window.tidy());

/** The panel in the side bar, with everything as on the first day. */
async function openPanel(): Promise<PanelPage> {
  const panel = panelPage(window.page);
  await panel.open();
  await panel.ratio('1:1').check({ force: true });
  await panel.frame.getByRole('radio', { name: /^Full/ }).check({ force: true });
  await fillNumber(panel.variations, 1);
  return panel;
}

async function fillNumber(field: PanelPage['seed'], value: number): Promise<void> {
  await field.fill(String(value));
  await field.press('Tab');
}

async function generate(panel: PanelPage, prompt: string, count = 1): Promise<void> {
  await fillNumber(panel.variations, count);
  await panel.prompt.fill(prompt);
  await panel.generateButton.click();
}

test('the first run leads from no key, by the banner, to an inserted image', async () => {
  const { page, standIn } = window;
  const document = await openDocument(window, 'first.md', '# First\n\n\n', 3);
  const panel = await openPanel();
  await panel.frame.getByText('needs an API key of yours').waitFor();
  await panel.frame.getByRole('button', { name: 'Set API key' }).click();
  await waitForQuickInput(page, 'Set API Key');
  await answerQuickInput(page, window.apiKey);
  await panel.frame.getByText('needs an API key of yours').waitFor({ state: 'detached' });
  window.noteKey();
  await panel.prompt.fill('A red fox in the snow');
  await panel.frame.getByText('assets/a-red-fox-in-the-snow.webp').waitFor();
  await panel.frame.getByText('docs/first.md, line 3').waitFor();
  await panel.generateButton.click();
  await waitForCount(panel.finished('A red fox in the snow'), 1);
  await panel.cards('A red fox in the snow').locator('img').waitFor();
  assert.equal(await document.text(), '# First\n\n\n');
  const card = panel.cards('A red fox in the snow').first();
  const insert = panel.insertButton(card);
  assert.equal(await insert.getAttribute('aria-label'), 'Insert into first.md');
  await insert.click();
  const text = await document.untilLinks(1);
  assert.match(text, /^!\[A red fox in the snow\]\(\.\.\/assets\/a-red-fox-in-the-snow\.webp\)$/m);
  await card.getByText('In first.md').waitFor();
  assert.deepEqual(await savedImages(window), ['a-red-fox-in-the-snow.webp']);
  const { counts } = await standIn.received();
  assert.equal(counts.paidRequests, 1);
  assert.equal(counts.keyLeaks, 0);
});

test('of eight variations one fails in its place, the others arrive, and Retry fills the gap', async () => {
  await window.ensureKey();
  const { standIn } = window;
  await openDocument(window, 'eight.md', '# Eight\n');
  const panel = await openPanel();
  const prompt = 'A flock of terns';
  await fillNumber(panel.seed, 100);
  await standIn.addFault({ fault: 'http502', seed: 104, times: 1 });
  await generate(panel, prompt, 8);
  await waitForCount(panel.finished(prompt), 7);
  assert.deepEqual(await panel.seeds(prompt), [100, 101, 102, 103, 104, 105, 106, 107]);
  const failed = panel.cards(prompt).nth(4);
  await failed.getByText('It may have been charged.').first().waitFor();
  assert.equal((await savedImages(window)).length, 7);
  await failed.getByRole('button', { name: 'Retry (may be charged again)' }).click();
  await waitForCount(panel.finished(prompt), 8);
  assert.deepEqual(await panel.seeds(prompt), [100, 101, 102, 103, 104, 105, 106, 107]);
  assert.equal((await savedImages(window)).length, 8);
  assert.equal((await standIn.received()).counts.paidRequests, 9);
  assert.equal(await errorToasts(window.page).count(), 0);
});

test('one image is cancelled alone, and Cancel all ends the rest', async () => {
  await window.ensureKey();
  const { page, standIn } = window;
  await openDocument(window, 'cancel.md', '# Cancel\n');
  const panel = await openPanel();
  const prompt = 'A patient heron';
  await fillNumber(panel.seed, 200);
  await standIn.addFault({ fault: 'hang' });
  await generate(panel, prompt, 3);
  await standIn.untilCounted({ paidRequests: 3 });
  const cancelled = panel
    .cards(prompt)
    .filter({ hasText: 'Cancelled. The image may have been charged.' });
  await panel.frame.getByRole('button', { name: 'Cancel the image with seed 201' }).click();
  await waitForCount(cancelled, 1);
  assert.match((await cancelled.locator('.place').getAttribute('aria-label')) ?? '', /seed 201:/);
  await panel.frame.getByRole('button', { name: 'Cancel all' }).click();
  await waitForCount(cancelled, 3);
  await panel.frame.getByRole('button', { name: 'Cancel all' }).waitFor({ state: 'detached' });
  assert.deepEqual(await savedImages(window), []);
  assert.equal(await errorToasts(page).count(), 0);
});

test('work goes on while the panel is closed, a message tells its end, and the images are there again', async () => {
  await window.ensureKey();
  const { page, standIn } = window;
  await openDocument(window, 'closed.md', '# Closed\n');
  const panel = await openPanel();
  const prompt = 'A closed door';
  const hourMs = 3_600_000;
  await standIn.addFault({ fault: 'processing', afterMs: hourMs });
  await generate(panel, prompt, 2);
  await standIn.untilCounted({ paidRequests: 2 });
  await panel.close();
  await standIn.advanceClock(hourMs);
  const toast = await waitForToast(page, '2 images saved.');
  assert.equal((await savedImages(window)).length, 2);
  await toast.getByRole('button', { name: 'Show' }).click();
  await waitForCount(panel.finished(prompt), 2);
  assert.equal(await panel.prompt.inputValue(), prompt);
});

test('after a reload of the window the images and the form are there, and what ran says that it was interrupted', async () => {
  await window.ensureKey();
  const { page, standIn } = window;
  await openDocument(window, 'reload.md', '# Reload\n');
  const panel = await openPanel();
  const prompt = 'An hour glass';
  await panel.ratio('3:2').check({ force: true });
  await generate(panel, prompt, 2);
  await waitForCount(panel.finished(prompt), 2);
  await standIn.addFault({ fault: 'hang' });
  await generate(panel, 'A half-built tower');
  await standIn.untilCounted({ paidRequests: 3 });
  await panel.prompt.fill('What I was about to ask');
  await panel.frame.getByText('assets/what-i-was-about-to-ask.webp').waitFor();
  const reloaded = page.waitForEvent('load');
  await runCommand(page, 'Developer: Reload Window');
  await reloaded;
  await page.locator('.monaco-workbench .activitybar').waitFor();
  await panel.open();
  await waitForCount(panel.finished(prompt), 2);
  assert.equal(await panel.prompt.inputValue(), 'What I was about to ask');
  assert.equal(await panel.ratio('3:2').isChecked(), true);
  const interrupted = panel.cards('A half-built tower');
  await interrupted
    .getByText('The window was closed while this image was made. It may have been charged.')
    .first()
    .waitFor();
  await interrupted.getByRole('button', { name: 'Retry (may be charged again)' }).waitFor();
});

test('Insert goes into the document focused last, and the others of the batch are discarded', async () => {
  await window.ensureKey();
  const { page } = window;
  const one = await openDocument(window, 'one.md', '# One\n\n', 3);
  const panel = await openPanel();
  const prompt = 'A fork in the road';
  await generate(panel, prompt, 3);
  await waitForCount(panel.finished(prompt), 3);
  const two = await openDocument(window, 'two.md', '# Two\n\n', 3);
  const insert = panel.frame.getByRole('button', { name: 'Insert into two.md' });
  await insert.nth(2).waitFor({ state: 'attached' });
  const card = panel.cards(prompt).nth(1);
  await card.locator('.card').hover();
  await panel.insertButton(card).click();
  await two.untilLinks(1);
  assert.equal(await one.text(), '# One\n\n');
  await panel.frame.getByRole('button', { name: 'Discard the other 2 images' }).click();
  await answerDialog(page, 'Delete 2 images for good?', 'Delete for Good');
  await untilChanged(join(window.workspacePath, 'assets'), 'one image', async () =>
    (await savedImages(window)).length === 1 ? true : undefined,
  );
  await waitForCount(panel.cards(prompt), 1);
  const [target = ''] = imageTargets(await two.text());
  assert.deepEqual(await savedImages(window), [target.replace('../assets/', '')]);
});

test('the keyboard alone leads from opening the panel to an inserted image, by exactly one request', async () => {
  await window.ensureKey();
  const { page, standIn } = window;
  await (await openPanel()).prompt.fill('');
  const document = await openDocument(window, 'keyboard.md', '# Keyboard\n\n', 3);
  const panel = panelPage(page);
  await panel.open();
  const prompt = 'A grand piano';
  await page.keyboard.type(prompt);
  await tabTo(panel, '.shapes input:focus');
  const before = await panel.frame.locator('.shapes input:checked').inputValue();
  await page.keyboard.press('ArrowRight');
  const chosen = await panel.frame.locator('.shapes input:checked').inputValue();
  assert.notEqual(chosen, before);
  await page.keyboard.press('ControlOrMeta+Enter');
  await waitForCount(panel.finished(prompt), 1);
  await tabTo(panel, '.place:focus');
  await page.keyboard.press('Tab');
  await panel.frame.locator('button[aria-label="Insert into keyboard.md"]:focus').waitFor();
  await page.keyboard.press('Enter');
  await document.untilLinks(1);
  const { counts, requests } = await standIn.received();
  assert.equal(counts.paidRequests, 1);
  const paid = requests.find(({ method }) => method === 'POST');
  const body = paid?.body as { promptObject: { aspect_ratio: string } };
  assert.equal(body.promptObject.aspect_ratio, chosen);
});

async function tabTo({ frame }: PanelPage, selector: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    if ((await frame.locator(selector).count()) > 0) return;
    await window.page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${selector}`);
}

test('at 220 pixels nothing is cut off sideways, and the way to an inserted image is the same', async () => {
  await window.ensureKey();
  const document = await openDocument(window, 'narrow.md', '# Narrow\n\n', 3);
  const panel = await openPanel();
  await dragSideBarTo(220);
  try {
    const prompt = 'A needle in a haystack of very long straws';
    await generate(panel, prompt, 2);
    await waitForCount(panel.finished(prompt), 2);
    const widths = '[innerWidth, document.documentElement.scrollWidth]';
    const body = panel.frame.locator('body');
    const [inner, scroll] = (await body.evaluate(widths)) as [number, number];
    assert.ok(inner <= 220 && inner >= 200, `${inner} pixels wide`);
    assert.ok(scroll <= inner, `${scroll} pixels in ${inner}`);
    await panel.insertButton(panel.cards(prompt).first()).click();
    await document.untilLinks(1);
  } finally {
    await dragSideBarTo(320);
  }
});

/** Drags the border between the side bar and the editors. */
async function dragSideBarTo(widthPx: number): Promise<void> {
  const { page } = window;
  const box = await page.locator('.part.sidebar').boundingBox();
  assert.ok(box);
  const [edge, middle] = [box.x + box.width, box.y + box.height / 2];
  await page.mouse.move(edge, middle);
  await page.mouse.down();
  await page.mouse.move(box.x + widthPx, middle, { steps: 8 });
  await page.mouse.up();
}

test('the panel in an editor tab makes and inserts images too', async () => {
  await window.ensureKey();
  const { page } = window;
  const document = await openDocument(window, 'tab.md', '# Tab\n\n', 3);
  await panelPage(page).open();
  await panelPage(page).close();
  await runCommand(page, 'Flux Klein: Open Image Panel in Editor');
  const panel = panelPage(page);
  await panel.frame.locator('#prompt:focus').waitFor();
  const prompt = 'A wide horizon';
  await generate(panel, prompt);
  await waitForCount(panel.finished(prompt), 1);
  const insert = panel.insertButton(panel.cards(prompt).first());
  assert.equal(await insert.getAttribute('aria-label'), 'Insert into tab.md');
  await insert.click();
  await document.untilLinks(1);
});

test('the request as code follows the form, holds no key, and is copied as it is shown', async () => {
  await window.ensureKey();
  const { page } = window;
  await openDocument(window, 'code.md', '# Code\n');
  const panel = await openPanel();
  const region = panel.frame.getByRole('region', { name: 'Request as code' });
  await region.locator('summary').click();
  await panel.prompt.fill('A loom with "golden" threads');
  const code = region.locator('pre code');
  await code.filter({ hasText: 'golden' }).waitFor();
  for (const [language, mark] of [
    ['Python', 'urllib'],
    ['JavaScript', 'await fetch'],
    ['cURL', 'curl -sSf'],
  ] as const) {
    await region.getByRole('radio', { name: language, exact: true }).check({ force: true });
    await code.filter({ hasText: mark }).waitFor();
    await clearClipboard(page);
    await region.locator('button').click();
    const shown = (await code.textContent()) ?? '';
    assert.equal(await copiedText(page), shown);
    await panel.status.getByText('Code copied.').waitFor();
    assert.ok(shown.includes('<api-key>'));
    assert.ok(!shown.includes(window.apiKey));
  }
  await region.locator('summary').click();
});

test('Delete asks where a document links to the image, and where there is no trash', async () => {
  await window.ensureKey();
  const { page } = window;
  const document = await openDocument(window, 'deleted.md', '# Deleted\n\n', 3);
  const panel = await openPanel();
  const prompt = 'A sandcastle';
  await generate(panel, prompt);
  await waitForCount(panel.finished(prompt), 1);
  const card = panel.cards(prompt).first();
  await panel.insertButton(card).click();
  await document.untilLinks(1);
  await panel.choose(card, 'Delete');
  await dialog(page, 'Delete this image?').getByText('It is shown in deleted.md.').waitFor();
  await answerDialog(page, 'Delete this image?', 'Cancel');
  assert.deepEqual(await savedImages(window), ['a-sandcastle.webp']);
  await panel.choose(card, 'Delete');
  await answerDialog(page, 'Delete this image?', 'Delete');
  await answerDialog(page, 'for good?', 'Delete for Good');
  await waitForCount(panel.cards(prompt), 0);
  assert.deepEqual(await savedImages(window), []);
});

test('a draft is made in full size with its seed, varied with other seeds, and fills the form', async () => {
  await window.ensureKey();
  await openDocument(window, 'again.md', '# Again\n');
  const panel = await openPanel();
  const prompt = 'A compass rose';
  await panel.frame.getByRole('radio', { name: /^Draft/ }).check({ force: true });
  await panel.ratio('16:9').check({ force: true });
  await fillNumber(panel.seed, 4711);
  await generate(panel, prompt);
  await waitForCount(panel.finished(prompt), 1);
  const draft = panel.cards(prompt).first();
  const [draftName = ''] = await savedImages(window);
  await panel.choose(draft, 'Make full size');
  await waitForCount(panel.finished(prompt), 2);
  assert.deepEqual(await panel.seeds(prompt), [4711, 4711]);
  const names = await savedImages(window);
  const fullName = names.find((name) => name !== draftName) ?? '';
  const [small, large] = await Promise.all([draftName, fullName].map(pixelsOf));
  assert.ok(large! > small! * 3, `${large} and ${small} pixels`);
  await panel.cards(prompt).first().locator('.card').hover();
  await panel.cards(prompt).first().getByRole('button', { name: 'Vary' }).click();
  await waitForCount(panel.finished(prompt), 3);
  const [varied] = await panel.seeds(prompt);
  assert.notEqual(varied, 4711);
  await panel.prompt.fill('Something else');
  await panel.ratio('1:1').check({ force: true });
  await panel.choose(panel.cards(prompt).last(), 'Reuse settings');
  await panel.frame.getByText(/assets\/a-compass-rose-\d+\.webp/).waitFor();
  assert.equal(await panel.prompt.inputValue(), prompt);
  assert.equal(await panel.seed.inputValue(), '4711');
  assert.equal(await panel.ratio('16:9').isChecked(), true);
  assert.equal(await panel.frame.getByRole('radio', { name: /^Draft/ }).isChecked(), true);
});

async function pixelsOf(name: string): Promise<number> {
  const bytes = await readFile(join(window.workspacePath, 'assets', name));
  const { width, height } = await sharp(bytes).metadata();
  return width * height;
}
