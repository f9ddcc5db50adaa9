/**
 * Takes pictures of the panel: its states in all themes, and its widths. One command:
 * `npm run screenshots [-- part of a name …]`, into out/panel/ and two of them into the README.
 */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { projectRoot } from '../../scripts/projectPaths.mjs';
import { createPainter } from '../standIn/painter.ts';
import { launchBrowser } from '../support/browser.ts';
import type { FromHistory, ToHistory } from '../../src/protocol/historyMessages.ts';
import { listed, showHistory } from './historySamples.ts';
import { buildPanel, openPanelPage } from './panelPage.ts';
import { panelScenes } from './scenes.ts';
import type { Scene } from './scenes.ts';
import { themeNames } from './themes.ts';
import type { ThemeName } from './themes.ts';

const folder = join(projectRoot, 'out', 'panel');
const wanted = process.argv.slice(2);
await mkdir(folder, { recursive: true });
await using cleanUp = new AsyncDisposableStack();
const browser = await launchBrowser();
cleanUp.defer(() => browser.close());
const script = await buildPanel();
const historyScript = await buildPanel('history');
const painter = createPainter();

for (const scene of panelScenes) {
  const widths = scene.widthsPx ?? [300];
  for (const theme of scene.themes ?? themeNames) {
    for (const widthPx of widths) {
      const name = `${scene.name}-${theme}-${widthPx}`;
      if (wanted.length > 0 && !wanted.every((part) => name.includes(part))) continue;
      await take(scene, theme, widthPx, join(folder, `${name}.png`));
    }
  }
}

for (const theme of themeNames) {
  for (const widthPx of theme === 'dark' ? [220, 300, 1200] : [300]) {
    const name = `history-${theme}-${widthPx}`;
    if (wanted.length > 0 && !wanted.every((part) => name.includes(part))) continue;
    await takeHistory(theme, widthPx, join(folder, `${name}.png`));
  }
}

// The README shows the panel as it is now.
for (const theme of ['dark', 'light']) {
  const taken = join(folder, `done-${theme}-760.png`);
  if (!existsSync(taken)) continue;
  const shown = join(projectRoot, 'media', 'readme', `panel-${theme}.png`);
  const cut = { left: 0, top: 0, width: 760, height: 500 };
  await sharp(taken).extract(cut).png({ palette: true, effort: 10 }).toFile(shown);
}

async function take(scene: Scene, theme: ThemeName, widthPx: number, path: string): Promise<void> {
  const place = widthPx >= 560 ? 'editor' : 'view';
  const heightPx = scene.heightPx ?? (widthPx >= 560 ? 620 : 900);
  const panelPage = await openPanelPage(browser, script, {
    theme,
    widthPx,
    heightPx,
    place,
    saved: scene.saved,
  });
  for (const image of scene.images ?? []) {
    if (image.status !== 'done') continue;
    const { prompt, seed, aspectRatio, isDraft, id } = image;
    const megapixels = isDraft ? '0.25' : '1';
    const model = 'black-forest-labs/flux-2-klein-4b';
    const subject = { prompt, seed, aspectRatio, model, megapixels };
    const picture = await painter.paint({ ...subject, format: 'webp', quality: 70 });
    await panelPage.providePicture(picture, 'image/webp', id);
  }
  await scene.play(panelPage);
  await panelPage.page.evaluate(
    'Promise.all([...document.images].map((image) => image.decode())).then(host.settled)',
  );
  await panelPage.page.screenshot({ path });
  await panelPage.close();
}

async function takeHistory(theme: ThemeName, widthPx: number, path: string): Promise<void> {
  const options = { view: 'history', theme, widthPx, heightPx: 700 } as const;
  const page = await openPanelPage<ToHistory, FromHistory>(browser, historyScript, options);
  const shown = listed([1, 1, 4, 1, 1, 1, 3, 1, 1, 1, 1, 5, 1, 1, 1, 1]);
  const model = 'black-forest-labs/flux-2-klein-4b';
  for (const { id, prompt, seed } of shown.items) {
    const subject = { prompt, seed, aspectRatio: '3:2', model, megapixels: '0.25' } as const;
    const picture = await painter.paint({ ...subject, format: 'webp', quality: 70 });
    await page.providePicture(picture, 'image/webp', id);
  }
  await showHistory(page, shown);
  await page.panel.getByRole('checkbox').nth(3).check({ force: true });
  await page.panel.locator('.tile').first().hover();
  await page.page.evaluate(
    'Promise.all([...document.images].map((image) => image.decode())).then(host.settled)',
  );
  await page.page.screenshot({ path });
  await page.close();
}
