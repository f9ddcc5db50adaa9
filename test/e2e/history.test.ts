import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { FrameLocator, Locator } from 'playwright-core';
import { runCommand } from '../support/workbench.ts';
import { answerDialog } from './support/dialog.ts';
import { generateFromPalette } from './support/generateDialog.ts';
import { useWindow } from './support/journeyWindow.ts';
import { waitForCount } from './support/panelPage.ts';
import { waitForToast } from './support/toasts.ts';
import { imageTargets, openDocument, savedImages, untilChanged } from './support/workspaceFiles.ts';

const window = useWindow();

beforeEach(async () => {
  await window.tidy();
  await window.standIn.setLatency({ postMs: 0, resultMs: 0 });
});

interface HistoryPage {
  readonly frame: FrameLocator;
  readonly search: Locator;
  readonly status: Locator;
  readonly tiles: Locator;
}

/**
 * The history in the side bar, with all of its height: what is out of sight is not in the page. The panel above it is a
 * webview too, so it is told by its own element.
 */
async function openHistory(): Promise<HistoryPage> {
  const { page } = window;
  await runCommand(page, 'Flux Klein: Focus on History View');
  await page.locator('.pane-header[aria-expanded="true"]', { hasText: 'Generate' }).click();
  const frames = page.locator('iframe.webview.ready');
  const isHistory = async (index: number): Promise<boolean> =>
    (await frameAt(index).locator('flux-klein-history').count()) === 1;
  const frameAt = (index: number): FrameLocator =>
    frames.nth(index).contentFrame().frameLocator('iframe#active-frame');
  for (;;) {
    for (let index = 0; index < (await frames.count()); index++) {
      if (await isHistory(index)) {
        const frame = frameAt(index);
        return {
          frame,
          search: frame.getByRole('searchbox', { name: 'Search prompts' }),
          status: frame.getByRole('status', { name: 'History status' }),
          tiles: frame.getByRole('list', { name: 'Images' }).getByRole('listitem'),
        };
      }
    }
    await page.waitForTimeout(100);
  }
}

test('images of earlier are found by words, inserted and deleted', async () => {
  await window.ensureKey();
  const { page } = window;
  const document = await openDocument(window, 'history.md', '# History\n\n\n', 3);
  for (const prompt of ['A red fox', 'A blue owl', 'A grey heron']) {
    await generateFromPalette(page, prompt);
    await waitForToast(page, `Saved ${prompt.toLowerCase().replaceAll(' ', '-')}.webp.`);
    await runCommand(page, 'Notifications: Clear All Notifications');
  }
  await document.untilLinks(3);

  const history = await openHistory();
  await history.status.filter({ hasText: '3 images' }).waitFor();
  await waitForCount(history.tiles, 3);
  const newest = history.tiles.first().getByRole('button', { name: /, seed \d+$/ });
  assert.match((await newest.getAttribute('aria-label'))!, /^A grey heron, /);
  await history.search.fill('owl blue');
  await history.status.filter({ hasText: '1 of 3 images' }).waitFor();
  await waitForCount(history.tiles, 1);
  const tile = history.tiles.first();
  await tile.locator('img').waitFor();
  await tile.hover();
  await tile.getByRole('button', { name: 'Insert into history.md' }).click();
  const text = await document.untilLinks(4);
  assert.equal(imageTargets(text).filter((target) => target.includes('a-blue-owl')).length, 2);

  await tile.hover();
  await tile.getByRole('button', { name: 'More actions' }).click();
  await history.frame.getByRole('menuitem', { name: 'Copy link', exact: true }).click();
  await history.status.filter({ hasText: 'Link copied.' }).waitFor();

  await history.search.fill('');
  await waitForCount(history.tiles, 3);
  for (const words of ['A red fox', 'A grey heron']) {
    await history.frame.getByRole('checkbox', { name: `Select: ${words}` }).check({ force: true });
  }
  await history.frame.getByRole('button', { name: 'Delete 2 images' }).click();
  await answerDialog(page, 'Delete 2 images?', 'Delete');
  await answerDialog(page, 'Delete 2 images for good?', 'Delete for Good');
  await waitForCount(history.tiles, 1);
  await untilChanged(`${window.workspacePath}/assets`, 'one image', async () =>
    (await savedImages(window)).length === 1 ? true : undefined,
  );
  assert.deepEqual(await savedImages(window), ['a-blue-owl.webp']);
});
