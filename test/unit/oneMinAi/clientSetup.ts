import assert from 'node:assert/strict';
import { parseEndpoint } from '../../../src/core/endpoint.ts';
import { ImageError } from '../../../src/core/errors.ts';
import type { NamedRecord, ProgressStep } from '../../../src/core/ports.ts';
import type { GenerationRequest } from '../../../src/core/request.ts';
import { createRequestLine } from '../../../src/core/requestLine.ts';
import { createOneMinAiClient, type OneMinAiClientDeps } from '../../../src/oneMinAi/client.ts';
import { ScriptedTransport, type Step } from './scriptedTransport.ts';
import { VirtualClock } from './virtualClock.ts';

export const recordId = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
export const imageUrl = 'https://asset.example.com/images/mountain_lake.webp?X-Sig=s3cr3t%2B';
export const canaryKey = 'canary-key-0123';
export const timeoutMs = 120_000;

export const request: GenerationRequest = {
  prompt: 'A serene mountain lake',
  model: 'black-forest-labs/flux-2-klein-4b',
  aspectRatio: '16:9',
  outputFormat: 'webp',
  outputQuality: 80,
  inferenceSteps: 4,
  goFast: true,
  megapixels: '0.25',
  disableSafetyChecker: false,
  seed: 4_294_967_295,
};

/** The documented answer, changed where a test needs it. */
export function answer(changes: Record<string, unknown> = {}) {
  return {
    aiRecord: {
      uuid: recordId,
      model: request.model,
      type: 'IMAGE_GENERATOR',
      status: 'SUCCESS',
      createdAt: '2026-03-27T10:00:00.000Z',
      aiRecordDetail: { promptObject: {}, resultObject: ['development/images/lake.webp'] },
      temporaryUrl: imageUrl,
      ...changes,
    },
  };
}

export const processing = answer({
  status: 'PROCESSING',
  temporaryUrl: undefined,
  aiRecordDetail: { resultObject: [] },
});

/** A client in front of scripted answers, in virtual time, with everything it did on record. */
export function setUp(
  steps: Step[],
  changes: Partial<OneMinAiClientDeps> & { readonly clock?: VirtualClock } = {},
) {
  const transport = new ScriptedTransport(...steps);
  const clock = changes.clock ?? new VirtualClock();
  const log: string[] = [];
  const forgotten: string[] = [];
  const progress: ProgressStep[] = [];
  const records: string[] = [];
  let putOffs = 0;
  const joinLine = createRequestLine({ perMinute: () => 6000, clock });
  let paced = 0;
  const write = (line: string) => void log.push(line);
  const client = createOneMinAiClient({
    transport,
    endpoint: () => parseEndpoint('https://api.1min.ai/', 'endpoint'),
    keys: {
      get: () => Promise.resolve(canaryKey),
      forget: (origin) => void forgotten.push(origin),
    },
    requestTimeoutMs: () => timeoutMs,
    joinLine: (onWait) => {
      const turns = joinLine(onWait);
      return {
        ...turns,
        next(signal) {
          paced += 1;
          return turns.next(signal);
        },
      };
    },
    clock,
    logger: { debug: write, info: write, warn: write, error: write },
    ...changes,
  });
  const options = {
    onProgress: (step: ProgressStep) => void progress.push(step),
    onRecord: async ({ recordId }: NamedRecord) => void records.push(recordId),
    onPutOff: () => void (putOffs += 1),
  };
  return {
    client,
    transport,
    clock,
    log,
    forgotten,
    progress,
    records,
    pacedCount: () => paced,
    putOffCount: () => putOffs,
    generate: (signal = new AbortController().signal) =>
      clock.run(client.generate(request, options, signal)),
  };
}

export async function failureOf(promise: Promise<unknown>): Promise<ImageError> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof ImageError, String(error));
    return error;
  }
  return assert.fail('did not fail');
}
