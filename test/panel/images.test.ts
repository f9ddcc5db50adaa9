import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import type { ImageCard } from '../../src/protocol/messages.ts';
import { panelStrings } from '../../src/protocol/panelStrings.ts';
import { usePanel } from './panelBrowser.ts';
import type { PanelPage } from './panelPage.ts';
import { failedValues, imageBatch, imageCard, savedForm } from './samples.ts';
import { showPanel } from './scenes.ts';

const open = usePanel();
const picture = await sharp({ create: { width: 16, height: 9, channels: 3, background: '#357' } })
  .webp()
  .toBuffer();

const items = ({ panel }: PanelPage) =>
  panel.getByRole('list', { name: 'Images' }).getByRole('listitem');
const pictureCount = ({ page }: PanelPage) => page.evaluate('document.images.length');
const activeName = ({ page }: PanelPage) =>
  page.evaluate(`document.activeElement.getAttribute('aria-label')`);

test('an image takes its place at once, in its shape, and the picture arrives into it', async () => {
  const panelPage = await open();
  await panelPage.providePicture(picture, 'image/webp');
  const image = imageCard({ status: 'running', words: 'Generating' });
  await showPanel(panelPage, {}, [image]);
  const place = items(panelPage).locator('.place');
  const before = await place.boundingBox();
  assert.ok(before !== null && Math.abs(before.width / before.height - 16 / 9) < 0.05);
  assert.equal((await panelPage.posted('showPictures')).length, 0);
  const done = imageCard({ id: image.id, seed: image.seed });
  await panelPage.send({ type: 'images', images: [done] });
  assert.deepEqual(await panelPage.waitForPosted('showPictures'), [
    { type: 'showPictures', ids: [image.id] },
  ]);
  await place.locator('img').waitFor();
  const after = await place.boundingBox();
  assert.ok(after !== null && Math.abs(after.height - before.height) < 4);
  const facts = await items(panelPage).locator('.facts').innerText();
  assert.match(facts, new RegExp(`seed ${image.seed}[^]*1344×768 · 128 KB`));
  assert.deepEqual(await panelPage.complaints(), []);
  await panelPage.close();
});

test('a failed image says why in its place, the most helpful way out first', async () => {
  const panelPage = await open();
  const image = imageCard(failedValues);
  await showPanel(panelPage, {}, [image]);
  const item = items(panelPage);
  assert.match(await item.innerText(), /took too long/);
  const buttons = item.locator('.remedies').getByRole('button');
  assert.deepEqual(await buttons.allInnerTexts(), ['Check again', 'Retry']);
  await buttons.first().click();
  await item.getByRole('button', { name: panelStrings.dismiss }).click();
  const actions = (await panelPage.posted('act')).map(({ action }) => action);
  assert.deepEqual(actions, ['checkAgain', 'dismiss']);
  await panelPage.close();
});

test('a file that is gone says so', async () => {
  const panelPage = await open();
  await panelPage.providePicture(new Uint8Array(), 'image/webp');
  await showPanel(panelPage, {}, [imageCard()]);
  await items(panelPage).getByText(panelStrings.pictureGone).waitFor();
  await panelPage.close();
});

test('Insert, Vary and a click on the picture ask for just that', async () => {
  const panelPage = await open();
  const image = imageCard();
  await showPanel(panelPage, {}, [image]);
  const item = items(panelPage);
  await item.getByRole('button', { name: 'Insert into guide.md' }).click();
  await item.getByRole('button', { name: 'Vary' }).click();
  await item.locator('.place').click({ position: { x: 10, y: 10 } });
  assert.deepEqual(
    await panelPage.posted('act'),
    ['insert', 'vary', 'open'].map((action) => ({ type: 'act', id: image.id, action })),
  );
  await panelPage.close();
});

test('after an insert, one button under the batch discards its other images', async () => {
  const panelPage = await open();
  const [first, second, ...rest] = imageBatch(4) as [ImageCard, ImageCard];
  const inserted = { ...second, insertedInto: 'guide.md', hasOthers: true };
  await showPanel(panelPage, {}, [first, inserted, ...rest]);
  const name = panelStrings.discardOtherMany.replace('{0}', '3');
  await panelPage.panel.getByRole('button', { name }).click();
  assert.deepEqual(await panelPage.posted('act'), [
    { type: 'act', id: second.id, action: 'discardOthers' },
  ]);
  await panelPage.close();
});

