import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packageVsix } from '../../scripts/package.mjs';
import { cacheRoot } from '../../scripts/projectPaths.mjs';
import type { VsCodeVersion } from '../../scripts/setUp.mjs';
import { startStandIn } from '../support/standInProcess.ts';
import { bundleOf, ourExtension, packageEmptyExtension } from './benchExtensions.ts';
import { startBenchHost } from './benchHost.ts';
import { buildBench } from './buildBench.ts';
import { packageRows } from './measuredRows.ts';
import { measurements, prepareStandIn } from './measurements.ts';
import { renderTable } from './renderTable.ts';
import type { Row } from './rows.ts';

export interface BenchOptions {
  readonly version: VsCodeVersion;
  /** Times that each thing is measured, and twice that for the single command. */
  readonly rounds: number;
  /** Names of `measurements`. */
  readonly only: readonly string[];
  readonly jsonPath: string;
  readonly say: (line: string) => void;
}

/**
 * Measures, prints the table, writes the JSON, and tells how many limits are missed.
 * @throws {AggregateError} once all is measured, where a measurement failed.
 */
export async function runBench(options: BenchOptions): Promise<{ readonly missed: number }> {
  const { version, rounds, only, say } = options;
  await using cleanUp = new AsyncDisposableStack();
  const loadAtStart = loadavg()[0] ?? 0;
  const rootPath = await mkdtemp(join(tmpdir(), 'flux-klein-bench-'));
  cleanUp.defer(() => rm(rootPath, { recursive: true, force: true, maxRetries: 5 }));
  const vsixFolder = join(cacheRoot, 'bench');
  await mkdir(vsixFolder, { recursive: true });
  const vsix = await packageVsix(vsixFolder);
  const ours = await ourExtension(vsix.path);
  const empty = await packageEmptyExtension(rootPath);
  const standIn = await startStandIn();
  cleanUp.defer(() => standIn.stop());
  await prepareStandIn(standIn.origins);
  const host = await startBenchHost({
    version,
    extensions: [ours, empty],
    modulePath: await buildBench(),
    standIn,
    rootPath,
  });
  cleanUp.use(host);

  const sizes = packageRows(vsix.bytes, await bundleOf(ours, host.extensionsPath));
  const rows: Row[] = [...sizes.rows];
  const details: Record<string, unknown> = { package: sizes.details };
  const failures: unknown[] = [];
  for (const name of only) {
    const measure = measurements[name];
    if (!measure) throw new Error(`there is no measurement ${name}`);
    say(`Measuring: ${name} …`);
    try {
      const measured = await measure({ host, ours, empty, version, rootPath, rounds, say });
      rows.push(...measured.rows);
      details[name] = measured.details;
    } catch (error) {
      // What took minutes to measure is not lost to what comes after it.
      say(`  failed: ${String(error)}`);
      failures.push(error);
    }
  }
  const missed = rows.filter(({ isWithinLimit }) => isWithinLimit === false).length;
  const environment = environmentOf(version, loadAtStart);
  say(`\n${renderTable(rows)}\n`);
  say(wordsOn(environment, missed));
  await mkdir(dirname(options.jsonPath), { recursive: true });
  await writeFile(options.jsonPath, JSON.stringify({ environment, rows, details }, null, 2));
  say(`All figures: ${options.jsonPath}`);
  if (failures.length > 0) throw new AggregateError(failures, 'Not everything was measured.');
  return { missed };
}

interface Environment {
  readonly at: string;
  readonly vsCode: string;
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  /** Processes that wanted to run, on average over the minute before. */
  readonly loadAtStart: number;
}

function environmentOf(vsCode: string, loadAtStart: number): Environment {
  return {
    at: new Date().toISOString(),
    vsCode,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    loadAtStart,
  };
}

function wordsOn({ vsCode, node, cores, loadAtStart }: Environment, missed: number): string {
  const where = `VS Code ${vsCode}, Node ${node}, ${cores} cores, load ${loadAtStart.toFixed(1)} at the start.`;
  const limits = missed === 0 ? 'Every limit is kept.' : `Limits missed: ${missed}.`;
  // The limits are meant for a machine that does nothing else.
  const isBusy = loadAtStart > cores / 2;
  return `${where} ${limits}${isBusy ? '\nThe machine was busy: times are longer than they would be.' : ''}`;
}
