import assert from 'node:assert/strict';
import { parseEndpoint } from '../../src/core/endpoint.ts';
import { errorCodes, type ImageError } from '../../src/core/errors.ts';
import { Records, type Access } from '../../src/oneMinAi/records.ts';
import { refusalOf, refusalOfRecord, type RefusedAnswer } from '../../src/oneMinAi/refusals.ts';
import { parseRetryAfter, rateLimitWaitMs } from '../../src/oneMinAi/retry.ts';
import { innermostMessage } from '../../src/oneMinAi/serviceMessage.ts';
import { parseShallowJson } from '../../src/oneMinAi/shallowJson.ts';
import { readAnswer, readPrices } from '../../src/oneMinAi/wire.ts';
import type { SeededRandom } from '../support/seededRandom.ts';
import { fuzz } from './support/fuzzer.ts';
import { garbage, garbageValue, mutatedText, mutatedValue } from './support/mutation.ts';
import { answers, keysOfAnswers, priceLists, refusals } from './support/sampleReplies.ts';

const words = [...keysOfAnswers.map((key) => `"${key}":`), '{"', '"}', '[', ']', ',', '\\"'];

/** A body as it could come: nearly right, of the right shape alone, broken JSON, or none. */
function drawText(samples: readonly unknown[], random: SeededRandom): string {
  const sample = random.pick(samples);
  switch (random.below(8)) {
    case 0:
      return garbage(random, words);
    case 1:
      return JSON.stringify(garbageValue(random, keysOfAnswers));
    case 2:
    case 3:
      return mutatedText(JSON.stringify(sample), random, { words, maxLength: 1_000_000 });
    default:
      return JSON.stringify(mutatedValue(sample, random, keysOfAnswers)) ?? '';
  }
}

const isOneLine = (text: string): boolean => !/[\r\n\p{Cc}\u2028\u2029\u202a-\u202e]/u.test(text);

function assertIsMessage(message: string | undefined): void {
  if (message === undefined) return;
  assert.ok(message.length <= 500 && isOneLine(message), `not fit to show: ${message}`);
}

function assertIsRefusal({ code, serviceMessage, message }: ImageError): void {
  assert.ok(errorCodes.includes(code));
  assertIsMessage(serviceMessage);
  assert.ok(message.length < 700 && isOneLine(message), `not fit for the log: ${message}`);
}

const logged: string[] = [];
const log = (line: string): void => void logged.push(line);
const notSent = (): never => assert.fail('nothing is sent here');
const records = new Records({
  exchange: notSent,
  keys: { get: notSent, forget: () => undefined },
  requestTimeoutMs: () => 1000,
  clock: { now: () => 0, sleep: notSent },
  logger: { debug: log, info: log, warn: log, error: log },
});
const access: Access = {
  endpoint: parseEndpoint('https://api.1min.ai', 'fluxKlein.apiEndpoint'),
  key: 'key',
  turns: { next: notSent, holdOff: notSent },
};

const mediaTypes = [undefined, 'application/json', 'text/html', 'text/plain; charset=utf-8', ''];
const statuses = [100, 204, 301, 400, 401, 402, 403, 404, 413, 418, 422, 429, 500, 503, 522, 599];

fuzz<string>('What the service answers', [
  {
    name: 'the reader of records',
    draw: (random) => drawText(answers, random),
    read(text) {
      logged.length = 0;
      const record = records.paidRecordIn(access, readAnswer(text), 'asked-for');
      for (const line of logged) assert.ok(line.length < 10_000, 'the log is flooded');
      if (!record) return;
      assert.match(record.recordId, /^[\w-]{1,100}$/);
      assert.ok(record.imageUrl.length > 0);
      assert.ok(record.remainingCredits === undefined || Number.isFinite(record.remainingCredits));
    },
  },
  {
    name: 'the reader of prices',
    draw: (random) => drawText(priceLists, random),
    read(text) {
      for (const [id, credits] of readPrices(text)) {
        assert.equal(typeof id, 'string');
        assert.ok(Number.isFinite(credits) && credits >= 0);
      }
    },
  },
  {
    name: 'the reader of messages',
    draw: (random) => drawText(refusals, random),
    read: (text) => assertIsMessage(innermostMessage(text)),
  },
  {
    name: 'the reader of failed records',
    draw: (random) => drawText(refusals, random),
    read: (text) => assertIsRefusal(refusalOfRecord(valueIn(text)).error),
  },
]);

fuzz<RefusedAnswer>('What the service refuses with', [
  {
    name: 'the reader of refusals',
    draw: (random) => ({
      status: random.pick(statuses),
      contentType: random.pick(mediaTypes),
      text: drawText(refusals, random),
    }),
    read: (answer) => assertIsRefusal(refusalOf(answer).error),
  },
]);

const nowMs = Date.UTC(2026, 6, 30);
const waits = ['1', '0', '3.5', '120', 'Thu, 30 Jul 2026 00:01:00 GMT', '2026-07-30T00:01:00Z'];

fuzz<string>('What the service asks to wait', [
  {
    name: 'the reader of Retry-After',
    draw: (random) =>
      random.oneIn(4)
        ? garbage(random)
        : mutatedText(random.pick(waits), random, { maxLength: 16_384 }),
    read(text) {
      const retryAfterMs = parseRetryAfter(text, nowMs);
      assert.ok(retryAfterMs === undefined || retryAfterMs >= 0);
      const waitMs = rateLimitWaitMs({ attempt: 0, retryAfterMs, waitedMs: 0 });
      assert.ok(waitMs === undefined || (waitMs >= 1000 && waitMs <= 600_000));
    },
  },
]);

function valueIn(text: string): unknown {
  try {
    return parseShallowJson(text);
  } catch {
    return text;
  }
}
