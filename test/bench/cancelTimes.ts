import { createGenerator } from '../../src/core/generator.ts';
import { parseEndpoint } from '../../src/core/endpoint.ts';
import { createPacer } from '../../src/core/pacing.ts';
import type { AssetPlace, Logger, ProgressStep } from '../../src/core/ports.ts';
import { createOneMinAiClient } from '../../src/oneMinAi/client.ts';
import { createProxyConfiguration } from '../../src/transport/proxy.ts';
import { createUndiciTransport } from '../../src/transport/undici.ts';
import { systemClock } from '../../src/node/systemClock.ts';
import type { StandInControl } from '../standIn/control.ts';
import { createMemoryLedger } from '../support/memoryLedger.ts';
import type { StandInOrigins } from '../support/standInProcess.ts';
import { benchRequest } from './benchRequests.ts';

/** Milliseconds from the abort until the generation had settled, by what it was doing. */
export type CancelTimes = Readonly<Record<CancelPhase, readonly number[]>>;

export type CancelPhase = 'request' | 'retryWait' | 'download';

export interface CancelTimesOptions {
  readonly origins: StandInOrigins;
  readonly control: StandInControl;
  readonly rounds: number;
}

/**
 * Stops real generations, of the extension's own core, client and transport in plain Node, while they wait: for the
 * answer to the paid request, for the end of a retry wait, for the rest of an image.
 * @throws where a generation did not end with `cancelled`
 */
export async function measureCancelTimes(options: CancelTimesOptions): Promise<CancelTimes> {
  const { control, origins, rounds } = options;
  const transport = createUndiciTransport({
    proxy: () => createProxyConfiguration({ settings: { proxySupport: 'off' }, env: {} }),
  });
  const generate = generatorFor(origins, transport);
  const measure = async (untilThere: UntilThere): Promise<number[]> => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      times.push(await cancelOnce(generate, control, untilThere));
    }
    return times;
  };
  try {
    return {
      request: await measure(async () => {
        await control.setLatency({ postMs: 60_000 });
        return () => control.untilCounted({ paidRequests: 1 });
      }),
      retryWait: await measure(async () => {
        await control.addFault({ fault: 'rateLimited', retryAfterSeconds: 60 });
        return (reached) => reached('waiting');
      }),
      download: await measure(async () => {
        await control.addFault({ fault: 'slowBody', stallAfterBytes: 8192 });
        return async () => {
          await control.untilCounted({ downloads: 1 });
          // The first bytes have to arrive, and nothing outside tells when they have.
          await systemClock.sleep(50, new AbortController().signal);
        };
      }),
    };
  } finally {
    transport.dispose();
    await control.reset();
  }
}

/** Prepares the service; what it resolves to waits until the generation is where it shall be stopped. */
type UntilThere = () => Promise<
  (reached: (step: ProgressStep['kind']) => Promise<void>) => Promise<void>
>;

type Generate = (onProgress: (step: ProgressStep) => void, signal: AbortSignal) => Promise<unknown>;

async function cancelOnce(
  generate: Generate,
  control: StandInControl,
  prepare: UntilThere,
): Promise<number> {
  await control.reset();
  const untilThere = await prepare();
  const steps = new EventTarget();
  const reached = (step: string) =>
    new Promise<void>((resolve) => {
      steps.addEventListener(step, () => resolve(), { once: true });
    });
  const stop = new AbortController();
  const there = untilThere(reached);
  const settled = generate(({ kind }) => steps.dispatchEvent(new Event(kind)), stop.signal).then(
    () => 'an image',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
  await there;
  const start = performance.now();
  stop.abort();
  const outcome = await settled;
  const ms = performance.now() - start;
  if (outcome !== 'cancelled') throw new Error(`a cancelled generation ended with ${outcome}`);
  return ms;
}

function generatorFor(
  { apiOrigin, apiKey }: StandInOrigins,
  transport: ReturnType<typeof createUndiciTransport>,
): Generate {
  const nothing = (): void => undefined;
  const logger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  const clock = systemClock;
  const pacer = createPacer({ maxParallel: () => 4, perMinute: () => 6000, clock });
  const service = createOneMinAiClient({
    transport,
    endpoint: () => parseEndpoint(apiOrigin, 'apiEndpoint'),
    keys: { get: async () => apiKey, forget: nothing },
    requestTimeoutMs: () => 120_000,
    joinLine: pacer.joinLine,
    clock,
    logger,
  });
  const { run } = createGenerator({ service, pacer, ledger: createMemoryLedger() });
  const place: AssetPlace = {
    uri: 'bench:/image.webp',
    note: { folder: 'bench:/', namePath: 'image', attempt: 0, field: 'folder' },
    save: async () => {
      throw new Error('a cancelled image was saved');
    },
    release: nothing,
  };
  return (onProgress, signal) =>
    run({ request: benchRequest(1), altText: '', place }, onProgress, signal);
}