test('cancelling is offered for all and for each', async () => {
  const panelPage = await open();
  const images = imageBatch(2, { status: 'running', words: 'Generating' });
  await showPanel(panelPage, { queue: { running: 2, total: 2, words: '0 of 2' } }, images);
  await panelPage.panel.getByRole('button', { name: 'Cancel all' }).click();
  await items(panelPage)
    .nth(1)
    .getByRole('button', { name: /^Cancel/ })
    .click();
  assert.equal((await panelPage.posted('cancelAll')).length, 1);
  assert.deepEqual(await panelPage.posted('act'), [
    { type: 'act', id: images[1]?.id, action: 'cancel' },
  ]);
  await panelPage.close();
});

test('the status says what runs, and what is announced', async () => {
  const panelPage = await open();
  const status = panelPage.panel.getByRole('status', { name: 'Generation status' });
  await showPanel(panelPage, { queue: { running: 1, total: 4, words: '3 of 4' } });
  assert.equal((await status.innerText()).trim(), '3 of 4');
  await panelPage.send({ type: 'announce', text: 'Image 2 failed' });
  assert.match(await status.innerText(), /3 of 4[^]*Image 2 failed/);
  await showPanel(panelPage);
  assert.equal((await status.innerText()).trim(), 'Image 2 failed');
  await panelPage.close();
});

test('what is announced while images are made is said once, and not again when the last one is there', async () => {
  const panelPage = await open();
  await showPanel(panelPage, { queue: { running: 1, total: 4, words: '3 of 4' } });
  // As a screen reader hears it: what was put in or has changed, not the whole line.
  await panelPage.page.evaluate(`{
    const status = document.querySelector('[role=status]');
    host.isWhole = status.getAttribute('aria-atomic') !== 'false';
    host.said = [];
    new MutationObserver((changes) => {
      for (const { type, target, addedNodes } of changes) {
        const nodes = type === 'characterData' ? [target] : [...addedNodes];
        host.said.push(...nodes.map(({ textContent }) => textContent.trim()).filter(Boolean));
      }
    }).observe(status, { subtree: true, childList: true, characterData: true });
  }`);
  await panelPage.send({ type: 'announce', text: '4 images saved.' });
  await showPanel(panelPage);
  assert.equal(await panelPage.page.evaluate('host.isWhole'), false);
  assert.deepEqual(await panelPage.page.evaluate('host.said'), ['4 images saved.']);
  await panelPage.close();
});

test('the focus stays in the list when what had it is gone', async () => {
  const panelPage = await open();
  const [first, second, third] = imageBatch(3) as [ImageCard, ImageCard, ImageCard];
  const running = { ...first, status: 'running', words: 'Generating' } as const;
  await showPanel(panelPage, {}, [running, second, third]);
  const nameOf = ({ seed }: ImageCard) => new RegExp(`seed ${seed}$`);

  await items(panelPage)
    .first()
    .getByRole('button', { name: /^Cancel/ })
    .focus();
  await panelPage.send({ type: 'images', images: [first, second, third] });
  assert.match(String(await activeName(panelPage)), nameOf(first));

  await items(panelPage).nth(1).locator('.place').focus();
  await panelPage.send({ type: 'images', images: [first, third] });
  assert.match(String(await activeName(panelPage)), nameOf(third));

  const inserted = { ...first, insertedInto: 'guide.md', hasOthers: true };
  await panelPage.send({ type: 'images', images: [inserted, third] });
  await panelPage.panel.getByRole('button', { name: panelStrings.discardOtherOne }).press('Enter');
  await panelPage.send({ type: 'images', images: [first] });
  assert.match(String(await activeName(panelPage)), nameOf(first));

  await panelPage.send({ type: 'images', images: [] });
  assert.equal(await panelPage.page.evaluate('document.activeElement.id'), 'prompt');
  await panelPage.close();
});

