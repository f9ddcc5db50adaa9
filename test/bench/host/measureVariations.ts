import { addresses, standIn } from '../../host/support/standIn.ts';
import { withSetting } from '../../host/support/workspace.ts';
import type { ReceivedRequest } from '../../standIn/control.ts';
import { createBareClient, fetchAll, type BareClient } from '../bareClient.ts';
import { benchRequest, seeds } from '../benchRequests.ts';
import type { VariationsResult, VariationsRound } from '../jobs.ts';
import { openBenchDocument, type BenchDocument } from './benchDocument.ts';
import { finishedAt, generateForBench } from './generateForBench.ts';
import { epochNow, timed, untilCalm } from './stopwatch.ts';

const warmUps = 2;
/** Enough for the network and the service to count, as they do in life; a hundredth of what images take there. */
const latency = { postMs: 120, downloadMs: 20 };

/** Eight images in one command against eight bare requests on as many lanes, in turns. */
export async function measureVariations(
  rounds: number,
  parallel: readonly number[],
): Promise<VariationsResult[]> {
  const bare = createBareClient(addresses);
  const document = await openBenchDocument();
  await standIn.setLatency(latency);
  const all: { parallel: number; rounds: Measured[] }[] = [];
  for (const lanes of parallel) {
    await withSetting('fluxKlein.maxParallelRequests', lanes, async () => {
      const measured: Measured[] = [];
      for (let round = -warmUps; round < rounds; round++) {
        const one = await measureOne(document, bare, lanes);
        if (round >= 0) measured.push(one);
      }
      all.push({ parallel: lanes, rounds: measured });
    });
  }
  await standIn.setLatency({ postMs: 0, downloadMs: 0 });
  await bare.close();
  const { requests } = await standIn.received();
  return all.map((one) => ({
    parallel: one.parallel,
    rounds: one.rounds.map((measured) => roundOf(measured, requests)),
  }));
}

interface Measured extends Pick<VariationsRound, 'commandMs' | 'lastFileMs' | 'bareMs'> {
  readonly startAt: number;
  readonly bareStartAt: number;
}

async function measureOne(
  document: BenchDocument,
  bare: BareClient,
  lanes: number,
): Promise<Measured> {
  await document.restore();
  await untilCalm(3);
  const bareStartAt = epochNow();
  const { ms: bareMs } = await timed(() => fetchAll(bare, seeds.map(benchRequest), lanes));
  await untilCalm(3);
  const startAt = epochNow();
  const { ms: commandMs, value: images } = await timed(() =>
    generateForBench({ count: seeds.length }),
  );
  const writtenAt = await Promise.all(images.map(finishedAt));
  return { commandMs, lastFileMs: Math.max(...writtenAt) - startAt, bareMs, startAt, bareStartAt };
}

function roundOf(measured: Measured, requests: readonly ReceivedRequest[]): VariationsRound {
  const { commandMs, lastFileMs, bareMs, startAt, bareStartAt } = measured;
  const arrivals = (from: number, ms: number): number[] =>
    requests
      .filter(({ method, at }) => method === 'POST' && at >= from - 1 && at <= from + ms)
      .map(({ at }) => at - from);
  return {
    commandMs,
    lastFileMs,
    requestsMs: arrivals(startAt, commandMs),
    bareMs,
    bareRequestsMs: arrivals(bareStartAt, bareMs),
  };
}
