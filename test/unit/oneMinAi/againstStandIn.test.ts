import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import sharp from 'sharp';
import { parseEndpoint } from '../../../src/core/endpoint.ts';
import type { ErrorCode, FailureReason } from '../../../src/core/errors.ts';
import type { Clock, ImageBytes, ImageService } from '../../../src/core/ports.ts';
import { createRequestLine } from '../../../src/core/requestLine.ts';
import { createOneMinAiClient } from '../../../src/oneMinAi/client.ts';
import { createUndiciTransport } from '../../../src/transport/undici.ts';
import { createFetchTransport } from '../../../src/transport/vscodeFetch.ts';
import { badUrlKinds, type FaultRule } from '../../standIn/control.ts';
import { startStandIn, type StandIn } from '../../standIn/standIn.ts';
import { failureOf, request } from './clientSetup.ts';

/** Real time, a hundred times as fast: waits keep their order. */
const startMs = Date.now();
const fastClock: Clock = {
  now: () => startMs + (Date.now() - startMs) * 100,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      // The limit of a whole download is none to come near to on a busy machine.
      const timer = setTimeout(resolve, ms === 600_000 ? ms : ms / 100);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      });
    }),
};

type Ending = ErrorCode | 'image' | readonly [ErrorCode, FailureReason];

interface Row {
  readonly rule: FaultRule;
  readonly ending: Ending;
  /** POSTs that the service read; default 1. */
  readonly paid?: number;
  readonly isCharged?: boolean;
}

const rows: readonly Row[] = [
  { rule: { fault: 'insufficientCredits' }, ending: 'outOfCredit', isCharged: false },
  { rule: { fault: 'failureUnknown' }, ending: 'badReply' },
  { rule: { fault: 'unsupportedModel' }, ending: 'badRequest', isCharged: false },
  { rule: { fault: 'missingFields' }, ending: 'badRequest', isCharged: false },
  { rule: { fault: 'providerRefusal' }, ending: 'badRequest', isCharged: false },
  { rule: { fault: 'providerBusy' }, ending: ['serverDown', 'busy'], isCharged: false },
  { rule: { fault: 'safetyRefusal' }, ending: 'promptRefused', isCharged: false },
  { rule: { fault: 'safetyRefusal', shape: 'record' }, ending: 'promptRefused', isCharged: false },
  { rule: { fault: 'invalidToken' }, ending: 'keyRejected', isCharged: false },
  { rule: { fault: 'invalidToken', shape: 'message' }, ending: 'keyRejected', isCharged: false },
  { rule: { fault: 'paymentRequired' }, ending: 'outOfCredit', isCharged: false },
  { rule: { fault: 'forbiddenJson' }, ending: 'keyRejected', isCharged: false },
  { rule: { fault: 'forbiddenHtml' }, ending: 'serverDown', isCharged: false },
  { rule: { fault: 'rateLimited', times: 2 }, ending: 'image', paid: 3 },
  { rule: { fault: 'rateLimited', times: 2, retryAfter: 'date' }, ending: 'image', paid: 3 },
  { rule: { fault: 'rateLimited', times: 1, retryAfter: 'none' }, ending: 'image', paid: 2 },
  {
    rule: { fault: 'rateLimited', retryAfterSeconds: 900 },
    ending: 'rateLimited',
    isCharged: false,
  },
  { rule: { fault: 'http500' }, ending: 'serverDown', isCharged: true },
  { rule: { fault: 'http502' }, ending: 'serverDown', isCharged: true },
  { rule: { fault: 'http503' }, ending: 'serverDown', isCharged: true },
  { rule: { fault: 'http504' }, ending: 'serverDown', isCharged: true },
  { rule: { fault: 'http522' }, ending: 'serverDown', isCharged: true },
  { rule: { fault: 'processing', polls: 4 }, ending: 'image' },
  { rule: { fault: 'processing' }, ending: 'timeout', isCharged: true },
  { rule: { fault: 'oldErrorShape' }, ending: 'badReply' },
  { rule: { fault: 'nullRecord' }, ending: 'badReply', isCharged: true },
  { rule: { fault: 'notJson' }, ending: 'badReply', isCharged: true },
  { rule: { fault: 'emptyBody' }, ending: 'badReply', isCharged: true },
  { rule: { fault: 'noUrl' }, ending: 'badReply', isCharged: true },
  { rule: { fault: 'urlAtTopLevel' }, ending: 'image' },
  { rule: { fault: 'severalImages' }, ending: 'image' },
  { rule: { fault: 'completedStatusWord' }, ending: 'image' },
  ...badUrlKinds.map((kind): Row => ({
    rule: { fault: 'badUrl', kind },
    ending: 'badReply',
    isCharged: true,
  })),
  { rule: { fault: 'oversizeReply' }, ending: 'tooLarge', isCharged: true },
  { rule: { fault: 'redirect', route: 'generate' }, ending: 'badReply', isCharged: true },
  { rule: { fault: 'dropBeforeRead' }, ending: ['network', 'dropped'], paid: 0, isCharged: true },
  { rule: { fault: 'dropAfterRead' }, ending: ['network', 'dropped'], isCharged: true },
  { rule: { fault: 'hang' }, ending: 'timeout', isCharged: true },
  { rule: { fault: 'slowBody' }, ending: 'image' },
  { rule: { fault: 'truncated' }, ending: ['network', 'cutShort'], isCharged: true },
  { rule: { fault: 'truncated', times: 2 }, ending: 'image' },
  { rule: { fault: 'truncatedImage' }, ending: ['network', 'cutShort'], isCharged: true },
  { rule: { fault: 'endlessBody' }, ending: 'tooLarge', isCharged: true },
  { rule: { fault: 'hugeContentLength' }, ending: 'tooLarge', isCharged: true },
  { rule: { fault: 'html' }, ending: 'notAnImage', isCharged: true },
  { rule: { fault: 'svg' }, ending: 'notAnImage', isCharged: true },
  { rule: { fault: 'text' }, ending: 'notAnImage', isCharged: true },
  { rule: { fault: 'emptyImage' }, ending: 'notAnImage', isCharged: true },
  { rule: { fault: 'wrongContentType' }, ending: 'image' },
  { rule: { fault: 'otherFormat' }, ending: 'image' },
  { rule: { fault: 'hugeDimensions' }, ending: 'tooLarge', isCharged: true },
  { rule: { fault: 'gzipBomb' }, ending: 'badReply', isCharged: true },
  { rule: { fault: 'contentEncoding' }, ending: 'badReply', isCharged: true },
  { rule: { fault: 'contentEncoding', encoding: 'br' }, ending: 'badReply', isCharged: true },
  { rule: { fault: 'redirect' }, ending: 'image' },
  { rule: { fault: 'redirect', hops: 3 }, ending: 'image' },
  { rule: { fault: 'redirect', hops: 4 }, ending: 'badReply', isCharged: true },
  { rule: { fault: 'redirect', loop: true }, ending: 'badReply', isCharged: true },
  { rule: { fault: 'expiredLink' }, ending: ['network', 'linkExpired'], isCharged: true },
  { rule: { fault: 'http503', route: 'download', times: 2 }, ending: 'image' },
  { rule: { fault: 'dropAfterRead', route: 'download', times: 2 }, ending: 'image' },
];

