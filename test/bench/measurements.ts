import type { VsCodeVersion } from '../../scripts/setUp.mjs';
import { createControlClient } from '../standIn/controlClient.ts';
import { startStandIn } from '../support/standInProcess.ts';
import type { BenchExtension } from './benchExtensions.ts';
import { createBareClient, fetchAll } from './bareClient.ts';
import type { BenchHost } from './benchHost.ts';
import { benchRequest, seeds } from './benchRequests.ts';
import { measureCancelTimes } from './cancelTimes.ts';
import { searchRows, typingRows } from './documentRows.ts';
import type { ActivationResult } from './jobs.ts';
import {
  activationRows,
  cancelRows,
  commandRows,
  firstCommandRows,
  memoryRows,
  variationsRows,
} from './measuredRows.ts';
import { historyRows, measureHistoryOpening } from './historyOpening.ts';
import { measurePanelOpening } from './panelOpening.ts';
import { openingRows, resultsRows } from './panelRows.ts';
import { measureManyResults } from './panelResults.ts';
import { provenanceRows } from './provenanceRows.ts';
import type { Row } from './rows.ts';

/** What one measurement gives: lines of the table, and what explains them. */
export interface Measured {
  readonly rows: readonly Row[];
  readonly details: Readonly<Record<string, unknown>>;
}

export interface MeasurementContext {
  readonly host: BenchHost;
  readonly ours: BenchExtension;
  readonly empty: BenchExtension;
  readonly version: VsCodeVersion;
  /** A folder for what belongs to the run. */
  readonly rootPath: string;
  /** Times that each thing is measured. */
  readonly rounds: number;
  readonly say: (line: string) => void;
}

export type Measurement = (context: MeasurementContext) => Promise<Measured>;

/** By the names by which one of them can be asked for. */
export const measurements: Readonly<Record<string, Measurement>> = {
  activation: measureActivations,
  command: async ({ host, rounds }) => {
    const { result } = await host.run<'command'>({ kind: 'command', rounds: rounds * 2 });
    return commandRows(result);
  },
  variations: async ({ host, rounds }) => {
    const parallel = [4, 8];
    const { result } = await host.run<'variations'>({ kind: 'variations', rounds, parallel });
    return variationsRows(result);
  },
  memory: async ({ host }) => {
    const images = 100;
    const { result } = await host.run<'memory'>({ kind: 'memory', images });
    return memoryRows(result, images);
  },
  search: async ({ host, rounds }) => {
    // 100 MB, as a large site has; of the parsed ones less, since each round parses all of them twice.
    const size = { plainFiles: 10_000, markedFiles: 300 };
    const job = { kind: 'search', ...size, rounds: Math.min(rounds, 5) } as const;
    const { result } = await host.run<'search'>(job);
    return searchRows(result, size);
  },
  typing: async ({ host, rounds }) => {
    const { result } = await host.run<'typing'>({ kind: 'typing', turns: rounds });
    return typingRows(result);
  },
  panel: async ({ ours, version, rootPath, rounds, say }) => {
    const windows = Math.min(rounds, 10);
    return openingRows(await measurePanelOpening({ ours, version, rootPath, windows, say }));
  },
  results: async ({ ours, version, rootPath }) => {
    const images = 500;
    return resultsRows(await measureManyResults({ ours, version, rootPath, images }), images);
  },
  history: async ({ ours, version, rootPath, rounds, say }) => {
    const windows = Math.min(rounds, 6);
    return historyRows(await measureHistoryOpening({ ours, version, rootPath, windows, say }));
  },
  provenance: ({ rounds }) => provenanceRows(rounds),
  cancel: async ({ rounds }) => {
    const standIn = await startStandIn();
    try {
      const { origins } = standIn;
      const control = createControlClient(origins.controlOrigin);
      return cancelRows(await measureCancelTimes({ origins, control, rounds }));
    } finally {
      await standIn.stop();
    }
  },
};

/** In turns, so that what else the machine does strikes both alike; each in a window of its own. */
async function measureActivations(context: MeasurementContext): Promise<Measured> {
  const { host, ours, empty, rounds, say } = context;
  const activate = async (extension: BenchExtension): Promise<ActivationResult> => {
    const hasCommands = extension === ours;
    const { result } = await host.run<'activation'>({
      kind: 'activation',
      extensionId: extension.id,
      hasCommands,
    });
    return result;
  };
  const results = { ours: [] as ActivationResult[], empty: [] as ActivationResult[] };
  for (let round = 0; round < rounds; round++) {
    // Whoever comes first in one round comes second in the next.
    const isOursFirst = round % 2 === 0;
    if (isOursFirst) results.ours.push(await activate(ours));
    results.empty.push(await activate(empty));
    if (!isOursFirst) results.ours.push(await activate(ours));
    if ((round + 1) % 5 === 0) say(`  ${round + 1} of ${rounds} pairs of windows`);
  }
  const activation = activationRows(results);
  const first = firstCommandRows(results.ours);
  return {
    rows: [...activation.rows, ...first.rows],
    details: { ...activation.details, ...first.details },
  };
}

/** Has the stand-in paint all pictures before any clock runs, and lifts its limit of credits. */
export async function prepareStandIn(origins: {
  readonly apiOrigin: string;
  readonly apiKey: string;
  readonly controlOrigin: string;
}): Promise<void> {
  await createControlClient(origins.controlOrigin).configure({ creditLimit: 1_000_000_000 });
  const client = createBareClient(origins);
  await fetchAll(client, seeds.map(benchRequest), 1);
  await client.close();
}
