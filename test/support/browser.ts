import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { ensureChromium } from '../../scripts/ensureChromium.mjs';
import type { VsCodeServer, WindowOptions } from './vsCodeServer.ts';

/** Starts the machine's Chromium without a window, installing one first where that is possible. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await ensureChromium(),
    headless: true,
    args: [
      // Chromium's sandbox works neither for root nor in most containers, and only our own pages are shown.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface PageOptions {
  readonly widthPx?: number;
  readonly heightPx?: number;
  /**
   * Whether secrets outlive a reload, a new page and a restart of the server on the same port, as they do in a
   * desktop VS Code. Without it VS Code in a browser keeps them in memory.
   */
  readonly keepsSecrets?: boolean;
}

/** Opens an empty page in a browser profile of its own, so that no window sees what another one stored. */
export async function openPage(
  browser: Browser,
  server: VsCodeServer,
  options: PageOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: options.widthPx ?? 1280, height: options.heightPx ?? 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  if (options.keepsSecrets === true) {
    // The workbench encrypts secrets with a key of which the server, at the path in this cookie, has one half.
    const keyHalf = Buffer.alloc(32, 7);
    await context.route('**/mint-key', (route) => route.fulfill({ body: keyHalf }));
    await context.addCookies([
      { name: 'vscode-secret-key-path', value: '/mint-key', url: server.originUrl },
    ]);
  }
  const page = await context.newPage();
  // A workbench is megabytes of script, and a busy computer takes its time with it.
  page.setDefaultNavigationTimeout(120_000);
  page.on('pageerror', (error) => server.log.write(`page error: ${error.message}\n`));
  return page;
}

/** Goes to a window of the server and waits until the workbench can be used. */
export async function openWorkbench(
  page: Page,
  server: VsCodeServer,
  window: WindowOptions,
): Promise<void> {
  await page.goto(server.url(window));
  await page.locator('.monaco-workbench .activitybar').waitFor({ timeout: 60_000 });
}
