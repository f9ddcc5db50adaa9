import { after, before } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { buildPanel, openPanelPage } from './panelPage.ts';
import type { PanelPage, PanelPageOptions } from './panelPage.ts';

/** Gives the tests of a file one browser and the shipped bundle, and each of them a page of its own. */
export function usePanel(): (options?: PanelPageOptions) => Promise<PanelPage> {
  let browser: Browser;
  let script: string;
  before(async () => {
    [browser, script] = await Promise.all([launchBrowser(), buildPanel()]);
  });
  after(() => browser.close());
  return (options) => openPanelPage(browser, script, options);
}
