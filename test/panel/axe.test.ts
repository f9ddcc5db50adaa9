import assert from 'node:assert/strict';
import { test } from 'node:test';
import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import { usePanel } from './panelBrowser.ts';
import { panelScenes } from './scenes.ts';
import { themeNames } from './themes.ts';

const open = usePanel();
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

for (const theme of themeNames) {
  for (const scene of panelScenes) {
    if (scene.themes?.includes(theme) === false) continue;
    test(`axe finds nothing in the state ${scene.name}, theme ${theme}`, async () => {
      const panelPage = await open({ theme, widthPx: 300, heightPx: 1400, saved: scene.saved });
      await scene.play(panelPage);
      await panelPage.page.evaluate(axe.source);
      const { violations, passes } = (await panelPage.page.evaluate(
        `axe.run(document, { runOnly: ${JSON.stringify(tags)} })`,
      )) as AxeResults;
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}\n${failureSummary}`),
      );
      assert.deepEqual(found, []);
      assert.ok(passes.some(({ id }) => id === 'color-contrast'));
      await panelPage.close();
    });
  }
}
