/**
 * Reads the colours that a real VS Code hands to its webviews, theme by theme, into test/fixtures/themes.
 * Run by hand when VS Code's themes have changed: `node test/panel/readThemes.ts`.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { currentVsCode } from '../../scripts/setUp.mjs';
import { projectRoot } from '../../scripts/projectPaths.mjs';
import { launchBrowser, openPage, openWorkbench } from '../support/browser.ts';
import type { quietUserSettings } from '../support/quietUserSettings.ts';
import { copyWorkspace } from '../support/sampleWorkspace.ts';
import { startVsCode } from '../support/vsCodeServer.ts';
import { openFile, showPreviewToTheSide } from '../support/workbench.ts';
import { themeFiles } from './themes.ts';
import type { Theme } from './themes.ts';

const folder = join(projectRoot, 'test', 'fixtures', 'themes');
await mkdir(folder, { recursive: true });
await using cleanUp = new AsyncDisposableStack();
const workspace = await copyWorkspace();
cleanUp.defer(() => workspace.remove());
const server = await startVsCode({ version: currentVsCode });
cleanUp.defer(() => server.stop());
const browser = await launchBrowser();
cleanUp.defer(() => browser.close());
for (const [name, colorTheme] of Object.entries(themeFiles)) {
  const settingsPath = join(server.userDataPath, 'User', 'settings.json');
  const settings: unknown = JSON.parse(await readFile(settingsPath, 'utf8'));
  const changed = { ...(settings as typeof quietUserSettings), 'workbench.colorTheme': colorTheme };
  await writeFile(settingsPath, JSON.stringify(changed));
  const page = await openPage(browser, server);
  await openWorkbench(page, server, { folderPath: workspace.path });
  await openFile(page, 'README.md');
  // The preview is a webview like any other, and it gets what all of them get.
  await showPreviewToTheSide(page).catch(() => undefined);
  const preview = page
    .locator('iframe.webview.ready')
    .contentFrame()
    .locator('iframe#active-frame')
    .contentFrame();
  const theme = (await preview.locator('html').evaluate(`({
    bodyClass: [...document.body.classList].filter((name) => name.startsWith('vscode-')).join(' '),
    themeKind: document.body.dataset.vscodeThemeKind,
    themeId: document.body.dataset.vscodeThemeId,
    defaultStyles: document.querySelector('#_defaultStyles')?.textContent ?? '',
    variables: Object.fromEntries(
      [...document.documentElement.style].filter((name) => /^--(vscode|text)-/.test(name))
        .map((name) => [name, document.documentElement.style.getPropertyValue(name)])),
  })`)) as Theme;
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(theme, null, 2)}\n`);
  console.log(name, theme.bodyClass, theme.themeId, Object.keys(theme.variables).length);
  await page.context().close();
}
