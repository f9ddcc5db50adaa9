import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { VsCodeVersion } from '../../scripts/setUp.mjs';
import { launchBrowser, openPage } from '../support/browser.ts';
import { installVsix } from '../support/installVsix.ts';
import { copyWorkspace } from '../support/sampleWorkspace.ts';
import type { StandInProcess } from '../support/standInProcess.ts';
import { startVsCode } from '../support/vsCodeServer.ts';
import type { VsCodeServer } from '../support/vsCodeServer.ts';
import { writeDriverExtension } from './benchExtensions.ts';
import type { BenchExtension } from './benchExtensions.ts';
import { jobPathVariable, reportPathVariable } from './jobs.ts';
import type { Job, JobKind, JobReport, JobResults } from './jobs.ts';

export interface BenchHostOptions {
  readonly version: VsCodeVersion;
  /** Installed side by side. */
  readonly extensions: readonly [BenchExtension, ...BenchExtension[]];
  /** The compiled module with `run()`. */
  readonly modulePath: string;
  readonly standIn: StandInProcess;
  /** A folder for what belongs to the run. */
  readonly rootPath: string;
}

/** A VS Code server that does each job in a window, and so in an extension host, of its own. */
export interface BenchHost extends AsyncDisposable {
  /** Where the installed extensions are unpacked. */
  readonly extensionsPath: string;
  /** @throws where the job failed in the host, or did not end in time */
  run<Kind extends JobKind>(job: Extract<Job, { kind: Kind }>): Promise<JobDone<Kind>>;
}

export type JobDone<Kind extends JobKind> = Exclude<JobReport<Kind>, { error: string }> & {
  readonly result: JobResults[Kind];
};

const jobLimitMs = 10 * 60_000;

export async function startBenchHost(options: BenchHostOptions): Promise<BenchHost> {
  const { version, standIn, rootPath } = options;
  await using cleanUp = new AsyncDisposableStack();
  const jobPath = join(rootPath, 'job.json');
  const reportPath = join(rootPath, 'report.json');
  const workspace = await copyWorkspace();
  cleanUp.defer(() => workspace.remove());
  const [first, ...others] = options.extensions;
  const server = await startVsCode({
    version,
    vsixPath: first.vsixPath,
    allowsDevelopment: true,
    userSettings: { ...standIn.userSettings, 'fluxKlein.requestsPerMinute': 6000 },
    env: {
      ...standIn.env,
      ONE_MIN_AI_API_KEY: standIn.origins.apiKey,
      // A proxy of the machine must not come between the host and a service on the same machine.
      NO_PROXY: '127.0.0.1,localhost',
      no_proxy: '127.0.0.1,localhost',
      [jobPathVariable]: jobPath,
      [reportPathVariable]: reportPath,
    },
  });
  cleanUp.defer(() => server.stop());
  // Into the folders of the running server, which looks there anew for every window. It makes the list of what is
  // installed when it starts without one, so the first has to be there before.
  const serverPath = dirname(server.userDataPath);
  for (const { vsixPath } of others) {
    const { ok, output } = await installVsix({ version, vsixPath, rootPath: serverPath });
    server.log.write(output);
    if (!ok) throw new Error(`${vsixPath} could not be installed; see ${server.log.path}`);
  }
  const browser = await launchBrowser();
  cleanUp.defer(() => browser.close());
  const url = server.url({
    folderPath: workspace.path,
    extensionDevelopmentPath: await writeDriverExtension(rootPath),
    extensionTestsPath: options.modulePath,
  });
  const owned = cleanUp.move();
  return {
    extensionsPath: join(serverPath, 'extensions'),
    async run(job) {
      await rm(reportPath, { force: true });
      await writeFile(jobPath, JSON.stringify(job));
      await openUntilDone(browser, server, url);
      const report = await readFile(reportPath, 'utf8').catch(() => undefined);
      if (report === undefined) throw new Error(`no report of ${job.kind}; see ${server.log.path}`);
      const done = JSON.parse(report) as JobReport;
      if ('error' in done) throw new Error(`${job.kind}: ${done.error}`);
      return done as never;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function openUntilDone(browser: Browser, server: VsCodeServer, url: string): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    ended.reject(new Error(`a window did not end its job; see ${server.log.path}`));
  }, jobLimitMs);
  const page = await openPage(browser, server);
  try {
    page.on('crash', () => ended.reject(new Error('the browser page crashed')));
    // The two functions by which a window in test mode talks to the program that drives it.
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
      server.log.write(`${type}: ${args.map(String).join(' ')}\n`);
    });
    await page.exposeFunction('codeAutomationExit', () => ended.resolve());
    await page.goto(url);
    await ended.promise;
  } finally {
    clearTimeout(timer);
    await page.context().close();
  }
}
