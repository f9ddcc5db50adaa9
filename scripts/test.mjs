import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureCheckers } from './ensureCheckers.mjs';
import { ensureChromium } from './ensureChromium.mjs';
import { madeVsixVariable, packageVsix } from './package.mjs';
import { cacheRoot } from './projectPaths.mjs';
import { continueInProjectNode, ensureDependencies, ensureVsCode, runMain } from './setUp.mjs';
import { longVariable, runScript, suites, tail } from './testSuites.mjs';

/** Characters of a failure's reason that the list at the end shows again. */
const shownReasonLength = 600;

const suiteNames = [...new Set(suites.map((suite) => suite.name))];

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
  for (const { title, reason } of [...outcome.failures, ...(outcome.unsteady ?? [])]) {
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

function list(heading, failures) {
  if (failures.length > 0) console.log(`\n── ${heading}`);
  for (const { title, reason } of failures) {
    console.log(`  ✖ ${title}\n${indent(reason.trim().slice(0, shownReasonLength))}`);
  }
}

function indent(text) {
  return text.trim().replaceAll(/^/gm, '      ');
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
  const unsteady = [];
  for (const group of groupsOf(chosen)) {
    const outcomes =
      group[0].group === undefined
        ? [await runSuite(group[0], setUp, values.grep, console.log)]
        : await runLanes(group, setUp, values.grep);
    for (const outcome of outcomes) {
      passed += outcome.passed;
      failures.push(...outcome.failures);
      unsteady.push(...(outcome.unsteady ?? []));
    }
  }
  // Once more and together: the log is long, and who reads its end alone has to find them.
  list('Failed once and passed in a second window: find out why', unsteady);
  list('What failed', failures);
  console.log(`\n${passed} passed, ${failures.length} failed`);
  return failures.length === 0 && passed > 0 ? 0 : 1;
});
