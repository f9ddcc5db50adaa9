import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createCleanUp } from './cleanUp.mjs';
import { cacheRoot, projectRoot } from './projectPaths.mjs';
import { runCommand, toolEnvironment } from './runCommand.mjs';
import { continueInProjectNode, ensureDependencies, runMain } from './setUp.mjs';

// The same host tests in a desktop VS Code, which @vscode/test-electron downloads from outside npm. On Linux it
// needs a display: `xvfb-run -a npm run test:electron`.

/** Runs the compiled tests and returns whether VS Code ended well, with the events they reported. */
async function runInElectron({ version, testsPath, workspacePath, standIn, rootPath }) {
  const { runTests } = await import('@vscode/test-electron');
  const { quietUserSettings } = await import('../test/support/quietUserSettings.ts');
  const { dataPathVariable, reportPathVariable } =
    await import('../test/support/hostTestReport.ts');
  const { ledgerIn, ledgerVariable } = await import('../test/support/ledgerFolder.ts');
  const userDataPath = join(rootPath, 'user-data');
  const reportPath = join(rootPath, 'report.jsonl');
  const settings = { ...quietUserSettings, ...standIn.userSettings };
  await mkdir(join(userDataPath, 'User'), { recursive: true });
  await writeFile(join(userDataPath, 'User', 'settings.json'), JSON.stringify(settings));
  const isRoot = process.getuid?.() === 0;
  let problem;
  try {
    await runTests({
      version,
      cachePath: join(cacheRoot, 'vscode-test'),
      extensionDevelopmentPath: projectRoot,
      extensionTestsPath: testsPath,
      extensionTestsEnv: {
        ...standIn.env,
        ONE_MIN_AI_API_KEY: standIn.origins.apiKey,
        [reportPathVariable]: reportPath,
        [dataPathVariable]: userDataPath,
        [ledgerVariable]: ledgerIn(userDataPath),
      },
      launchArgs: [
        workspacePath,
        `--user-data-dir=${userDataPath}`,
        `--extensions-dir=${join(rootPath, 'extensions')}`,
        '--disable-workspace-trust',
        '--skip-welcome',
        '--skip-release-notes',
        ...(isRoot ? ['--no-sandbox'] : []),
      ],
    });
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  const report = await readFile(reportPath, 'utf8').catch(() => '');
  const events = report
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return { problem, events };
}

async function prepare(cleanUp) {
  const { buildHostTests } = await import('../test/support/buildHostTests.ts');
  const { copyWorkspace } = await import('../test/support/sampleWorkspace.ts');
  const { startStandIn } = await import('../test/support/standInProcess.ts');
  const build = await runCommand(process.execPath, [join(projectRoot, 'esbuild.js')], {
    env: toolEnvironment(),
  });
  if (!build.ok) throw new Error(`The build failed:\n${build.output}`);
  const testsPath = await buildHostTests();
  const rootPath = await mkdtemp(join(tmpdir(), 'flux-klein-electron-'));
  cleanUp.defer(() => rm(rootPath, { recursive: true, force: true, maxRetries: 5 }));
  const workspace = await copyWorkspace();
  cleanUp.defer(() => workspace.remove());
  const standIn = await startStandIn();
  cleanUp.defer(() => standIn.stop());
  return { testsPath, workspacePath: workspace.path, standIn, rootPath };
}

await runMain(async () => {
  const { values } = parseArgs({ options: { 'vscode-version': { type: 'string' } } });
  // `stable` is the newest; the oldest that the manifest allows is asked for by its number.
  const version = values['vscode-version'] ?? 'stable';
  await ensureDependencies();
  await continueInProjectNode();
  const cleanUp = createCleanUp();
  try {
    const { problem, events } = await runInElectron({ version, ...(await prepare(cleanUp)) });
    const passed = events.filter(({ event }) => event === 'passed').length;
    const isWhole = events.at(-1)?.event === 'end';
    if (!isWhole) console.error(`✖ the run itself: ${problem ?? 'it ended before its last test'}`);
    const failedTests = events.filter(({ event }) => event === 'failed' || event === 'skipped');
    const failed = failedTests.length + (isWhole ? 0 : 1);
    console.log(`\n${passed} passed, ${failed} failed`);
    return failed === 0 && passed > 0 ? 0 : 1;
  } finally {
    await cleanUp.run();
  }
});