const undici = createUndiciTransport({ proxy: () => ({ routeFor: () => undefined }) });
const transports = { undici, fetch: createFetchTransport() };

for (const [name, transport] of Object.entries(transports)) {
  describe(`against the stand-in, by ${name}`, () => {
    let standIn: StandIn;
    let client: ImageService;
    let timeoutMs: number;
    let log: string[];

    before(async () => {
      standIn = await startStandIn();
    });
    after(() => standIn.close());
    beforeEach(async () => {
      await standIn.reset();
      timeoutMs = 6_000_000;
      log = [];
      const write = (line: string) => void log.push(line);
      client = createOneMinAiClient({
        transport,
        endpoint: () => parseEndpoint(standIn.apiOrigin, 'endpoint'),
        keys: { get: () => Promise.resolve(standIn.apiKey), forget: () => undefined },
        requestTimeoutMs: () => timeoutMs,
        joinLine: createRequestLine({ perMinute: () => 6000, clock: fastClock }),
        clock: fastClock,
        logger: { debug: write, info: write, warn: write, error: write },
      });
    });

    const never = new AbortController().signal;
    const make = async (): Promise<ImageBytes> =>
      client.download(await client.generate(request, {}, never), never);

    for (const outputFormat of ['webp', 'jpg', 'png'] as const) {
      test(`measures what another decoder measures: ${outputFormat}`, async () => {
        const record = await client.generate({ ...request, outputFormat }, {}, never);
        const { bytes, format, width, height } = await client.download(record, never);
        const metadata = await sharp(bytes).metadata();
        assert.equal(format, outputFormat);
        assert.deepEqual([width, height], [metadata.width, metadata.height]);
        assert.equal(typeof record.remainingCredits, 'number');
      });
    }

    for (const { rule, ending, paid = 1, isCharged } of rows) {
      test(`${JSON.stringify(rule)} ends in ${ending.toString()}`, async () => {
        // Only what never ends waits for it; a slow machine must not end the others.
        if (ending === 'timeout') timeoutMs = 60_000;
        await standIn.addFault(rule);
        if (ending === 'image') {
          assert.ok((await make()).width > 0);
        } else {
          const [code, reason] = typeof ending === 'string' ? [ending] : ending;
          const error = await failureOf(make());
          assert.equal(error.code, code, error.message);
          if (reason) assert.equal(error.reason, reason);
          if (isCharged !== undefined) assert.equal(error.mayHaveBeenCharged, isCharged);
        }
        const { counts, problems } = await standIn.received();
        assert.equal(counts.paidRequests, paid);
        assert.equal(counts.keyLeaks, 0);
        assert.equal(counts.byKeyHeaderOrigin.storage + counts.byKeyHeaderOrigin.third, 0);
        assert.deepEqual(problems, []);
        assert.doesNotMatch(log.join('\n'), new RegExp(`${standIn.apiKey}|\\?|mountain`));
      });
    }

    test('a link that has expired is replaced by asking for the record, for free', async () => {
      const record = await client.generate(request, {}, never);
      await standIn.addFault({ fault: 'expiredLink', times: 1 });
      assert.equal((await failureOf(client.download(record, never))).reason, 'linkExpired');
      const found = await client.findRecord(record.recordId, never);
      assert.equal(found.recordId, record.recordId);
      assert.ok((await client.download(found, never)).width > 0);
      assert.equal((await standIn.received()).counts.paidRequests, 1);
    });

    test('the key is checked for free', async () => {
      const endpoint = parseEndpoint(standIn.apiOrigin, 'endpoint');
      await client.checkKey(standIn.apiKey, endpoint, never);
      assert.equal(
        (await failureOf(client.checkKey('wrong', endpoint, never))).code,
        'keyRejected',
      );
      assert.equal((await standIn.received()).counts.paidRequests, 0);
    });
  });
}

after(() => {
  undici.dispose();
});
