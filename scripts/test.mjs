import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureChromium } from './ensureChromium.mjs';
import { packageVsix } from './package.mjs';
import { cacheRoot, projectRoot } from './projectPaths.mjs';
import { runCommand, toolEnvironment } from './runCommand.mjs';
import { runNodeTests } from './runNodeTests.mjs';
import {
  continueInProjectNode,
  currentVsCode,
  ensureDependencies,
  ensureVsCode,
  oldestVsCode,
  runMain,
} from './setUp.mjs';

/** @typedef {{ passed: number, failures: { title: string, reason: string }[] }} Outcome */

/** Windows that have tests of their own, beside that with one folder open. */
const otherWindows = { twoFolders: 'with two folders open', noFolder: 'with no folder open' };

/**
 * The suites, in the order in which they run; `needs` is what has to be set up before.
 * @type {{ name: string, title: string, needs: string[], run: (grep?: string) => Promise<Outcome> }[]}
 */
const suites = [
  { name: 'check', title: 'Types, lint, format', needs: [], run: runChecks },
  { name: 'unit', title: 'Unit tests', needs: ['build'], run: runUnitTests },
  { name: 'package', title: 'The package', needs: [currentVsCode, oldestVsCode], run: runPackage },
  ...[currentVsCode, oldestVsCode].map((version) => ({
    name: 'host',
    title: `In the extension host of VS Code ${version}`,
    needs: ['build', 'chromium', version],
    run: (grep) => runInHost(version, grep),
  })),
  ...[currentVsCode, oldestVsCode].flatMap((version) =>
    Object.entries(otherWindows).map(([window, words]) => ({
      name: 'host',
      title: `In the extension host of VS Code ${version}, ${words}`,
      needs: ['build', 'chromium', version],
      run: (grep) => runInHost(version, grep, window),
    })),
  ),
  { name: 'panel', title: 'The panel in a browser', needs: ['chromium'], run: runPanelTests },
  { name: 'e2e', title: 'In a window', needs: ['chromium', currentVsCode], run: runEndToEnd },
];

const suiteNames = [...new Set(suites.map((suite) => suite.name))];

async function runChecks() {
  const outcome = { passed: 0, failures: [] };
  for (const script of ['check:types', 'check:lint', 'check:format']) {
    const { ok, output } = await runScript(script);
    if (ok) outcome.passed++;
    else outcome.failures.push({ title: `npm run ${script}`, reason: tail(output) });
  }
  return outcome;
}

async function runUnitTests(grep) {
  return runNodeTests(await testFiles('unit'), {
    isParallel: true,
    idleLimitMs: 3 * 60_000,
    namePattern: grep,
  });
}

async function runPackage() {
  const { installVsix } = await import('../test/support/installVsix.ts');
  const folder = join(cacheRoot, 'package');
  await mkdir(folder, { recursive: true });
  const { path, bytes } = await packageVsix(folder);
  console.log(`  ${bytes} bytes`);
  const outcome = { passed: 1, failures: [] };
  for (const version of [currentVsCode, oldestVsCode]) {
    const { ok, output } = await installVsix({ version, vsixPath: path });
    if (ok) outcome.passed++;
    else outcome.failures.push({ title: `VS Code ${version} installs it`, reason: tail(output) });
  }
  return outcome;
}

async function runInHost(version, grep, window) {
  const { runHostTests } = await import('../test/support/hostTests.ts');
  const skipped = [];
  const onEvent = (event) => {
    if (event.event === 'passed') console.log(`  ✔ ${event.title} (${event.durationMs} ms)`);
    if (event.event === 'skipped') skipped.push({ title: event.title, reason: 'skipped' });
  };
  const { passed, failures } = await runHostTests({ version, grep, window, onEvent });
  return { passed, failures: [...failures, ...skipped] };
}

function runPanelTests(grep) {
  return runInBrowser('panel', grep);
}

function runEndToEnd(grep) {
  return runInBrowser('e2e', grep);
}

/** One file at a time: each has a browser of its own. */
async function runInBrowser(folder, grep) {
  const files = await testFiles(folder);
  return runNodeTests(files, { isParallel: false, idleLimitMs: 12 * 60_000, namePattern: grep });
}

async function testFiles(folder) {
  const path = join(projectRoot, 'test', folder);
  if (!existsSync(path)) return [];
  const names = await readdir(path, { recursive: true });
  return names
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(path, name))
    .sort();
}

function runScript(name) {
  const isWindows = process.platform === 'win32';
  const env = toolEnvironment({ ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined });
  return runCommand('npm', ['run', '--silent', name], { env, shell: isWindows });
}

/** What has to be there first: each once, however many suites need it. */
function createSetUp() {
  const done = new Map();
  const prepare = async (need) => {
    if (need === 'chromium') return void (await ensureChromium());
    if (need !== 'build') return void (await ensureVsCode(need));
    const { ok, output } = await runScript('build');
    if (!ok) throw new Error(`npm run build failed:\n${tail(output)}`);
  };
  return async (needs) => {
    for (const need of needs) {
      if (!done.has(need)) done.set(need, prepare(need));
      await done.get(need);
    }
  };
}

// A suite that can't run at all is a failure too: nothing may be left out silently.
async function runSuite(suite, setUp, grep) {
  console.log(`\n── ${suite.title} (${suite.name})`);
  const startedMs = Date.now();
  let outcome;
  try {
    await setUp(suite.needs);
    outcome = await suite.run(grep);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    outcome = { passed: 0, failures: [{ title: `the suite ${suite.name} did not run`, reason }] };
  }
  for (const { title, reason } of outcome.failures) {
    console.log(`  ✖ ${title}\n${indent(reason)}`);
  }
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  const counts = `${outcome.passed} passed, ${outcome.failures.length} failed`;
  console.log(`  ${suite.name}: ${counts} in ${seconds} s`);
  return outcome;
}

function indent(text) {
  return text.trim().replaceAll(/^/gm, '      ');
}

function tail(output) {
  return output.trim().split('\n').slice(-60).join('\n');
}

await runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { grep: { type: 'string' } },
  });
  const unknown = positionals.filter((name) => !suiteNames.includes(name));
  if (unknown.length > 0) {
    console.error(
      `There is no suite ${unknown.join(', ')}; the suites are ${suiteNames.join(', ')}.`,
    );
    return 2;
  }
  await ensureDependencies();
  await continueInProjectNode();
  const setUp = createSetUp();
  const chosen = suites.filter(
    (suite) => positionals.length === 0 || positionals.includes(suite.name),
  );
  let passed = 0;
  let failed = 0;
  for (const suite of chosen) {
    const outcome = await runSuite(suite, setUp, values.grep);
    passed += outcome.passed;
    failed += outcome.failures.length;
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
});
