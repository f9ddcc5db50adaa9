import { dirname } from 'node:path';
import type { Browser, Frame, Page } from 'playwright-core';
import type { VsCodeVersion } from '../../scripts/setUp.mjs';
import { launchBrowser, openPage, openWorkbench } from '../support/browser.ts';
import { installVsix } from '../support/installVsix.ts';
import { copyWorkspace } from '../support/sampleWorkspace.ts';
import { startStandIn } from '../support/standInProcess.ts';
import { startVsCode } from '../support/vsCodeServer.ts';
import { packageViewExtension, type BenchExtension } from './benchExtensions.ts';

/** A VS Code as a person has it, with our panel and an empty webview view to open by their icons. */
export interface PanelBench extends AsyncDisposable {
  /** Of the folder that every window has open. */
  readonly workspacePath: string;
  readonly userDataPath: string;
  /** Opens a window with a browser profile of its own. */
  openWindow(): Promise<PanelWindow>;
}

export interface PanelWindow {
  readonly page: Page;
  /**
   * Opens a view by its icon in the activity bar or its header there, and resolves to the milliseconds from the press of the mouse until the
   * frame after the one that has its element.
   */
  open(view: keyof typeof benchViews): Promise<number>;
  /** The inner frame of the panel, where its document is. */
  panelFrame(): Promise<Frame>;
  close(): Promise<void>;
}

/** What there is to open: the name of the icon or header, and the element without which the view is of no use. */
export const benchViews = {
  ours: { title: 'Flux Klein', selector: '#prompt' },
  /** Below the panel; shown once it has a picture. */
  history: { title: 'History', selector: 'flux-klein-history-list img' },
  empty: { title: 'Bench Empty', selector: '#bench-empty' },
  warm: { title: 'Bench Warm', selector: '#bench-empty' },
} as const;

const limitMs = 90_000;

/** Runs in every frame: tells when the mouse goes down, and when a view has been painted with its element. */
const watchScript = `(() => {
  const tell = (what) => console.log('bench:' + what + ':' + Date.now());
  addEventListener('mousedown', () => tell('pressed'), { capture: true });
  // A webview loads in a hidden frame that is then made the active one. Its document is written anew after this script
  // has run, which takes every callback of an animation frame away, but no timer.
  const views = '#prompt, #bench-empty, flux-klein-history-list img';
  const isThere = (element) => element.tagName !== 'IMG' || element.naturalWidth > 0;
  const isShown = () =>
    window !== top &&
    [...document.querySelectorAll(views)].some(isThere) &&
    frameElement?.id === 'active-frame';
  const look = () => (isShown() ? requestAnimationFrame(() => tell('shown')) : setTimeout(look, 1));
  look();
})()`;

export async function startPanelBench({
  ours,
  version,
  rootPath,
}: {
  readonly ours: BenchExtension;
  readonly version: VsCodeVersion;
  readonly rootPath: string;
}): Promise<PanelBench> {
  await using cleanUp = new AsyncDisposableStack();
  const workspace = await copyWorkspace();
  cleanUp.defer(() => workspace.remove());
  const standIn = await startStandIn();
  cleanUp.defer(() => standIn.stop());
  const server = await startVsCode({
    version,
    vsixPath: ours.vsixPath,
    userSettings: standIn.userSettings,
    env: {
      ...standIn.env,
      ONE_MIN_AI_API_KEY: standIn.origins.apiKey,
      // A proxy of the machine must not come between the host and a service on the same machine.
      NO_PROXY: '127.0.0.1,localhost',
      no_proxy: '127.0.0.1,localhost',
    },
  });
  cleanUp.defer(() => server.stop());
  // Each in an extension of its own, so that the empty view too is opened with the activation of its extension.
  for (const name of ['empty', 'warm'] as const) {
    const { vsixPath } = await packageViewExtension(rootPath, { name, ...benchViews[name] });
    const serverPath = dirname(server.userDataPath);
    const { ok, output } = await installVsix({ version, rootPath: serverPath, vsixPath });
    if (!ok) throw new Error(`the ${name} view could not be installed:\n${output}`);
  }
  const browser: Browser = await launchBrowser();
  cleanUp.defer(() => browser.close());
  const owned = cleanUp.move();
  return {
    workspacePath: workspace.path,
    userDataPath: server.userDataPath,
    async openWindow() {
      const page = await openPage(browser, server);
      page.setDefaultTimeout(limitMs);
      await page.context().addInitScript(watchScript);
      await openWorkbench(page, server, { folderPath: workspace.path });
      return windowOn(page);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function windowOn(page: Page): PanelWindow {
  const told = async (what: string): Promise<number> => {
    const prefix = `bench:${what}:`;
    const message = await page.waitForEvent('console', {
      predicate: (candidate) => candidate.text().startsWith(prefix),
      timeout: limitMs,
    });
    return Number(message.text().slice(prefix.length));
  };
  return {
    page,
    async open(view) {
      const { title } = benchViews[view];
      const icon = `.activitybar .action-label[aria-label^="${title}"]`;
      const header = `.pane-header[aria-label^="${title}"]`;
      const handle = page.locator(view === 'history' ? header : icon).first();
      await handle.waitFor();
      const [pressed, shown] = await Promise.all([told('pressed'), told('shown'), handle.click()]);
      return shown - pressed;
    },
    async panelFrame() {
      const outer = page.frameLocator('iframe.webview.ready');
      const inner = outer.locator('iframe#active-frame');
      const element = await inner.elementHandle();
      const frame = await element?.contentFrame();
      if (!frame) throw new Error('the panel has no frame');
      return frame;
    },
    close: () => page.context().close(),
  };
}
