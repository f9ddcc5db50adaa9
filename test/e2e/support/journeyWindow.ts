import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before } from 'node:test';
import type { Page } from 'playwright-core';
import { vsixForTests } from '../../../scripts/package.mjs';
import { projectRoot } from '../../../scripts/projectPaths.mjs';
import { currentVsCode } from '../../../scripts/setUp.mjs';
import type { StandInControl } from '../../standIn/control.ts';
import { createControlClient } from '../../standIn/controlClient.ts';
import { failedTest } from '../../support/failedTest.ts';
import { launchBrowser, openPage, openWorkbench } from '../../support/browser.ts';
import { noProxy } from '../../support/noProxy.ts';
import { copyWorkspace } from '../../support/sampleWorkspace.ts';
import { startStandIn } from '../../support/standInProcess.ts';
import { startVsCode } from '../../support/vsCodeServer.ts';
import { answerQuickInput, runCommand, waitForQuickInput } from '../../support/workbench.ts';
import { closeDialogs } from './dialog.ts';

/** A window of VS Code with the packaged extension, on a copy of the sample workspace and a stand-in of its own. */
export interface JourneyWindow {
  readonly page: Page;
  readonly workspacePath: string;
  readonly standIn: StandInControl;
  readonly apiKey: string;
  /** Sets the key by the command, as a person would, unless that has happened in this window. */
  ensureKey(): Promise<void>;
  /** Told by a journey that has set the key itself. */
  noteKey(): void;
  /** Another window of the same person with no folder in it, until the next journey. */
  openEmptyWindow(): Promise<Page>;
  /**
   * Makes the window as good as new for the next journey: no editors, boxes and messages, no images, a stand-in
   * that has heard nothing.
   */
  tidy(): Promise<void>;
}

/** How long anything in a window may take on a machine that is busy with other things. */
export const patienceMs = 60_000;

/** Gives the journeys of a file one window; after one that failed, `out/e2e` has a picture of it. */
export function useWindow(): JourneyWindow {
  const cleanUp = new AsyncDisposableStack();
  const journey: { window?: JourneyWindow } = {};
  before(async () => {
    journey.window = await openWindow(cleanUp);
  });
  afterEach(async (context) => {
    const name = failedTest(context);
    if (name !== undefined && journey.window) await takePicture(journey.window.page, name);
  });
  after(() => cleanUp.disposeAsync());
  const opened = (): JourneyWindow => {
    if (!journey.window) throw new Error('the window opens before the first journey');
    return journey.window;
  };
  return {
    get page() {
      return opened().page;
    },
    get workspacePath() {
      return opened().workspacePath;
    },
    get standIn() {
      return opened().standIn;
    },
    get apiKey() {
      return opened().apiKey;
    },
    ensureKey: () => opened().ensureKey(),
    noteKey: () => opened().noteKey(),
    openEmptyWindow: () => opened().openEmptyWindow(),
    tidy: () => opened().tidy(),
  };
}

async function openWindow(cleanUp: AsyncDisposableStack): Promise<JourneyWindow> {
  const vsixFolder = await mkdtemp(join(tmpdir(), 'flux-klein-vsix-'));
  cleanUp.defer(() => rm(vsixFolder, { recursive: true, force: true }));
  const vsixPath = await vsixForTests(vsixFolder);
  const workspace = await copyWorkspace();
  cleanUp.defer(() => workspace.remove());
  const service = await startStandIn();
  cleanUp.defer(() => service.stop());
  const standIn = createControlClient(service.origins.controlOrigin);
  const { apiKey } = service.origins;
  const server = await startVsCode({
    version: currentVsCode,
    vsixPath,
    // As VS Code in a browser does by default; so what is in the editor can be read from the disk.
    userSettings: {
      ...service.userSettings,
      'files.autoSave': 'afterDelay',
      'files.autoSaveDelay': 100,
    },
    env: { ...service.env, ...noProxy, ONE_MIN_AI_API_KEY: undefined },
  });
  cleanUp.defer(() => server.stop());
  const browser = await launchBrowser();
  cleanUp.defer(() => browser.close());
  const page = await openPage(browser, server, { keepsSecrets: true });
  page.setDefaultTimeout(patienceMs);
  await openWorkbench(page, server, { folderPath: workspace.path });
  let hasKey = false;

  return {
    page,
    workspacePath: workspace.path,
    standIn,
    apiKey,
    noteKey: () => void (hasKey = true),
    async ensureKey() {
      if (hasKey) return;
      await runCommand(page, 'Flux Klein: Set API Key');
      const box = await waitForQuickInput(page, 'Set API Key');
      await answerQuickInput(page, apiKey);
      await box.waitFor({ state: 'hidden' });
      hasKey = true;
    },
    async openEmptyWindow() {
      const other = await page.context().newPage();
      other.setDefaultTimeout(patienceMs);
      await openWorkbench(other, server, {});
      return other;
    },
    async tidy() {
      for (const other of page.context().pages()) if (other !== page) await other.close();
      await closeDialogs(page);
      await standIn.reset();
      await runCommand(page, 'View: Close All Editors');
      await runCommand(page, 'Notifications: Clear All Notifications');
      await rm(join(workspace.path, 'assets'), { recursive: true, force: true });
    },
  };
}

async function takePicture(page: Page, title: string): Promise<void> {
  const folder = join(projectRoot, 'out', 'e2e');
  await mkdir(folder, { recursive: true });
  const name = title.replaceAll(/\W+/g, '-').slice(0, 80);
  for (const [index, shown] of page.context().pages().entries()) {
    await shown.screenshot({ path: join(folder, `${name}-${index + 1}.png`) });
  }
}
