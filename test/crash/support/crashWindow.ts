import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { vsixForTests } from '../../../scripts/package.mjs';
import { projectRoot } from '../../../scripts/projectPaths.mjs';
import { currentVsCode } from '../../../scripts/setUp.mjs';
import type { StandInControl } from '../../standIn/control.ts';
import { createControlClient } from '../../standIn/controlClient.ts';
import { launchBrowser, openPage, openWorkbench } from '../../support/browser.ts';
import { noProxy } from '../../support/noProxy.ts';
import { copyWorkspace } from '../../support/sampleWorkspace.ts';
import { startStandIn } from '../../support/standInProcess.ts';
import { startVsCode } from '../../support/vsCodeServer.ts';
import { ledgerFolder, type LedgerFolder } from './ledgerFolder.ts';
import { extensionHosts } from './processes.ts';

/** A real window with the packaged extension, whose extension host can be killed. */
export interface CrashWindow extends AsyncDisposable {
  readonly page: Page;
  readonly workspacePath: string;
  readonly standIn: StandInControl;
  readonly apiKey: string;
  readonly ledger: LedgerFolder;
  /** Paths below the workspace's assets folder of all files in it, whole or not. */
  assets(): Promise<string[]>;
  readAsset(name: string): Promise<Buffer>;
  /** Bytes that the service has of a record. */
  bytesOfRecord(recordId: string): Promise<Buffer>;
  /** SIGKILL, now; resolves when it is dead. */
  killHost(): Promise<void>;
  /** Into `out/crash`. */
  takePicture(name: string): Promise<void>;
  /** Resolves once a host runs again: by itself, or after a reload where VS Code starts none any more. */
  untilHostRuns(): Promise<void>;
}

/** VS Code starts a crashed host again twice within five minutes. */
const restartsInARow = 2;
const patienceMs = 60_000;

export async function openCrashWindow(): Promise<CrashWindow> {
  await using opening = new AsyncDisposableStack();
  const vsixFolder = await mkdtemp(join(tmpdir(), 'flux-klein-vsix-'));
  opening.defer(() => rm(vsixFolder, { recursive: true, force: true }));
  const vsixPath = await vsixForTests(vsixFolder);
  const workspace = await copyWorkspace();
  opening.defer(() => workspace.remove());
  const service = await startStandIn({ isCoarse: true });
  opening.defer(() => service.stop());
  const { apiOrigin, apiKey, controlOrigin } = service.origins;
  const server = await startVsCode({
    version: currentVsCode,
    vsixPath,
    userSettings: {
      ...service.userSettings,
      'files.autoSave': 'afterDelay',
      'files.autoSaveDelay': 50,
      'fluxKlein.megapixels': '0.25',
      // So that files can be compared with what the service made, byte for byte.
      'fluxKlein.embedProvenance': false,
    },
    env: { ...service.env, ...noProxy, ONE_MIN_AI_API_KEY: apiKey },
  });
  opening.defer(() => server.stop());
  const browser = await launchBrowser();
  opening.defer(() => browser.close());
  const page = await openPage(browser, server);
  page.setDefaultTimeout(patienceMs);
  const open = () => openWorkbench(page, server, { folderPath: workspace.path });
  await open();
  const assetsPath = join(workspace.path, 'assets');
  let kills = 0;
  let lastPid: number | undefined;
  const cleanUp = opening.move();

  const untilListed = async (): Promise<number> => {
    const endMs = Date.now() + patienceMs;
    for (;;) {
      const pid = extensionHosts(process.pid).find((each) => each !== lastPid);
      if (pid !== undefined) return pid;
      if (Date.now() > endMs) throw new Error('no extension host runs');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  return {
    page,
    workspacePath: workspace.path,
    standIn: createControlClient(controlOrigin),
    apiKey,
    ledger: ledgerFolder(server.userDataPath),
    async assets() {
      const found = await readdir(assetsPath, { recursive: true }).catch((): string[] => []);
      return found.sort();
    },
    readAsset: (name) => readFile(join(assetsPath, name)),
    async bytesOfRecord(recordId) {
      const answer = await fetch(`${apiOrigin}/api/results/${recordId}`, {
        headers: { 'api-key': apiKey },
      });
      const { aiRecord } = (await answer.json()) as { aiRecord: { temporaryUrl: string } };
      return Buffer.from(await (await fetch(aiRecord.temporaryUrl)).arrayBuffer());
    },
    async killHost() {
      const [pid] = extensionHosts(process.pid);
      if (pid === undefined) throw new Error('no extension host to kill');
      process.kill(pid, 'SIGKILL');
      lastPid = pid;
      kills++;
      while (extensionHosts(process.pid).includes(pid)) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async takePicture(name) {
      const fileName = `${name.replaceAll(/\W+/g, '-')}.png`;
      await page.screenshot({ path: join(projectRoot, 'out', 'crash', fileName), timeout: 10_000 });
    },
    async untilHostRuns() {
      if (kills > restartsInARow) {
        kills = 0;
        await open();
      }
      await untilListed();
    },
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}
