import { existsSync } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureCheckers } from './ensureCheckers.mjs';
import { ensureChromium } from './ensureChromium.mjs';
import { madeVsixVariable, packageVsix } from './package.mjs';
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

/** Characters of a failure's reason that the list at the end shows again. */
const shownReasonLength = 600;

/** Set by `--long`: test/support/testLength.ts says what it changes. */
const longVariable = 'FLUX_TEST_LONG';

/** Windows that have tests of their own, beside that with one folder open. */
const otherWindows = {
  twoFolders: 'with two folders open',
  noFolder: 'with no folder open',
  restricted: 'with a folder that is not trusted',
};

/**
 * The suites, in the order in which they run; `needs` is what has to be set up before. Neighbours of one group
 * run at the same time, a lane each.
 * @type {{ name: string, title: string, needs: string[], group?: string, lane?: string, run: (grep: string | undefined, say: (text: string) => void) => Promise<Outcome> }[]}
 */
const suites = [
  { name: 'check', title: 'Types, lint, format', needs: [], run: runChecks },
  {
    name: 'unit',
    title: 'Unit tests',
    needs: ['build', 'checkers'],
    run: inNode('unit', { isParallel: true, idleLimitMs: 3 * 60_000 }),
  },
  {
    name: 'fuzz',
    title: 'Parsers of outside input',
    needs: [],
    run: inNode('fuzz', { isParallel: true, idleLimitMs: 3 * 60_000, onOutput: print }),
  },
  {
    name: 'package',
    title: 'The package',
    needs: ['vsix', currentVsCode, oldestVsCode],
    run: runPackage,
  },
  ...[currentVsCode, oldestVsCode].map((version) => ({
    name: 'host',
    title: `In the extension host of VS Code ${version}`,
    needs: ['build', 'chromium', version],
    group: 'hosts',
    lane: version,
    run: (grep, say) => runInHost(version, { grep, say }),
  })),
  ...[currentVsCode, oldestVsCode].flatMap((version) =>
    Object.entries(otherWindows).map(([window, words]) => ({
      name: 'host',
      title: `In the extension host of VS Code ${version}, ${words}`,
      needs: ['build', 'chromium', version],
      group: 'hosts',
      lane: version,
      run: (grep, say) => runInHost(version, { grep, say, window }),
    })),
  ),
  // One file at a time: each has a browser of its own.
  {
    name: 'panel',
    title: 'The panel in a browser',
    needs: ['chromium'],
    group: 'pages',
    lane: 'browser',
    run: inNode('panel', { isParallel: false, idleLimitMs: 12 * 60_000 }),
  },
  {
    name: 'crash',
    title: 'After the extension host was killed',
    needs: ['vsix', 'chromium', currentVsCode],
    group: 'pages',
    lane: 'browser',
    run: inNode('crash', { isParallel: false, idleLimitMs: 12 * 60_000 }),
  },
  {
    name: 'e2e',
    title: 'In a window',
    needs: ['vsix', 'chromium', currentVsCode],
    group: 'pages',
    lane: 'window',
    run: inNode('e2e', { isParallel: false, idleLimitMs: 12 * 60_000 }),
  },
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

/** Full counts may keep one test busy for an hour. */
const limitMs = (usualMs) => (process.env[longVariable] === '1' ? 20 * usualMs : usualMs);

/** Runs the `*.test.ts` of a folder of test/, which are of `node:test`. */
function inNode(folder, options) {
  return async (grep) => {
    const idleLimitMs = limitMs(options.idleLimitMs);
    return runNodeTests(await testFiles(folder), { ...options, idleLimitMs, namePattern: grep });
  };
}

function print(text) {
  process.stdout.write(text);
}

async function runPackage(_, say) {
  const { installVsix } = await import('../test/support/installVsix.ts');
  const path = process.env[madeVsixVariable] ?? '';
  const { size: bytes } = await stat(path);
  say(`  ${bytes} bytes`);
  const outcome = { passed: 1, failures: [] };
  for (const version of [currentVsCode, oldestVsCode]) {
    const { ok, output } = await installVsix({ version, vsixPath: path });
    if (ok) outcome.passed++;
    else outcome.failures.push({ title: `VS Code ${version} installs it`, reason: tail(output) });
  }
  return outcome;
}

async function runInHost(version, { grep, say, window }) {
  const { runHostTests } = await import('../test/support/hostTests.ts');
  const skipped = [];
  const onEvent = (event) => {
    if (event.event === 'passed') say(`  ✔ ${event.title} (${event.durationMs} ms)`);
    if (event.event === 'skipped') skipped.push({ title: event.title, reason: 'skipped' });
  };
  const idleLimitMs = limitMs(8 * 60_000);
  const options = { version, grep, window, onEvent, idleLimitMs };
  const { passed, failures } = await runHostTests(options);
  return { passed, failures: [...failures, ...skipped] };
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
    if (need === 'checkers') return ensureCheckers();
    if (need === 'vsix') {
      const folder = join(cacheRoot, 'package');
      await mkdir(folder, { recursive: true });
      process.env[madeVsixVariable] = (await packageVsix(folder)).path;
      return;
    }
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
async function runSuite(suite, setUp, grep, say) {
  say(`\n── ${suite.title} (${suite.name})`);
  const startedMs = Date.now();
  let outcome;
  try {
    await setUp(suite.needs);
    outcome = await suite.run(grep, say);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    outcome = { passed: 0, failures: [{ title: `the suite ${suite.name} did not run`, reason }] };
  }
  for (const { title, reason } of outcome.failures) {
    say(`  ✖ ${title}\n${indent(reason)}`);
  }
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  const counts = `${outcome.passed} passed, ${outcome.failures.length} failed`;
  say(`  ${suite.name}: ${counts} in ${seconds} s`);
  return outcome;
}

/** Runs each lane's suites one after the other; what they say comes suite by suite, so that it can be read. */
async function runLanes(together, setUp, grep) {
  const lanes = Map.groupBy(together, ({ lane }) => lane);
  const outcomes = await Promise.all(
    [...lanes.values()].map(async (lane) => {
      const laneOutcomes = [];
      for (const suite of lane) {
        const lines = [];
        laneOutcomes.push(await runSuite(suite, setUp, grep, (text) => lines.push(text)));
        console.log(lines.join('\n'));
      }
      return laneOutcomes;
    }),
  );
  return outcomes.flat();
}

/** Suites without a group alone, and neighbours of one group together, in their order. */
function groupsOf(chosen) {
  const groups = [];
  for (const suite of chosen) {
    const last = groups.at(-1);
    if (suite.group !== undefined && last?.[0].group === suite.group) last.push(suite);
    else groups.push([suite]);
  }
  return groups;
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
    options: { grep: { type: 'string' }, long: { type: 'boolean' } },
  });
  if (values.long) process.env[longVariable] = '1';
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
  const failures = [];
  for (const group of groupsOf(chosen)) {
    const outcomes =
      group[0].group === undefined
        ? [await runSuite(group[0], setUp, values.grep, console.log)]
        : await runLanes(group, setUp, values.grep);
    for (const outcome of outcomes) {
      passed += outcome.passed;
      failures.push(...outcome.failures);
    }
  }
  // Once more and together: the log is long, and who reads its end alone has to find them.
  if (failures.length > 0) console.log('\n── What failed');
  for (const { title, reason } of failures) {
    console.log(`  ✖ ${title}\n${indent(reason.trim().slice(0, shownReasonLength))}`);
  }
  console.log(`\n${passed} passed, ${failures.length} failed`);
  return failures.length === 0 && passed > 0 ? 0 : 1;
});
