import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type Mocha from 'mocha';
import * as vscode from 'vscode';
import { grepVariable, reportPathVariable, windowVariable } from '../support/hostTestReport.ts';
import type { HostTestEvent, TestWindow } from '../support/hostTestReport.ts';

/**
 * Runs every compiled test of the window that is open; VS Code calls it as its `extensionTestsPath`. Results go to the file
 * named by `FLUX_TEST_REPORT`, if any, and to the console.
 * @throws where a test failed, was skipped, or where there is none: VS Code then ends with a failure
 */
export async function run(): Promise<void> {
  let total = 0;
  let failures = 0;
  const count = (event: HostTestEvent) => {
    if (event.event === 'start') total = event.total;
    if (event.event === 'failed' || event.event === 'skipped') failures++;
    report(event);
  };
  try {
    await untilFoldersAreOpen();
    await runMocha(count);
  } catch (error) {
    // A file that can't even be loaded would otherwise only be seen in the log of the host.
    count({ event: 'failed', title: 'loading the tests', reason: stackOf(error) });
  }
  report({ event: 'end' });
  if (failures > 0) throw new Error(`${failures} of ${total} tests failed or were skipped`);
  if (total === 0) throw new Error('there was no test to run');
}

/** A window with a workspace file can start the host before it has read which folders that names. */
async function untilFoldersAreOpen(): Promise<void> {
  const wanted = { oneFolder: 1, twoFolders: 2, noFolder: 0, restricted: 1 };
  const count = wanted[(process.env[windowVariable] ?? 'oneFolder') as TestWindow];
  const areOpen = (): boolean => (vscode.workspace.workspaceFolders?.length ?? 0) >= count;
  if (areOpen()) return;
  await new Promise<void>((resolve) => {
    const subscription = vscode.workspace.onDidChangeWorkspaceFolders(() => {
      if (!areOpen()) return;
      subscription.dispose();
      resolve();
    });
  });
}

async function runMocha(count: (event: HostTestEvent) => void): Promise<void> {
  // Mocha is an ES module, and this file is compiled to CommonJS: only `import()` gives its default export in both.
  const { default: MochaRun } = await import('mocha');
  const grep = process.env[grepVariable];
  const mocha = new MochaRun({
    ui: 'tdd',
    // Ten times what the longest one takes on a computer that does nothing else.
    timeout: 180_000,
    forbidOnly: process.env['CI'] !== undefined,
    reporter: 'base',
    ...(grep === undefined ? {} : { grep: new RegExp(grep, 'i') }),
  });
  const window = process.env[windowVariable] ?? 'oneFolder';
  const folder = window === 'oneFolder' ? __dirname : join(__dirname, window);
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith('.test.js')) mocha.addFile(join(folder, name));
  }
  await new Promise<void>((resolve) =>
    listen(
      mocha.run(() => resolve()),
      count,
    ),
  );
}

function listen(runner: Mocha.Runner, count: (event: HostTestEvent) => void): void {
  count({ event: 'start', total: runner.total });
  runner.on('pass', (test) => {
    count({ event: 'passed', title: test.fullTitle(), durationMs: test.duration ?? 0 });
  });
  // Hooks that fail arrive here too, as if they were tests.
  runner.on('fail', (test, error: unknown) => {
    count({ event: 'failed', title: test.fullTitle(), reason: stackOf(error) });
  });
  runner.on('pending', (test) => {
    count({ event: 'skipped', title: test.fullTitle() });
  });
}

function report(event: HostTestEvent): void {
  const path = process.env[reportPathVariable];
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(event)}\n`);
  if (event.event === 'failed') console.error(`✖ ${event.title}\n${event.reason}`);
  else if ('title' in event) console.log(`${event.event} ${event.title}`);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
