import { availableParallelism } from 'node:os';
import { run } from 'node:test';
import { projectRoot } from './projectPaths.mjs';

/**
 * Runs files of `node:test`, each in a process of its own, and counts their tests (not the suites around them).
 * Skipped and to-do tests count as failed, and so does a file without any test, unless only some names are asked for.
 * @param {string[]} files absolute paths
 * @param {{ isParallel: boolean, idleLimitMs: number, namePattern?: string, onOutput?: (text: string) => void }} options
 *   idleLimitMs: after so long without any news, what still runs is ended and counts as failed; onOutput is told what
 *   the tests print
 * @returns {Promise<{ passed: number, failures: { title: string, reason: string }[] }>}
 */
export async function runNodeTests(files, { isParallel, idleLimitMs, namePattern, onOutput }) {
  let passed = 0;
  const failures = [];
  // The runner's own time limit fails a test that hangs, but then waits for its process for ever.
  const controller = new AbortController();
  const watchdog = setTimeout(() => controller.abort(), idleLimitMs);
  const stream = run({
    files,
    cwd: projectRoot,
    // By itself, the runner leaves one core unused: half of a machine with two.
    concurrency: isParallel ? availableParallelism() : false,
    signal: controller.signal,
    ...(namePattern === undefined ? {} : { testNamePatterns: new RegExp(namePattern, 'i') }),
  });
  stream.on('test:pass', (test) => {
    if (test.details.type === 'suite') return;
    if (test.skip !== undefined)
      failures.push({ title: test.name, reason: because(test.skip, 'skipped') });
    else if (test.todo !== undefined)
      failures.push({ title: test.name, reason: because(test.todo, 'to do') });
    else if (!files.includes(test.name)) passed++;
    else if (namePattern === undefined) failures.push({ title: test.name, reason: 'has no tests' });
  });
  stream.on('test:stdout', ({ message }) => onOutput?.(message));
  const complaints = new Map();
  stream.on('test:stderr', ({ file, message }) => {
    complaints.set(file, ((complaints.get(file) ?? '') + message).slice(-4000));
  });
  stream.on('test:fail', (test) => {
    // A suite or a file that only holds failed tests is not a failure more.
    if (test.details.error?.failureType === 'subtestsFailed') return;
    // A process that died has said why on its standard error, if at all.
    const isFile = files.includes(test.name);
    const why = controller.signal.aborted
      ? `it came to no end in ${idleLimitMs / 1000} s`
      : reasonOf(test.details.error);
    const reason = isFile ? (complaints.get(test.file) ?? `ended early: ${why}`) : why;
    failures.push({ title: isFile ? test.name : `${test.name} (${test.file})`, reason });
  });
  for await (const event of stream) {
    void event;
    watchdog.refresh();
  }
  clearTimeout(watchdog);
  return { passed, failures };
}

function because(why, word) {
  return typeof why === 'string' ? `${word}: ${why}` : word;
}

function reasonOf(error) {
  const cause = error?.cause ?? error;
  return cause?.stack ?? cause?.message ?? String(cause);
}
