import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { projectRoot } from '../../scripts/projectPaths.mjs';
import type { VsCodeVersion } from '../../scripts/setUp.mjs';
import { launchBrowser, openPage } from './browser.ts';
import { buildHostTests } from './buildHostTests.ts';
import { grepVariable, reportPathVariable, windowVariable } from './hostTestReport.ts';
import type { HostTestEvent, TestWindow } from './hostTestReport.ts';
import { copyWorkspace } from './sampleWorkspace.ts';
import { withSourcePositions } from './sourcePosition.ts';
import { startStandIn } from './standInProcess.ts';
import { startVsCode } from './vsCodeServer.ts';
import type { VsCodeServer, WindowOptions } from './vsCodeServer.ts';

export interface HostTestOptions {
  readonly version: VsCodeVersion;
  /** Copied to a temporary folder first. Default: the sample workspace. */
  readonly workspacePath?: string;
  /** Whose tests run. Default: `oneFolder`. */
  readonly window?: TestWindow | undefined;
  /** Of the built extension. Default: this checkout. */
  readonly extensionPath?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly userSettings?: Readonly<Record<string, unknown>>;
  /** A regular expression: only tests whose full title matches. */
  readonly grep?: string | undefined;
  /** After so long without news of a test, what still runs is ended. Default: 8 minutes. */
  readonly idleLimitMs?: number;
  /** Whether the stand-in service runs meanwhile. Default: yes. */
  readonly hasStandIn?: boolean;
  /** Told of each result as it comes. */
  readonly onEvent?: (event: HostTestEvent) => void;
}

export interface HostTestResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** A run that broke off is a failure of its own here, so an empty list means that all went well. */
  readonly failures: readonly { readonly title: string; readonly reason: string }[];
}

/**
 * Compiles the tests of `test/host`, runs them in the extension host of a real VS Code against the stand-in service,
 * and tells what came of it. Never throws: what keeps the tests from running is a failure.
 */
export async function runHostTests(options: HostTestOptions): Promise<HostTestResult> {
  await using cleanUp = new AsyncDisposableStack();
  const events: HostTestEvent[] = [];
  const failures: { title: string; reason: string }[] = [];
  try {
    const testsPath = await buildHostTests();
    const rootPath = await mkdtemp(join(tmpdir(), 'flux-klein-host-'));
    cleanUp.defer(() => rm(rootPath, { recursive: true, force: true, maxRetries: 5 }));
    const workspace = await copyWorkspace(options.workspacePath);
    cleanUp.defer(() => workspace.remove());
    const standIn =
      options.hasStandIn === false ? undefined : await startStandIn({ isCoarse: true });
    cleanUp.defer(() => standIn?.stop());
    const reportPath = join(rootPath, 'report.jsonl');
    const server = await startVsCode({
      version: options.version,
      allowsDevelopment: true,
      userSettings: {
        ...unseenWindow,
        ...standIn?.userSettings,
        ...(options.window === 'restricted' && restrictedMode),
        ...options.userSettings,
      },
      env: {
        ...noProxy,
        ...standIn?.env,
        ONE_MIN_AI_API_KEY: standIn?.origins.apiKey,
        [reportPathVariable]: reportPath,
        [grepVariable]: options.grep,
        [windowVariable]: options.window,
        ...options.env,
      },
    });
    cleanUp.defer(() => server.stop());
    const watchdog = startWatchdog(options.idleLimitMs ?? 8 * 60_000);
    cleanUp.defer(() => watchdog.stop());
    const follow = followReport(reportPath, events, (event) => {
      watchdog.refresh();
      options.onEvent?.(event);
    });
    cleanUp.defer(() => follow.stop());
    const problem = await runInWindow(
      server,
      options,
      await openedIn(options.window, workspace.path),
      testsPath,
      watchdog.idle,
    );
    await follow.stop();
    if (problem !== undefined) failures.push({ title: 'the run itself', reason: problem });
    else if (events.at(-1)?.event !== 'end') {
      const reason = `it ended before its last test; see ${server.log.path}`;
      failures.push({ title: 'the run itself', reason });
    }
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    failures.push({ title: 'the run itself', reason });
  }
  return summarize(events, failures);
}

/** Nobody looks at the window, and to draw it takes more than all that is tested. */
const unseenWindow = {
  'breadcrumbs.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'editor.semanticHighlighting.enabled': false,
  'editor.stickyScroll.enabled': false,
  'workbench.statusBar.visible': false,
};

