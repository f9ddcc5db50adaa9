import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { madeVsixVariable } from './package.mjs';
import { projectRoot } from './projectPaths.mjs';
import { runCommand, toolEnvironment } from './runCommand.mjs';
import { runNodeTests } from './runNodeTests.mjs';
import { currentVsCode, oldestVsCode } from './setUp.mjs';

/** @typedef {{ title: string, reason: string }} Failure */
/**
 * `unsteady`: what failed and then passed in a new window.
 * @typedef {{ passed: number, failures: Failure[], unsteady?: Failure[] }} Outcome
 */

/** Set by `--long`: test/support/testLength.ts says what it changes. */
export const longVariable = 'FLUX_TEST_LONG';

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
export const suites = [
  {
    name: 'check',
    title: 'Types, lint, format',
    needs: [],
    group: 'node',
    lane: 'inputs',
    run: runChecks,
  },
  {
    name: 'unit',
    title: 'Unit tests',
    needs: ['build', 'checkers'],
    group: 'node',
    lane: 'bundle',
    run: inNode('unit', { isParallel: true, idleLimitMs: 3 * 60_000 }),
  },
  {
    name: 'fuzz',
    title: 'Parsers of outside input',
    needs: [],
    group: 'node',
    lane: 'inputs',
    run: inNode('fuzz', { isParallel: true, idleLimitMs: 3 * 60_000, saysOutput: true }),
  },
  {
    name: 'package',
    title: 'The package',
    needs: ['vsix', currentVsCode, oldestVsCode],
    group: 'node',
    // After the unit tests, since to make it builds the bundle anew, which they read.
    lane: 'bundle',
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
  // In the shorter of the two lanes.
  {
    name: 'panel',
    title: 'The panel in a browser',
    needs: ['chromium'],
    group: 'hosts',
    lane: oldestVsCode,
    run: inWindows('panel'),
  },
  {
    name: 'e2e',
    title: 'In a window',
    needs: ['vsix', 'chromium', currentVsCode],
    group: 'windows',
    lane: 'journeys',
    run: inWindows('e2e', (path) => !isBesideKills(path)),
  },
  {
    name: 'e2e',
    title: 'In a window, with images of earlier',
    needs: ['vsix', 'chromium', currentVsCode],
    group: 'windows',
    lane: 'kills',
    run: inWindows('e2e', isBesideKills),
  },
  {
    name: 'crash',
    title: 'After the extension host was killed',
    needs: ['vsix', 'chromium', currentVsCode],
    group: 'windows',
    lane: 'kills',
    run: inWindows('crash'),
  },
];

/** Journeys that run in the lane of the kills, so that both lanes take as long. */
function isBesideKills(path) {
  return ['history.test.ts', 'imageDetails.test.ts'].includes(basename(path));
}

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
function inNode(folder, { isParallel, idleLimitMs, saysOutput = false }) {
  return async (grep, say) =>
    runNodeTests(await testFiles(folder), {
      isParallel,
      idleLimitMs: limitMs(idleLimitMs),
      ...(saysOutput && { onOutput: (text) => say(text.trimEnd()) }),
      namePattern: grep,
    });
}

/**
 * Runs the chosen files of a folder, which have a browser of their own each, one after the other. What a busy
 * machine does to a window is no fault of the extension, so a file with a failure gets a second window;
 * `unsteady` keeps what failed in the first.
 */
function inWindows(folder, isChosen = () => true) {
  return async (grep) => {
    const idleLimitMs = limitMs(12 * 60_000);
    const options = { isParallel: false, idleLimitMs, namePattern: grep };
    const whole = { passed: 0, failures: [], unsteady: [] };
    for (const file of (await testFiles(folder)).filter(isChosen)) {
      const first = await runNodeTests([file], options);
      const last = first.failures.length > 0 ? await runNodeTests([file], options) : first;
      whole.passed += last.passed;
      whole.failures.push(...last.failures);
      if (last.failures.length === 0) whole.unsteady.push(...first.failures);
    }
    return whole;
  };
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
  const run = async (chosen) => {
    const skipped = [];
    const onEvent = (event) => {
      if (event.event === 'passed') say(`  ✔ ${event.title} (${event.durationMs} ms)`);
      if (event.event === 'skipped') skipped.push({ title: event.title, reason: 'skipped' });
    };
    const idleLimitMs = limitMs(8 * 60_000);
    const result = await runHostTests({ version, grep: chosen, window, onEvent, idleLimitMs });
    return { passed: result.passed, failures: [...result.failures, ...skipped], skipped };
  };
  const first = await run(grep);
  // A second window for the tests that failed in the first, as `inWindows` does; not where the run itself broke off.
  const titles = first.failures.map(({ title }) => title);
  if (titles.length === 0 || titles.length > 20 || first.skipped.length > 0) return first;
  const again = await run(`^(?:${titles.map((title) => RegExp.escape(title)).join('|')})$`);
  if (again.failures.length > 0 || again.passed !== titles.length) return first;
  return { passed: first.passed + again.passed, failures: [], unsteady: first.failures };
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

export function runScript(name) {
  const isWindows = process.platform === 'win32';
  const env = toolEnvironment({ ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined });
  return runCommand('npm', ['run', '--silent', name], { env, shell: isWindows });
}

export function tail(output) {
  return output.trim().split('\n').slice(-60).join('\n');
}
