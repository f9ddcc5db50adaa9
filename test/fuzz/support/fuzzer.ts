import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { ImageError } from '../../../src/core/errors.ts';
import { createSeededRandom, type SeededRandom } from '../../support/seededRandom.ts';
import { countOf, seedFrom } from '../../support/testLength.ts';
import { watchForStuckInput, type StuckInputWatch } from './stuckInput.ts';

/** One parser of outside input: a row of a table given to `fuzz`. */
export interface FuzzedParser<Input> {
  /** The subject of the sentence that ends in "survives a million inputs". */
  readonly name: string;
  /** Draws an input: the same in every run from the same random numbers. */
  draw(random: SeededRandom): Input;
  /**
   * Reads an input and asserts what is promised of the result. `ImageError` is a promised result
   * too; whatever else is thrown is a failure, and so are its own assertions.
   */
  read(input: Input): unknown;
}

const limits = { processorMs: 50, heapBytes: 50_000_000 };
const inputCount = Number(
  process.env['FLUX_FUZZ_INPUTS'] ?? countOf({ sample: 20_000, full: 1_000_000 }),
);

/** FLUX_FUZZ_SEED repeats a run, FLUX_FUZZ_AT one input of it. */
const seed = seedFrom('FLUX_FUZZ_SEED');
const onlyAt = process.env['FLUX_FUZZ_AT'];

/** Every input has random numbers of its own, so that it can be drawn alone. */
const randomAt = (index: number): SeededRandom =>
  createSeededRandom(Math.imul(seed, 0x9e3779b1) + index);

/**
 * A table of parsers as tests: no input may make one throw what is not ours, take more than 50 ms of
 * processor time, or leave more than 50 MB behind when all are done.
 * @param what heading of the tests, such as "What the service sends"
 */
export function fuzz<Input>(what: string, parsers: readonly FuzzedParser<Input>[]): void {
  describe(what, () => {
    for (const parser of parsers) {
      test(`${parser.name} survives ${inputCount.toLocaleString('en')} inputs`, async () => {
        const watch = watchForStuckInput(`${parser.name}: ${repeatWith('')}`);
        const run = createRun(parser, watch);
        try {
          await (onlyAt === undefined ? run.all() : run.at(Number(onlyAt)));
        } finally {
          await watch.stop();
        }
      });
    }
  });
}

function createRun<Input>({ name, draw, read }: FuzzedParser<Input>, watch: StuckInputWatch) {
  let refusedCount = 0;
  let slowestMs = 0;

  /** @returns its processor time in milliseconds, which other processes don't lengthen */
  const timed = async (input: Input): Promise<number> => {
    const before = process.threadCpuUsage();
    try {
      // Waiting for what has no promise would cost more than most parsers do.
      const result = read(input);
      if (result instanceof Promise) await result;
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      refusedCount += 1;
    }
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  };

  const at = async (index: number): Promise<void> => {
    watch.begin(index);
    const input = draw(randomAt(index));
    try {
      let tookMs = await timed(input);
      // A collection or a compilation can fall on any input, and a neighbour may have slowed the processor down
      // just then; again and again, it is the parser.
      for (let again = 0; again < 12 && tookMs > limits.processorMs; again += 1) {
        const slowness = slownessOfProcessor();
        tookMs = Math.min(tookMs, (await timed(draw(randomAt(index)))) / slowness);
      }
      slowestMs = Math.max(slowestMs, tookMs);
      assert.ok(tookMs <= limits.processorMs, `it took ${tookMs.toFixed(0)} ms of processor time`);
    } catch (error) {
      throw new Error(`${repeatWith(index)}: ${show(input)}`, { cause: error });
    }
  };

  return {
    at,
    async all(): Promise<void> {
      const before = process.threadCpuUsage();
      const heapBefore = heapAfterCollection();
      for (let index = 0; index < inputCount; index += 1) await at(index);
      const heapGrowth = heapAfterCollection() - heapBefore;
      const { user, system } = process.threadCpuUsage(before);
      report({ name, refusedCount, slowestMs, heapGrowth, seconds: (user + system) / 1e6 });
      assert.ok(heapGrowth <= limits.heapBytes, `the heap grew by ${heapGrowth} bytes`);
    },
  };
}

/** Processor time of the work below on a machine that does nothing else, as those that the limit was set on. */
const usualWorkMs = 20;

/** How many times as long the processor takes right now as it did where the limit was set; at least 1. */
function slownessOfProcessor(): number {
  const before = process.threadCpuUsage();
  let text = '';
  for (let index = 0; index < 60_000; index += 1) {
    text = `${text.slice(-200)}${index}`.replaceAll(/9(\d)/g, '$1');
  }
  const { user, system } = process.threadCpuUsage(before);
  return Math.max(1, (user + system) / 1000 / usualWorkMs);
}

const repeatWith = (index: number | string): string =>
  `FLUX_FUZZ_SEED=${seed} FLUX_FUZZ_AT=${index}`;

const show = (input: unknown): string =>
  inspect(input, { depth: 6, maxStringLength: 600, maxArrayLength: 200, breakLength: Infinity });

interface Report {
  readonly name: string;
  readonly refusedCount: number;
  readonly slowestMs: number;
  readonly heapGrowth: number;
  readonly seconds: number;
}

function report({ name, refusedCount, slowestMs, heapGrowth, seconds }: Report): void {
  const parts = [
    `${inputCount} inputs of seed ${seed}`,
    `${refusedCount} refused`,
    `${seconds.toFixed(1)} s`,
    `slowest ${slowestMs.toFixed(1)} ms`,
    `heap ${(heapGrowth / 1e6).toFixed(1)} MB`,
  ];
  console.log(`  ${name}: ${parts.join(', ')}`);
}

/** As `--expose-gc` gives it, also to whoever runs a file by itself. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

/** Bytes in use once everything that nobody holds is gone. */
function heapAfterCollection(collect = collector()): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