test('the menu opens by button, right click and Shift+F10, moves by keys and gives the focus back', async () => {
  const panelPage = await open();
  const { page } = panelPage;
  const image = imageCard();
  await showPanel(panelPage, {}, [image]);
  const item = items(panelPage);
  const menu = item.getByRole('menu');
  const more = item.getByRole('button', { name: 'More actions' });
  await more.press('Enter');
  await menu.waitFor();
  const { x, width } = (await menu.boundingBox())!;
  assert.ok(x + width <= Number(await page.evaluate('document.body.clientWidth')));
  await page.keyboard.press('ArrowUp');
  assert.equal(await page.evaluate('document.activeElement.innerText'), 'Delete');
  await page.keyboard.press('r');
  assert.equal(await page.evaluate('document.activeElement.innerText'), 'Reuse settings');
  await page.keyboard.press('Escape');
  assert.equal(await menu.count(), 0);
  assert.equal(await activeName(panelPage), 'More actions');

  await item.locator('.place').click({ button: 'right', position: { x: 9, y: 9 } });
  await menu.waitFor();
  await page.mouse.click(2, 2);
  assert.equal(await menu.count(), 0);

  await item.locator('.place').focus();
  await page.keyboard.press('Shift+F10');
  await menu.getByRole('menuitem', { name: 'Copy link' }).press('Enter');
  assert.deepEqual(await panelPage.posted('act'), [
    { type: 'act', id: image.id, action: 'copyLink' },
  ]);
  assert.match(String(await activeName(panelPage)), /seed/);
  await panelPage.close();
});

test('“Copy image” puts a PNG on the clipboard, and leaves it to the host where it cannot', async () => {
  const panelPage = await open();
  const { page, panel } = panelPage;
  await panelPage.providePicture(picture, 'image/webp');
  await showPanel(panelPage, {}, [imageCard()]);
  await items(panelPage).locator('img').waitFor();
  const copy = async () => {
    await items(panelPage).getByRole('button', { name: 'More actions' }).click();
    await panel.getByRole('menuitem', { name: 'Copy image' }).click();
  };
  await copy();
  await panel.getByRole('status').getByText(panelStrings.imageCopied).waitFor();
  const types = await page.evaluate('navigator.clipboard.read().then(([item]) => item.types)');
  assert.deepEqual(types, ['image/png']);
  assert.deepEqual(await panelPage.posted('act'), []);
  await page.evaluate('navigator.clipboard.write = () => Promise.reject(new Error("no"))');
  await copy();
  assert.equal((await panelPage.waitForPosted('act'))[0]?.action, 'copyImage');
  await panelPage.close();
});

test('Tab stops once in the list, the arrow keys move in its grid, Enter opens', async () => {
  const panelPage = await open();
  const { page } = panelPage;
  const images = imageBatch(5);
  await showPanel(panelPage, {}, images);
  const names = images.map(({ seed }) => `${images[0]?.prompt}, seed ${seed}`);
  await items(panelPage).first().locator('.place').focus();
  const visited: unknown[] = [];
  for (const key of [
    'ArrowRight',
    'ArrowDown',
    'ArrowLeft',
    'ArrowUp',
    'End',
    'Home',
    'ArrowRight',
  ]) {
    await page.keyboard.press(key);
    visited.push(await activeName(panelPage));
  }
  assert.deepEqual(
    visited,
    [1, 3, 2, 0, 4, 0, 1].map((index) => names[index]),
  );
  await page.keyboard.press('Enter');
  assert.equal((await panelPage.posted('act'))[0]?.id, images[1]?.id);
  await page.keyboard.press('Tab');
  assert.equal(await activeName(panelPage), 'Insert into guide.md');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  assert.equal(await activeName(panelPage), 'More actions');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(`document.activeElement.closest('[role=list]')`), null);
  await panelPage.close();
});

