import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usePanel } from './panelBrowser.ts';
import { failedValues, imageBatch, imageCard, savedForm } from './samples.ts';
import { showPanel } from './scenes.ts';
import { themeNames } from './themes.ts';

const open = usePanel();

// A radio and a checkbox lie unseen over the face that shows their state, and their focus.
const describeFocus = `(() => {
  const { activeElement } = document;
  if (activeElement === document.body) return null;
  const isUnseen = activeElement.matches('[type=radio], [type=checkbox]');
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(
    isUnseen ? activeElement.nextElementSibling : activeElement);
  return {
    what: activeElement.getAttribute('aria-label') ?? activeElement.id ?? activeElement.tagName,
    isRinged: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1
      && outlineColor !== 'rgba(0, 0, 0, 0)',
  };
})()`;

for (const theme of themeNames) {
  test(`Tab reaches every control once, and each shows its focus, theme ${theme}`, async () => {
    const panelPage = await open({
      theme,
      saved: { ...savedForm, open: { options: true, advanced: true, code: true } },
    });
    const images = [...imageBatch(2), imageCard(failedValues)];
    const queue = { running: 1, total: 3, words: '2 of 3' };
    await showPanel(panelPage, { obstacle: 'noKey', queue }, images);
    const visited: string[] = [];
    for (let presses = 0; presses < 60; presses++) {
      await panelPage.page.keyboard.press('Tab');
      const focus = (await panelPage.page.evaluate(describeFocus)) as {
        what: string;
        isRinged: boolean;
      } | null;
      if (focus === null) break;
      assert.ok(focus.isRinged, `${focus.what} shows no focus`);
      visited.push(focus.what);
    }
    const options = ['outputFormat', 'inferenceSteps', 'outputQuality'];
    const stops = ['prompt', 'count', 'seed', 'model', ...options, 'alt-text'];
    const named = ['Randomize seed', 'Lock seed', 'Insert into guide.md', 'More actions'];
    for (const stop of [...stops, ...named]) {
      assert.equal(visited.filter((what) => what === stop).length, 1, `${stop}: ${visited}`);
    }
    await panelPage.close();
  });
}

test('an image is made and inserted with the keyboard alone', async () => {
  const panelPage = await open();
  const { page } = panelPage;
  await showPanel(panelPage);
  await panelPage.send({ type: 'focusPrompt' });
  await page.keyboard.type('a red fox');
  // Past the way back to the default, which is not there, to the chosen ratio.
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Control+Enter');
  const [sent] = await panelPage.posted('generate');
  assert.equal(sent?.form.prompt, 'a red fox');
  assert.equal(sent?.form.aspectRatio, '16:9');
  const image = imageCard({ prompt: 'a red fox' });
  await panelPage.send({ type: 'images', images: [image] });
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(`document.activeElement.getAttribute('aria-label')`);
    if (String(name).startsWith('Insert')) break;
  }
  await page.keyboard.press('Enter');
  assert.deepEqual(await panelPage.posted('act'), [
    { type: 'act', id: image.id, action: 'insert' },
  ]);
  await panelPage.close();
});
