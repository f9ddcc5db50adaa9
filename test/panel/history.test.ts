import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Browser } from 'playwright-core';
import type { FromHistory, HistoryState, ToHistory } from '../../src/protocol/historyMessages.ts';
import { createPainter } from '../standIn/painter.ts';
import { launchBrowser } from '../support/browser.ts';
import { listed, scrollHistory, showHistory, type HistoryPage } from './historySamples.ts';
import { buildPanel, openPanelPage } from './panelPage.ts';
import { themeNames } from './themes.ts';
import type { ThemeName } from './themes.ts';

let browser: Browser;
let script: string;
let picture: Uint8Array;
before(async () => {
  [browser, script] = await Promise.all([launchBrowser(), buildPanel('history')]);
  picture = await createPainter().paint({
    prompt: 'a fox',
    seed: 7,
    aspectRatio: '16:9',
    model: 'black-forest-labs/flux-2-klein-4b',
    megapixels: '0.25',
    format: 'webp',
    quality: 50,
  });
});
after(() => browser.close());

interface OpenOptions {
  readonly theme?: ThemeName;
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly saved?: unknown;
}

async function open(options: OpenOptions = {}): Promise<HistoryPage> {
  const page = await openPanelPage<ToHistory, FromHistory>(browser, script, {
    view: 'history',
    widthPx: 300,
    heightPx: 700,
    ...options,
  });
  await page.providePicture(picture, 'image/webp');
  return page;
}

const mixed = listed([1, 1, 4, 1, 1, 1, 3, 1, 1, 1]);
const tenThousand = listed(Array.from({ length: 5000 }, (_, index) => (index % 2 === 0 ? 1 : 3)));
const nothing: Partial<HistoryState> = { total: 0, groupSizes: [], items: [] };
const imagesIn = ({ panel }: HistoryPage) => panel.getByRole('list', { name: 'Images' });
const tileAt = ({ panel }: HistoryPage, index: number) =>
  panel.locator(`.tile[data-index="${index}"]`);
const focusedIndex = ({ page }: HistoryPage) =>
  page.evaluate('Number(document.activeElement.closest(".tile")?.dataset.index)');

test('every control has the role and the name that people and tests look for', async () => {
  const page = await open();
  await showHistory(page, mixed);
  for (const [role, name] of [
    ['searchbox', 'Search prompts'],
    ['combobox', 'Model'],
    ['combobox', 'Aspect ratio'],
    ['button', 'Favourites only'],
    ['list', 'Images'],
    ['status', 'History status'],
  ] as const) {
    assert.equal(await page.panel.getByRole(role, { name, exact: true }).count(), 1, name);
  }
  const item = imagesIn(page).getByRole('listitem').first();
  assert.equal(await item.getByRole('button', { name: /^Insert/ }).count(), 1);
  await item.hover();
  await item.getByRole('button', { name: 'More actions' }).click();
  assert.deepEqual(await page.panel.getByRole('menuitem').allInnerTexts(), [
    'Insert',
    'Open',
    'Copy link',
    'Add to favourites',
    'Details',
    'Reuse settings',
    'Vary',
    'Regenerate',
    'Reveal in the file list',
    'Delete',
  ]);
  await page.panel.getByRole('menuitem', { name: 'Reuse settings' }).click();
  assert.deepEqual(await page.posted('act'), [
    { type: 'act', id: 'image-1', action: 'reuseSettings' },
  ]);
  assert.deepEqual(await page.complaints(), []);
  await page.close();
});

for (const theme of themeNames) {
  for (const [name, shown] of [
    ['with images', mixed],
    ['with no images', listed([], nothing)],
    ['without a folder', listed([], { ...nothing, phase: 'noFolder' })],
    ['where nothing matches', listed([], { ...nothing, total: 9 })],
    ['while it reads', listed([], { ...nothing, phase: 'reading' })],
  ] as const) {
    test(`axe finds nothing in the history ${name}, theme ${theme}`, async () => {
      const page = await open({ theme });
      await showHistory(page, shown);
      if (shown === mixed) await tileAt(page, 2).getByRole('checkbox').check({ force: true });
      await page.page.evaluate(axe.source);
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
      const { violations, passes } = (await page.page.evaluate(
        `axe.run(document, { runOnly: ${JSON.stringify(tags)} })`,
      )) as AxeResults;
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
      assert.deepEqual(found, []);
      assert.ok(passes.some(({ id }) => id === 'color-contrast'));
      await page.close();
    });
  }
}