test('of 500 images at most 60 pictures are in the page, wherever one scrolls', async () => {
  const panelPage = await open({ widthPx: 1200, heightPx: 1000, place: 'editor' });
  const { page } = panelPage;
  await panelPage.providePicture(picture, 'image/webp');
  const images = Array.from({ length: 125 }, (_, index) =>
    imageBatch(4, { batchId: `many-${index}`, aspectRatio: '9:16', width: 768, height: 1344 }),
  ).flat();
  await showPanel(panelPage, {}, images);
  for (let frames = 0; frames < 40 && (await items(panelPage).count()) < 500; frames++) {
    await page.evaluate('host.settled()');
  }
  assert.equal(await items(panelPage).count(), 500);
  for (const share of [0, 0.2, 0.5, 0.51, 1, 0]) {
    await page.evaluate(`scrollTo(0, document.documentElement.scrollHeight * ${share})`);
    let count = 0;
    for (let frames = 0; frames < 4 || (count === 0 && frames < 100); frames++) {
      await page.evaluate('host.settled()');
      count = Number(await pictureCount(panelPage));
    }
    assert.ok(count > 0 && count <= 60, `${count} pictures at ${share}`);
  }
  const asked = new Set((await panelPage.posted('showPictures')).flatMap(({ ids }) => ids));
  assert.ok(asked.size < 300, `${asked.size} of 500 pictures were asked for`);
  assert.deepEqual(await panelPage.complaints(), []);
  await panelPage.close();
});

const inSightOf = `(() => {
  const { top, bottom } = document.querySelector('flux-klein-image .card').getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
})`;
const inSight = ({ page }: PanelPage) => page.evaluate(`${inSightOf}()`);

for (const [what, hasReducedMotion] of [
  ['at once where motion is reduced', true],
  ['and glides there otherwise', false],
] as const) {
  test(`after Generate the first place of the new batch comes into sight, ${what}`, async () => {
    const saved = { ...savedForm, open: { options: true, advanced: true, code: true } };
    const panelPage = await open({ widthPx: 300, heightPx: 600, saved, hasReducedMotion });
    const earlier = imageBatch(12, { batchId: 'earlier' });
    await showPanel(panelPage, {}, earlier);
    assert.equal(await inSight(panelPage), false, 'the form fills the panel');
    await panelPage.panel.getByRole('button', { name: /^Generate/ }).click();
    const batch = imageBatch(4, { batchId: 'new', status: 'queued', words: 'Waiting' });
    await panelPage.send({ type: 'images', images: [...batch, ...earlier] });
    // Reduced motion brings it there at once. Not by `waitForFunction`, which polls by an `eval` that the page does not allow.
    const maxLooks = hasReducedMotion ? 0 : 100;
    for (let looks = 0; looks < maxLooks && !(await inSight(panelPage)); looks++) {
      await panelPage.page.waitForTimeout(50);
    }
    assert.equal(await inSight(panelPage), true);
    assert.match(
      String(await panelPage.page.evaluate('document.activeElement.textContent')),
      /Generate/,
      'the focus stays where it was',
    );
    // What still glides would go on a little after somebody has scrolled back.
    const scrolled = () => panelPage.page.evaluate('scrollY');
    for (let before: unknown; before !== (before = await scrolled());) {
      await panelPage.page.waitForTimeout(100);
    }
    // Whoever scrolls back is left alone while the images arrive.
    await panelPage.page.evaluate('scrollTo({ top: 0, behavior: "instant" })');
    const [first, ...rest] = batch as [ImageCard, ...ImageCard[]];
    const done = imageCard({ id: first.id, batchId: 'new', seed: first.seed });
    await panelPage.send({ type: 'images', images: [done, ...rest, ...earlier] });
    assert.equal(await panelPage.page.evaluate('scrollY'), 0);
    assert.deepEqual(await panelPage.complaints(), []);
    await panelPage.close();
  });
}

test('a variation comes into sight as well, and what nobody here asked for does not', async () => {
  const panelPage = await open({ widthPx: 300, heightPx: 600, saved: savedForm });
  const earlier = imageBatch(12, { batchId: 'earlier' });
  await showPanel(panelPage, {}, earlier);
  const other = imageBatch(1, { batchId: 'other', status: 'queued', words: 'Waiting' });
  await panelPage.send({ type: 'images', images: [...other, ...earlier] });
  assert.equal(await panelPage.page.evaluate('scrollY'), 0);
  await items(panelPage).nth(9).getByRole('button', { name: 'Vary' }).click();
  const varied = imageBatch(2, { batchId: 'varied', status: 'queued', words: 'Waiting' });
  await panelPage.send({ type: 'images', images: [...varied, ...other, ...earlier] });
  assert.equal(await inSight(panelPage), true);
  await panelPage.close();
});
