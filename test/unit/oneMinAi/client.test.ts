import assert from 'node:assert/strict';
import { isRefused } from '../../../src/core/errors.ts';
import { describe, test } from 'node:test';
import { parseEndpoint } from '../../../src/core/endpoint.ts';
import { TransportError } from '../../../src/oneMinAi/transport.ts';
import {
  failureOf,
  setUp,
  answer,
  canaryKey,
  imageUrl,
  processing,
  recordId,
  request,
  timeoutMs,
} from './clientSetup.ts';
import { breaking, hanging, reply } from './scriptedTransport.ts';
import { VirtualClock } from './virtualClock.ts';

const tooMany = (headers = {}) => reply({ message: 'slow down' }, { status: 429, headers });

describe('generate', () => {
  test('sends every parameter of the request, with the key, once', async () => {
    const { transport, generate, progress, records, pacedCount } = setUp([reply(answer())]);
    assert.deepEqual(await generate(), { recordId, imageUrl });
    assert.deepEqual(transport.asked, ['POST /api/features']);
    const [sent] = transport.requests;
    assert.equal(sent?.url, 'https://api.1min.ai/api/features');
    assert.equal(sent.headers['API-KEY'], canaryKey);
    assert.equal(sent.headers['content-type'], 'application/json');
    assert.deepEqual(JSON.parse(sent.body ?? ''), {
      type: 'IMAGE_GENERATOR',
      model: 'black-forest-labs/flux-2-klein-4b',
      promptObject: {
        prompt: 'A serene mountain lake',
        aspect_ratio: '16:9',
        output_format: 'webp',
        output_quality: 80,
        num_inference_steps: 4,
        go_fast: true,
        megapixels: '0.25',
        disable_safety_checker: false,
        seed: 4_294_967_295,
      },
    });
    assert.deepEqual(progress, [{ kind: 'asking' }]);
    assert.deepEqual(records, [recordId]);
    assert.equal(pacedCount(), 1);
  });

  test('appends to an endpoint with a path', async () => {
    const endpoint = () => parseEndpoint('http://127.0.0.1:8080/one/', 'endpoint');
    const { transport, generate } = setUp([reply(answer())], { endpoint });
    await generate();
    assert.equal(transport.requests[0]?.url, 'http://127.0.0.1:8080/one/api/features');
  });

  test('sends nothing without a key', async () => {
    const keys = { get: () => Promise.resolve(undefined), forget: () => undefined };
    const { transport, generate } = setUp([], { keys });
    const error = await failureOf(generate());
    assert.equal(error.code, 'keyMissing');
    assert.equal(error.mayHaveBeenCharged, false);
    assert.equal(transport.requests.length, 0);
  });

  test('sends nothing with a key that no header can carry', async () => {
    const keys = { get: () => Promise.resolve('ключ'), forget: () => undefined };
    const { transport, generate } = setUp([], { keys });
    assert.equal((await failureOf(generate())).code, 'keyRejected');
    assert.equal(transport.requests.length, 0);
  });

  test('says how many credits are left', async () => {
    const teamUser = { creditLimit: 10_000, usedCredit: 2500, more: {} };
    const { generate } = setUp([reply(answer({ teamUser }))]);
    assert.equal((await generate()).remainingCredits, 7500);
  });

  test('takes the first of several images and logs that there were more', async () => {
    const aiRecordDetail = { resultObject: ['images/1_a.webp', 'images/2_lake.webp', 3, 'c.webp'] };
    const { generate, log } = setUp([reply(answer({ aiRecordDetail }))]);
    assert.equal((await generate()).imageUrl, imageUrl);
    assert.ok(log.some((line) => line.includes('2 more, left out: images/2_….webp, ….webp')));
  });

  test('logs method, path and status, and neither key, query nor prompt', async () => {
    const { generate, log } = setUp([
      reply(processing),
      breaking('exchange', 'dropped'),
      reply(answer()),
    ]);
    await generate();
    const text = log.join('\n');
    assert.match(text, /#1 POST \/api\/features 200 0 ms/);
    assert.match(text, /#2 GET \/api\/results\/[-\w]+ exchange failed: dropped/);
    for (const secret of [canaryKey, 'X-Sig', 's3cr3t', 'serene', 'mountain']) {
      assert.ok(!text.includes(secret), secret);
    }
  });
});

describe('generate, while the service is not done', () => {
  test('polls after 1, 2, 4, then every 5 seconds, and pays once', async () => {
    const { transport, clock, generate, progress, records, pacedCount } = setUp([
      reply(processing),
      reply(processing),
      reply(processing),
      reply(processing),
      reply(processing),
      reply(answer()),
    ]);
    assert.deepEqual(await generate(), { recordId, imageUrl });
    assert.deepEqual(clock.sleeps, [120_000, 1000, 2000, 4000, 5000, 5000]);
    assert.equal(transport.paidCount, 1);
    assert.equal(transport.asked[5], `GET /api/results/${recordId}`);
    assert.equal(transport.requests[5]?.headers['API-KEY'], canaryKey);
    assert.deepEqual(progress, [{ kind: 'asking' }, { kind: 'processing' }]);
    assert.deepEqual(records, [recordId]);
    assert.equal(pacedCount(), 6);
    assert.equal(clock.sleeperCount, 0);
  });

  test('goes on polling through whatever passes by itself', async () => {
    const { transport, generate } = setUp([
      reply(processing),
      breaking('connect', 'dns'),
      breaking('exchange', 'dropped'),
      breaking('exchange', 'idle'),
      reply('<html>', { status: 502 }),
      reply('<html>', { status: 403 }),
      tooMany(),
      reply(answer()),
    ]);
    assert.equal((await generate()).recordId, recordId);
    assert.equal(transport.paidCount, 1);
  });

  test('waits with the next question as long as the service asks, half a minute at most', async () => {
    const { clock, generate } = setUp([
      reply(processing),
      tooMany({ 'retry-after': '7' }),
      tooMany({ 'retry-after': '600' }),
      tooMany(),
      reply(answer()),
    ]);
    await generate();
    assert.deepEqual(clock.sleeps.slice(1), [1000, 7000, 30_000, 5000]);
  });

  test('does not count the wait for its own turn', async () => {
    let turns = 0;
    const clock = new VirtualClock();
    const joinLine = () => ({
      next: (signal: AbortSignal) =>
        ++turns === 2 ? clock.sleep(10 * timeoutMs, signal) : Promise.resolve(),
      holdOff: () => undefined,
    });
    const { generate } = setUp([reply(processing), reply(answer())], { clock, joinLine });
    assert.equal((await generate()).recordId, recordId);
  });

  test('gives up in the time of the whole request, and names the record', async () => {
    const { transport, clock, generate } = setUp([reply(processing)]);
    const startMs = clock.now();
    const error = await failureOf(generate());
    assert.equal(error.code, 'timeout');
    assert.equal(error.mayHaveBeenCharged, true);
    assert.equal(error.recordId, recordId);
    assert.equal(clock.now() - startMs, 120_000);
    assert.equal(transport.paidCount, 1);
  });

  test('takes a status word that it does not know for "not done"', async () => {
    const queued = answer({ status: 'QUEUED', temporaryUrl: undefined });
    const { generate } = setUp([reply(queued), reply(answer({ status: 'completed' }))]);
    assert.equal((await generate()).recordId, recordId);
  });

  const endings = [
    ['a record that it no longer knows', reply({ aiRecord: null }), 'badReply'],
    ['a rejected key', reply({ message: 'no' }, { status: 401 }), 'keyRejected'],
    ['a redirect', reply('', { status: 302 }), 'badReply'],
    ['no JSON', reply('hello'), 'badReply'],
    ['an endless answer', reply('x'.repeat(1_000_001)), 'tooLarge'],
    ['an unknown failure', reply(answer({ status: 'FAILED' })), 'badReply'],
  ] as const;
  for (const [name, step, code] of endings) {
    test(`ends at ${name}, names the record and says that it may have been charged`, async () => {
      const { transport, generate } = setUp([reply(processing), step]);
      const error = await failureOf(generate());
      assert.equal(error.code, code);
      assert.equal(error.recordId, recordId);
      assert.equal(error.mayHaveBeenCharged, true);
      assert.deepEqual(transport.asked.length, 2);
    });
  }
});

describe('generate, when there are too many requests', () => {
  const paidWaits = (sleeps: readonly number[]) => sleeps.filter((ms) => ms !== 120_000);

  test('waits 1, 2, 4 … 30 seconds, ten minutes in all, then gives up uncharged', async () => {
    const { transport, clock, generate } = setUp([tooMany()]);
    const error = await failureOf(generate());
    assert.equal(error.code, 'rateLimited');
    assert.equal(error.mayHaveBeenCharged, false);
    const waits = paidWaits(clock.sleeps);
    assert.deepEqual(waits.slice(0, 7), [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    const totalMs = waits.reduce((sum, ms) => sum + ms, 0);
    assert.ok(totalMs <= 600_000 && totalMs > 560_000, `${totalMs}`);
    assert.equal(transport.paidCount, waits.length + 1);
  });

  const forms: readonly [string, number][] = [
    ['7', 7000],
    ['1.5', 1500],
    ['0', 1000],
    ['Fri, 27 Mar 2026 10:00:42 GMT', 42_000],
    ['Fri, 27 Mar 2026 09:00:00 GMT', 1000],
    ['-5', 1000],
    ['soon', 1000],
  ];
  for (const [value, waitMs] of forms) {
    test(`waits as Retry-After says: "${value}"`, async () => {
      const { transport, clock, generate, progress } = setUp([
        tooMany({ 'retry-after': value }),
        reply(answer()),
      ]);
      await generate();
      assert.deepEqual(paidWaits(clock.sleeps), [waitMs]);
      assert.deepEqual(progress, [
        { kind: 'asking' },
        { kind: 'waiting', waitMs },
        { kind: 'asking' },
      ]);
      assert.equal(transport.paidCount, 2);
    });
  }

  test('waits for the moment that the service names by its own clock, whatever ours says', async () => {
    const headers = {
      date: 'Fri, 27 Mar 2026 12:34:50 GMT',
      'retry-after': 'Fri, 27 Mar 2026 12:34:57 GMT',
    };
    const { clock, generate } = setUp([tooMany(headers), reply(answer())]);
    await generate();
    assert.deepEqual(paidWaits(clock.sleeps), [7000]);
  });

  test('gives up at once where the wait would be longer than ten minutes', async () => {
    const { transport, clock, generate } = setUp([tooMany({ 'retry-after': '3600' })]);
    assert.equal((await failureOf(generate())).code, 'rateLimited');
    assert.deepEqual(paidWaits(clock.sleeps), []);
    assert.equal(transport.paidCount, 1);
  });

  test('tells that it is put off before it waits, and not where it gives up', async () => {
    const limited = setUp([tooMany(), tooMany(), reply(answer())]);
    await limited.generate();
    assert.equal(limited.putOffCount(), 2);
    const refused = setUp([tooMany({ 'retry-after': '3600' })]);
    await failureOf(refused.generate());
    assert.equal(refused.putOffCount(), 0);
  });

  test('that is stopped by being told so waits no longer, and is not charged', async () => {
    const { client, clock, transport } = setUp([tooMany({ 'retry-after': '300' })]);
    const stop = new AbortController();
    const onPutOff = () => stop.abort();
    const error = await failureOf(clock.run(client.generate(request, { onPutOff }, stop.signal)));
    assert.deepEqual([error.code, error.mayHaveBeenCharged], ['cancelled', false]);
    assert.deepEqual([transport.paidCount, clock.sleeperCount], [1, 0]);
  });

  test('gives every attempt the whole time again', async () => {
    const { clock, generate } = setUp([tooMany({ 'retry-after': '300' }), hanging]);
    const startMs = clock.now();
    const error = await failureOf(generate());
    assert.equal(error.code, 'timeout');
    assert.equal(clock.now() - startMs, 300_000 + 120_000);
  });
});

describe('generate, when the connection fails', () => {
  test('before the request left: once, not charged', async () => {
    for (const reason of [
      'dns',
      'refused',
      'certificate',
      'proxyAuth',
      'connectTimeout',
    ] as const) {
      const { transport, generate } = setUp([breaking('connect', reason)]);
      const error = await failureOf(generate());
      assert.equal(error.code, 'network');
      assert.equal(error.reason, reason);
      assert.equal(error.mayHaveBeenCharged, false);
      assert.equal(transport.paidCount, 1);
    }
  });

  test('after the request left: once, may have been charged', async () => {
    const { transport, generate } = setUp([breaking('exchange', 'dropped')]);
    const error = await failureOf(generate());
    assert.equal(error.code, 'network');
    assert.equal(error.reason, 'dropped');
    assert.equal(error.mayHaveBeenCharged, true);
    assert.equal(transport.paidCount, 1);
  });

  test('within the answer: once, may have been charged', async () => {
    const broken = await breaking('exchange', 'cutShort')({} as never, {} as never).catch(
      (error: unknown) => error as Error,
    );
    assert.ok(broken instanceof Error);
    const { transport, generate } = setUp([reply('{"aiRec', { breaksWith: broken })]);
    const error = await failureOf(generate());
    assert.equal(error.code, 'network');
    assert.equal(error.mayHaveBeenCharged, true);
    assert.equal(transport.paidCount, 1);
  });

  test('within the words of a refusal: it is refused', async () => {
    const breaksWith = new TransportError('exchange', 'cutShort', undefined);
    for (const [status, code, isCharged] of [
      [401, 'keyRejected', false],
      [503, 'serverDown', true],
    ] as const) {
      const { generate } = setUp([reply('{"mess', { status, breaksWith })]);
      const error = await failureOf(generate());
      assert.deepEqual([error.code, error.mayHaveBeenCharged], [code, isCharged]);
    }
    const again = setUp([reply('slow', { status: 429, breaksWith }), reply(answer())]);
    assert.equal((await again.generate()).recordId, recordId);
  });

  test('silence is a timeout, and leaves nothing waiting', async () => {
    for (const step of [hanging, breaking('exchange', 'idle')]) {
      const { transport, clock, generate } = setUp([step]);
      const error = await failureOf(generate());
      assert.equal(error.code, 'timeout');
      assert.equal(error.mayHaveBeenCharged, true);
      assert.equal(transport.paidCount, 1);
      assert.equal(clock.sleeperCount, 0);
    }
  });

  test('with an error of an unknown kind: once, may have been charged', async () => {
    const { transport, generate } = setUp([() => Promise.reject(new TypeError('a bug'))]);
    const error = await failureOf(generate());
    assert.equal(error.code, 'network');
    assert.equal(error.mayHaveBeenCharged, true);
    assert.equal(transport.paidCount, 1);
  });
});

describe('generate, when it is cancelled', () => {
  function cancellable() {
    const controller = new AbortController();
    return {
      signal: controller.signal,
      cancel: () => {
        controller.abort();
      },
    };
  }

  test('before it begins: nothing is sent', async () => {
    const { transport, generate } = setUp([]);
    const error = await failureOf(generate(AbortSignal.abort()));
    assert.equal(error.code, 'cancelled');
    assert.equal(error.mayHaveBeenCharged, false);
    assert.equal(transport.requests.length, 0);
  });

  test('while the key is looked up, or its turn awaited: nothing is sent', async () => {
    const { signal, cancel } = cancellable();
    const never = () => {
      setImmediate(cancel);
      return new Promise<never>(() => undefined);
    };
    const joinLine = () => ({ next: never, holdOff: () => undefined });
    for (const changes of [{ joinLine }, { keys: { get: never, forget: () => undefined } }]) {
      const { transport, generate } = setUp([], changes);
      const error = await failureOf(generate(signal));
      assert.equal(error.code, 'cancelled');
      assert.equal(error.mayHaveBeenCharged, false);
      assert.equal(transport.requests.length, 0);
    }
  });

  test('while the service works: may have been charged, though the transport does not notice', async () => {
    const { signal, cancel } = cancellable();
    const { generate, clock } = setUp([
      (...args) => {
        setImmediate(cancel);
        return hanging(...args);
      },
    ]);
    const startMs = clock.now();
    const error = await failureOf(generate(signal));
    assert.equal(error.code, 'cancelled');
    assert.equal(error.mayHaveBeenCharged, true);
    assert.equal(clock.now(), startMs);
    assert.equal(clock.sleeperCount, 0);
  });

  test('an answer that comes after that is not left hanging', async () => {
    const { signal, cancel } = cancellable();
    let isDiscarded = false;
    const onDiscard = () => {
      isDiscarded = true;
    };
    const { generate } = setUp([
      async (...args) => {
        cancel();
        await new Promise(setImmediate);
        return reply(answer(), { onDiscard })(...args);
      },
    ]);
    await failureOf(generate(signal));
    await new Promise(setImmediate);
    assert.ok(isDiscarded);
  });

  test('while the answer is read: may have been charged, and the connection is closed', async () => {
    const { signal, cancel } = cancellable();
    let isDiscarded = false;
    const onDiscard = () => {
      isDiscarded = true;
    };
    const { generate } = setUp([
      () =>
        Promise.resolve({
          status: 200,
          header: () => undefined,
          discard: onDiscard,
          body: (async function* () {
            yield new Uint8Array(1);
            setImmediate(cancel);
            await new Promise(() => undefined);
          })(),
        }),
    ]);
    const error = await failureOf(generate(signal));
    assert.equal(error.code, 'cancelled');
    assert.equal(error.mayHaveBeenCharged, true);
    await new Promise(setImmediate);
    assert.ok(isDiscarded);
  });

  test('in the wait for fewer requests: not charged', async () => {
    const { signal, cancel } = cancellable();
    const { generate, transport, clock } = setUp([
      (...args) => {
        setImmediate(cancel);
        return tooMany({ 'retry-after': '60' })(...args);
      },
    ]);
    const startMs = clock.now();
    const error = await failureOf(generate(signal));
    assert.equal(error.code, 'cancelled');
    assert.equal(error.mayHaveBeenCharged, false);
    assert.equal(clock.now(), startMs);
    assert.equal(transport.paidCount, 1);
  });

  test('between two polls: may have been charged, and names the record', async () => {
    const { signal, cancel } = cancellable();
    const { generate } = setUp([
      (...args) => {
        setImmediate(cancel);
        return reply(processing)(...args);
      },
    ]);
    const error = await failureOf(generate(signal));
    assert.equal(error.code, 'cancelled');
    assert.equal(error.mayHaveBeenCharged, true);
    assert.equal(error.recordId, recordId);
  });
});

describe('a service that tells the key back', () => {
  const escaped = Array.from(canaryKey, (each) => `\\u00${each.charCodeAt(0).toString(16)}`).join(
    '',
  );

  test('is not repeated, escaped or not', async () => {
    for (const told of [canaryKey, escaped]) {
      for (const status of [400, 402, 429, 500]) {
        const headers = { 'retry-after': '3600' };
        const body = `{"message":"so ${told} it is"}`;
        const { generate } = setUp([reply(body, { status, headers })]);
        const { message, serviceMessage } = await failureOf(generate());
        assert.equal(serviceMessage, 'so … it is');
        assert.ok(!message.includes(canaryKey));
      }
    }
  });

  test('in the address of the image gets nobody to send it there', async () => {
    for (const told of [canaryKey, escaped]) {
      const body = JSON.stringify(answer()).replace('X-Sig', told);
      const { transport, generate } = setUp([reply(body)]);
      const ended = await generate().catch((error: unknown) => error);
      assert.ok(!JSON.stringify(ended).includes(canaryKey));
      assert.equal(transport.requests.length, 1);
    }
  });

  test('that is a short word leaves the answer as it is', async () => {
    const keys = { get: () => Promise.resolve('lake'), forget: () => undefined };
    const { generate } = setUp([reply(answer())], { keys });
    assert.deepEqual(await generate(), { recordId, imageUrl });
  });
});

describe('findRecord', () => {
  const find = ({ client, clock }: ReturnType<typeof setUp>, id = recordId) =>
    clock.run(client.findRecord(id, new AbortController().signal));

  test('asks for the record with the key and pays nothing', async () => {
    const setup = setUp([reply(answer())]);
    assert.deepEqual(await find(setup), { recordId, imageUrl });
    assert.deepEqual(setup.transport.asked, [`GET /api/results/${recordId}`]);
    assert.equal(setup.transport.requests[0]?.headers['API-KEY'], canaryKey);
    assert.equal(setup.pacedCount(), 1);
  });

  test('waits for a record that is still being made', async () => {
    const setup = setUp([reply(processing), reply(processing), reply(answer())]);
    assert.equal((await find(setup)).imageUrl, imageUrl);
    assert.equal(setup.transport.paidCount, 0);
  });

  test('asks three times where the connection drops', async () => {
    const setup = setUp([breaking('exchange', 'dropped')]);
    const error = await failureOf(find(setup));
    assert.equal(error.code, 'network');
    assert.equal(error.recordId, recordId);
    assert.equal(setup.transport.requests.length, 3);
  });

  test('is told that the record is unknown', async () => {
    const error = await failureOf(find(setUp([reply({ aiRecord: null })])));
    assert.equal(error.code, 'badReply');
    assert.equal(error.recordId, recordId);
    assert.equal(error.mayHaveBeenCharged, true);
  });

  test('takes words about safety for a refusal of the prompt from the record alone', async () => {
    const told = 'Sensitive content: this violates our policy';
    for (const step of [
      reply({ message: told }, { status: 400 }),
      reply({ message: told }, { status: 413 }),
      reply({ message: told }, { status: 422 }),
      reply({ success: false, error: { message: told } }),
    ]) {
      const error = await failureOf(find(setUp([step])));
      assert.deepEqual([error.recordId, isRefused(error)], [recordId, false]);
      assert.equal(error.serviceMessage, told);
    }
    const refused = answer({
      status: 'FAILURE',
      aiRecordDetail: { resultObject: { message: told } },
    });
    assert.ok(isRefused(await failureOf(find(setUp([reply(refused)])))));
  });

  test('knows a question that is refused while the first try waits from an earlier try', async () => {
    const { generate } = setUp([
      reply(processing),
      reply({ message: 'This violates our policy' }, { status: 400 }),
    ]);
    const { code, isQuestionRefused, isChargeEarlier, mayHaveBeenCharged } =
      await failureOf(generate());
    assert.deepEqual(
      { code, isQuestionRefused, isChargeEarlier, mayHaveBeenCharged },
      {
        code: 'promptRefused',
        isQuestionRefused: true,
        isChargeEarlier: false,
        mayHaveBeenCharged: true,
      },
    );
  });

  test('keeps an odd id within its place in the address', async () => {
    const setup = setUp([reply(answer())]);
    await find(setup, '../features?x');
    assert.equal(
      setup.transport.requests[0]?.url,
      'https://api.1min.ai/api/results/..%2Ffeatures%3Fx',
    );
  });
});

describe('checkKey', () => {
  const agreed = parseEndpoint('https://api.1min.ai', 'endpoint');
  const check = ({ client, clock }: ReturnType<typeof setUp>, key = 'new-key') =>
    clock.run(client.checkKey(key, agreed, new AbortController().signal));

  test('goes to the address that it is told, whatever the settings have come to say', async () => {
    const setup = setUp([reply({ aiRecord: null })], {
      endpoint: () => parseEndpoint('https://elsewhere.example/v1', 'endpoint'),
    });
    await check(setup);
    assert.equal(
      setup.transport.requests[0]?.url,
      'https://api.1min.ai/api/results/00000000-0000-0000-0000-000000000000',
    );
  });

  test('asks for a record that cannot exist, with the key that it is given', async () => {
    const setup = setUp([reply({ aiRecord: null })]);
    await check(setup);
    assert.deepEqual(setup.transport.asked, [
      'GET /api/results/00000000-0000-0000-0000-000000000000',
    ]);
    assert.equal(setup.transport.requests[0]?.headers['API-KEY'], 'new-key');
  });

  const failures = [
    [reply({ message: 'bad key' }, { status: 401 }), 'keyRejected'],
    [reply({ errorCode: 'INVALID_AUTH_TOKEN' }, { status: 403 }), 'keyRejected'],
    [reply('<html>', { status: 403 }), 'serverDown'],
    [reply('<html>', { status: 522 }), 'serverDown'],
    [reply('{}', { status: 429 }), 'rateLimited'],
    [reply('', { status: 302 }), 'badReply'],
    [reply('<html>Sign in to the Wi-Fi</html>'), 'badReply'],
    [breaking('connect', 'dns'), 'network'],
    [hanging, 'timeout'],
  ] as const;
  for (const [index, [step, code]] of failures.entries()) {
    test(`tells ${code} apart (${index})`, async () => {
      const setup = setUp([step]);
      const error = await failureOf(check(setup));
      assert.equal(error.code, code);
      assert.equal(error.mayHaveBeenCharged, false);
      assert.equal(setup.transport.requests.length, 1);
      assert.deepEqual(setup.forgotten, code === 'keyRejected' ? ['https://api.1min.ai'] : []);
    });
  }
});