test('of ten thousand images at most 60 pictures are in the page, wherever one scrolls', async () => {
  const page = await open({ widthPx: 1200, heightPx: 900 });
  const singles = listed(Array.from({ length: 10_000 }, () => 1));
  await showHistory(page, singles);
  const heightPx = Number(await page.page.evaluate('document.documentElement.scrollHeight'));
  for (const part of [0, 0.3, 0.31, 0.9, 1]) {
    await scrollHistory(page, heightPx * part, singles);
    await page.page.locator('img').nth(20).waitFor({ state: 'attached' });
    assert.ok(Number(await page.page.evaluate('document.images.length')) <= 60);
    assert.ok(Number(await page.page.evaluate('document.querySelectorAll(".tile").length')) <= 80);
  }
  assert.equal(await tileAt(page, 9999).getAttribute('aria-posinset'), '10000');
  await page.close();
});

test('the list scrolls at once to any place and asks for what is there only', async () => {
  const page = await open();
  await showHistory(page, tenThousand);
  await page.page.evaluate('scrollTo(0, 200000)');
  const ranges = await page.waitForPosted('range');
  const asked = ranges.reduce((sum, { count }) => sum + count, 0);
  assert.ok(asked <= 120, `${asked} images`);
  await page.close();
});

test('a search is told when the person pauses, and a choice at once', async () => {
  const page = await open();
  await showHistory(page, mixed);
  await page.panel.getByRole('searchbox').pressSequentially('red fox');
  const [first] = await page.waitForPosted('filter');
  assert.equal(first?.wishes.search, 'red fox');
  await page.panel.getByRole('combobox', { name: 'Aspect ratio' }).selectOption('16:9');
  await page.panel.getByRole('button', { name: 'Favourites only' }).click();
  const wishes = (await page.waitForPosted('filter', 3)).at(-1)?.wishes;
  const expected = { search: 'red fox', model: '', aspectRatio: '16:9', isFavouritesOnly: true };
  assert.deepEqual(wishes, expected);
  assert.deepEqual(((await page.saved()) as { wishes: unknown }).wishes, expected);
  await page.close();
});

test('what was looked for comes back with the view, whatever else was saved', async () => {
  const wishes = { search: 'fox', model: 'm', aspectRatio: '', isFavouritesOnly: true };
  const page = await open({ saved: { version: 1, wishes, scrollPx: 'x' } });
  assert.deepEqual((await page.waitForPosted('ready'))[0]?.wishes, wishes);
  await page.close();
  const damaged = await open({ saved: { version: 1, wishes: 7 } });
  assert.equal((await damaged.waitForPosted('ready'))[0]?.wishes.search, '');
  await damaged.close();
});

test('the keyboard does everything: it moves, opens, selects, deletes and opens the menu', async () => {
  const page = await open();
  await showHistory(page, mixed);
  const { keyboard } = page.page;
  await tileAt(page, 0).locator('.place').focus();
  await keyboard.press('ArrowRight');
  await keyboard.press('ArrowDown');
  assert.equal(await focusedIndex(page), 3);
  await keyboard.press('Enter');
  const [opened] = await page.posted('act');
  assert.deepEqual(opened, { type: 'act', id: 'image-4', action: 'open' });
  await keyboard.press('Space');
  assert.equal(await tileAt(page, 3).getByRole('checkbox').isChecked(), true);
  assert.equal((await page.posted('act')).length, 1);
  await keyboard.press('Shift+ArrowDown');
  await keyboard.press('Delete');
  const [deleted] = await page.posted('delete');
  assert.deepEqual(deleted?.ids, ['image-4', 'image-5', 'image-6']);
  await keyboard.press('Escape');
  await keyboard.press('Delete');
  assert.deepEqual((await page.posted('delete'))[1]?.ids, ['image-6']);
  await keyboard.press('Shift+F10');
  assert.equal(await page.page.evaluate('document.activeElement.textContent.trim()'), 'Insert');
  await keyboard.press('Escape');
  assert.equal(await focusedIndex(page), 5);
  await page.close();
});

