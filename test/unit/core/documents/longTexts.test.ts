import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { languageTable } from '../../../../src/core/documents/languageTable.ts';
import type { DocumentLines } from '../../../../src/core/documents/blockReader.ts';
import { planInsertion, type InsertionOptions } from '../../../../src/core/documents/insertion.ts';
import { planAnyhow } from '../../../../src/core/documents/planAnyhow.ts';
import { maxCharactersHere } from '../../../../src/app/documents/insertionPlans.ts';
import { isLong } from '../../../support/testLength.ts';
import { longTexts } from './longTexts.ts';

/** Known to grow faster in a parser that is not ours, and ended by the watchdog. */
const endedByWatchdog = new Set(['pictures in pictures', 'backslashes', 'types that open calls']);
/** The same in Markdown alone: micromark joins what it took for marks piece by piece, in one list of all. */
const endedInMarkdown = new Set(['JSON on a line']);
/** And in MDX: micromark reads all imports that follow each other anew with every line. */
const endedInMdx = new Set(['imports']);

const markdownLanguages = new Set(['Markdown', 'Jupyter notebook', 'MDX', 'Quarto', 'R Markdown']);

/** What a worker has done with a text: a thread of its own, so that one that takes for ever can be ended. */
interface Reading {
  readonly cpuMs: number;
  readonly blocks: number;
}

const source = `
import { parentPort } from 'node:worker_threads';
import { Session } from 'node:inspector';
import { languageTable } from ${JSON.stringify(new URL('../../../../src/core/documents/languageTable.ts', import.meta.url).href)};
import { longTexts } from ${JSON.stringify(new URL('./longTexts.ts', import.meta.url).href)};
const finders = new Map();
const session = new Session();
session.connect();
const ask = (method, params) =>
  new Promise((resolve, reject) =>
    session.post(method, params, (error, result) => (error ? reject(error) : resolve(result))));
parentPort.on('message', async ({ language, name, length, countsBlocks }) => {
  const find = finders.get(language) ??
    (await languageTable.find((row) => row.name === language).loadFinder());
  finders.set(language, find);
  const text = longTexts[language].find((each) => each.name === name).write(length);
  find(text.slice(0, 2000));
  if (countsBlocks) {
    await ask('Profiler.enable');
    await ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }
  const before = process.threadCpuUsage();
  find(text);
  const { user, system } = process.threadCpuUsage(before);
  let blocks = 0;
  if (countsBlocks) {
    const { result } = await ask('Profiler.takePreciseCoverage');
    await ask('Profiler.stopPreciseCoverage');
    for (const { functions } of result)
      for (const { ranges } of functions) for (const { count } of ranges) blocks += count;
  }
  parentPort.postMessage({ cpuMs: (user + system) / 1000, blocks });
});
`;

const startReader = (): Worker =>
  new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`));

function read(
  reader: Worker,
  question: { language: string; name: string; length: number; countsBlocks: boolean },
): Promise<Reading> {
  return new Promise((resolve, reject) => {
    reader.once('error', reject);
    reader.once('message', (reading: Reading) => {
      reader.removeListener('error', reject);
      resolve(reading);
    });
    reader.postMessage(question);
  });
}

/** A sample counts what is done, in texts that are short for that; all of it is timed up to what people keep. */
const lengths = isLong
  ? [250_000, 500_000, 1_000_000, 2_000_000, 4_000_000]
  : [8_000, 16_000, 32_000];

describe('the time to find pictures grows with the length of a text', () => {
  for (const { name: language } of languageTable) {
    const texts = longTexts[language] ?? [];
    const sample = texts.filter((_, index) => isLong || index % 20 === 0);
    test(`in ${language}, whatever there is much of`, async () => {
      assert.ok(texts.length > 0);
      const reader = startReader();
      try {
        for (const { name } of sample) {
          if (endedByWatchdog.has(name)) continue;
          if (markdownLanguages.has(language) && endedInMarkdown.has(name)) continue;
          if (language === 'MDX' && endedInMdx.has(name)) continue;
          const costOf = async (length: number): Promise<number> => {
            const question = { language, name, length, countsBlocks: !isLong };
            const { cpuMs, blocks } = await read(reader, question);
            return isLong ? cpuMs : blocks;
          };
          const costs: number[] = [];
          for (const length of lengths) costs.push(await costOf(length));
          const least = isLong ? 100 : 20_000;
          for (const [index, length] of lengths.entries()) {
            if (index === 0) continue;
            const isTooMuch = (): boolean =>
              costs[index]! > 2.5 * Math.max(costs[index - 1]!, least);
            // What is loaded or compiled meanwhile counts as well, once, and what is thrown away does not.
            for (let tries = 0; tries < 4 && isTooMuch(); tries++) {
              costs[index - 1] = Math.max(costs[index - 1]!, await costOf(lengths[index - 1]!));
              costs[index] = Math.min(costs[index]!, await costOf(length));
            }
            assert.ok(!isTooMuch(), `${name}: ${costs.map(Math.round).join(', ')}`);
          }
        }
      } finally {
        await reader.terminate();
      }
    });
  }
});

/** All extensions share the thread on which these plans are made. */
const maxHeldMs = 50;

type Plan = readonly [what: string, length: number, plan: typeof planInsertion];
const shortDocument: Plan = ['a short document', maxCharactersHere, planInsertion];

describe('what is planned on the thread of all extensions holds it for less than it may', () => {
  const picture = { altText: 'cat', path: 'cat.webp' };

  /** The least of a few: what is compiled or collected meanwhile is not the plan's. */
  function leastCpuMs(run: () => unknown): number {
    let least = Infinity;
    for (let tries = 0; tries < 3; tries++) {
      const before = process.threadCpuUsage();
      run();
      const { user, system } = process.threadCpuUsage(before);
      least = Math.min(least, (user + system) / 1000);
    }
    return least;
  }

  for (const { name: language, loadWriter } of languageTable) {
    const plans: readonly Plan[] = [
      ['one that the worker did not read in time', isLong ? 4_000_000 : 100_000, planAnyhow],
      // A short run has nothing to count here.
      ...(isLong ? [shortDocument] : []),
    ];
    for (const [what, length, plan] of plans) {
      test(`in ${language}, ${what}`, async () => {
        const writer = await loadWriter();
        if (plan === planInsertion && writer.parsesPrograms) return;
        for (const { name, write } of longTexts[language]!) {
          const text = write(length).slice(0, length).split('\n');
          for (const line of [text.length >> 1, text.length - 1]) {
            const end = { line, character: text[line]!.length };
            let lookedAt = 0;
            const lines: DocumentLines = {
              lineCount: text.length,
              lineAt: (at) => (lookedAt++, text[at] ?? ''),
            };
            const options: InsertionOptions = {
              writer,
              lines,
              selection: { start: end, end },
              pictures: [picture],
            };
            const heldMs = leastCpuMs(() => plan(options));
            if (isLong) assert.ok(heldMs <= maxHeldMs, `${name}: ${heldMs} ms at line ${line}`);
            if (plan === planAnyhow) {
              assert.ok(lookedAt <= 60, `${name}: ${lookedAt} lines at line ${line}`);
            }
          }
        }
      });
    }
  }
});