/** A folder is opened without trust, and nobody is asked for it. */
const restrictedMode = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
};

/** What the window opens; a second folder is made beside the first where it needs one. */
async function openedIn(
  window: TestWindow = 'oneFolder',
  workspacePath: string,
): Promise<WindowOptions> {
  if (window === 'oneFolder' || window === 'restricted') return { folderPath: workspacePath };
  if (window === 'noFolder') return {};
  const rootPath = dirname(workspacePath);
  await mkdir(join(rootPath, 'lighthouse'));
  const workspaceFilePath = join(rootPath, 'both.code-workspace');
  const folders = [{ path: basename(workspacePath) }, { path: 'lighthouse' }];
  await writeFile(workspaceFilePath, JSON.stringify({ folders }));
  return { workspaceFilePath };
}

// A proxy of the machine must not come between the extension and a stand-in on this machine.
const noProxy = Object.fromEntries(
  ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY']
    .flatMap((name) => [name, name.toLowerCase()])
    .map((name) => [name, undefined]),
);

/** @returns what went wrong with the run itself, not with a test; undefined where it came to its end */
async function runInWindow(
  server: VsCodeServer,
  options: HostTestOptions,
  opened: WindowOptions,
  testsPath: string,
  idle: Promise<string>,
): Promise<string | undefined> {
  await using cleanUp = new AsyncDisposableStack();
  const browser = await launchBrowser();
  cleanUp.defer(() => browser.close());
  const page = await openPage(browser, server, { widthPx: 800, heightPx: 500 });
  const ended = Promise.withResolvers<string | undefined>();
  page.on('crash', () => ended.resolve('the browser page crashed'));
  browser.on('disconnected', () => ended.resolve('the browser ended'));
  // The two functions by which a window in test mode talks to the program that drives it.
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    server.log.write(`${type}: ${args.map(String).join(' ')}\n`);
  });
  await page.exposeFunction('codeAutomationExit', () => ended.resolve(undefined));
  await page.goto(
    server.url({
      ...opened,
      extensionDevelopmentPath: options.extensionPath ?? projectRoot,
      extensionTestsPath: testsPath,
    }),
  );
  const problem = await Promise.race([ended.promise, idle]);
  if (problem === undefined) return undefined;
  const picture = await pictureOf(page, options);
  return `${problem}; see ${server.log.path}${picture === undefined ? '' : ` and ${picture}`}`;
}

/** `idle` resolves with what to say when nothing has refreshed it for so long: a slow machine is no hang. */
function startWatchdog(limitMs: number) {
  const { promise: idle, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve(`no test ended in ${limitMs / 60_000} minutes`), limitMs);
  return { idle, refresh: () => timer.refresh(), stop: () => clearTimeout(timer) };
}

async function pictureOf(
  page: Page,
  { version, window = 'oneFolder' }: HostTestOptions,
): Promise<string | undefined> {
  const path = join(projectRoot, 'out', `host-${version}-${window}.png`);
  try {
    await mkdir(join(projectRoot, 'out'), { recursive: true });
    await page.screenshot({ path, timeout: 10_000 });
    return path;
  } catch {
    // A page that hangs or is gone has no picture.
    return undefined;
  }
}

function followReport(
  path: string,
  events: HostTestEvent[],
  onEvent: (event: HostTestEvent) => void,
) {
  const read = async () => {
    const text = await readFile(path, 'utf8').catch(() => '');
    const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
    for (const line of lines.slice(events.length, -1)) {
      const event = JSON.parse(line) as HostTestEvent;
      events.push(event);
      onEvent(event);
    }
  };
  let reading = Promise.resolve();
  const timer = setInterval(() => void (reading = reading.then(read)), 500);
  return {
    async stop() {
      clearInterval(timer);
      await (reading = reading.then(read));
    },
  };
}

function summarize(
  events: readonly HostTestEvent[],
  brokenRun: readonly { title: string; reason: string }[],
): HostTestResult {
  const failures = [...brokenRun];
  let passed = 0;
  let skipped = 0;
  for (const event of events) {
    if (event.event === 'passed') passed++;
    if (event.event === 'skipped') skipped++;
    if (event.event === 'failed') {
      failures.push({ title: event.title, reason: withSourcePositions(event.reason) });
    }
  }
  return { passed, skipped, failed: failures.length, failures };
}