test('End brings the focus to the last of ten thousand images, and Home back', async () => {
  const page = await open();
  await showHistory(page, tenThousand);
  await tileAt(page, 0).locator('.place').focus();
  await page.page.keyboard.press('End');
  await scrollHistory(page, 1e9, tenThousand);
  assert.equal(await focusedIndex(page), 9999);
  await page.page.keyboard.press('Home');
  await scrollHistory(page, 0, tenThousand);
  assert.equal(await focusedIndex(page), 0);
  await page.close();
});

test('the focus stays in the list when the image that had it is gone', async () => {
  const page = await open();
  await showHistory(page, mixed);
  await tileAt(page, 1).locator('.place').focus();
  const rest = mixed.items.filter((_, index) => index !== 1);
  const groupSizes = [1, 4, 1, 1, 1, 3, 1, 1, 1];
  await page.send({
    type: 'state',
    state: { ...mixed.state, version: 2, groupSizes, items: rest },
  });
  assert.equal(await focusedIndex(page), 1);
  await page.close();
});

test('several images are deleted together, by their buttons too', async () => {
  const page = await open();
  await showHistory(page, mixed);
  await tileAt(page, 0)
    .locator('.place')
    .click({ modifiers: ['Control'] });
  await tileAt(page, 3)
    .locator('.place')
    .click({ modifiers: ['Shift'] });
  assert.equal(await page.panel.getByRole('status').innerText(), '4 selected');
  await page.panel.getByRole('button', { name: 'Delete 4 images' }).click();
  assert.equal((await page.posted('delete'))[0]?.ids.length, 4);
  assert.equal(await page.panel.getByRole('checkbox', { checked: true }).count(), 0);
  await page.close();
});

test('an empty history has one thing to do, and so has a window without a folder', async () => {
  const page = await open();
  await showHistory(page, listed([], nothing));
  assert.equal(await page.panel.getByRole('button').count(), 1);
  await page.panel.getByRole('button', { name: 'Generate an image' }).click();
  assert.equal((await page.posted('generate')).length, 1);
  await page.send({ type: 'state', state: listed([], { ...nothing, phase: 'noFolder' }).state });
  await page.panel.getByRole('button', { name: 'Open folder' }).click();
  assert.equal((await page.posted('openFolder')).length, 1);
  await page.close();
});

test('where nothing matches, one button shows everything again', async () => {
  const page = await open({
    saved: {
      version: 1,
      wishes: { search: 'zebra', model: '', aspectRatio: '', isFavouritesOnly: false },
    },
  });
  await showHistory(page, listed([], { ...nothing, total: 9 }));
  await page.panel.getByRole('button', { name: 'Clear the filter' }).click();
  assert.equal((await page.posted('filter')).at(-1)?.wishes.search, '');
  assert.equal(await page.panel.getByRole('searchbox').inputValue(), '');
  await page.close();
});

test('the focus goes on where it is wanted when a button goes with its purpose', async () => {
  const page = await open();
  await showHistory(page, mixed);
  await tileAt(page, 2).locator('.place').focus();
  await page.page.keyboard.press('Space');
  await page.panel.getByRole('button', { name: 'Clear the selection' }).press('Enter');
  assert.equal(await focusedIndex(page), 2);
  await page.send({ type: 'state', state: listed([], { ...nothing, total: 9 }).state });
  await page.panel.getByRole('button', { name: 'Clear the filter' }).press('Enter');
  assert.equal(await page.page.evaluate('document.activeElement.type'), 'search');
  await page.close();
});

for (const widthPx of [220, 300, 560, 1200]) {
  test(`hostile words stay words and nothing is wider than ${widthPx} pixels`, async () => {
    const page = await open({ widthPx });
    const prompt = `<img src=x onerror="host.violations.push('ran')">${'word'.repeat(60)}\u202e`;
    const items = mixed.items.map((item) => ({ ...item, prompt, fileName: prompt }));
    await showHistory(page, { ...mixed, state: { ...mixed.state, items, documentName: prompt } });
    const widest = await page.page.evaluate('document.documentElement.scrollWidth - innerWidth');
    assert.ok(Number(widest) <= 0);
    assert.deepEqual(await page.complaints(), []);
    await page.close();
  });
}
