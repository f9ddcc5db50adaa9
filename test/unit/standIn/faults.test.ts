import assert from 'node:assert/strict';
import { get } from 'node:http';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { faultNames, type FaultName, type FaultRule } from '../../standIn/control.ts';
import {
  ask,
  jsonOf,
  withStandIn,
  type HttpAnswer,
  type RecordAnswer,
  type Talk,
} from './talkToStandIn.ts';

const told = new Set<FaultName>();

/** One test for one rule: what a POST gets while the rule stands. */
function generating(
  title: string,
  rule: FaultRule,
  check: (answer: HttpAnswer, talk: Talk) => unknown,
): void {
  told.add(rule.fault);
  it(title, () =>
    withStandIn(async (talk) => {
      await talk.standIn.addFault(rule);
      await check(await talk.generate(), talk);
    }),
  );
}

/** Likewise for a download; `good` is the image without the rule. */
function downloading(
  title: string,
  rule: FaultRule,
  check: (answer: HttpAnswer, good: Buffer, talk: Talk) => unknown,
): void {
  told.add(rule.fault);
  it(title, () =>
    withStandIn(async (talk) => {
      const url = await talk.link();
      const good = await ask(url);
      await talk.standIn.addFault(rule);
      await check(await ask(url, { leaveAfterBytes: 5_000_000 }), good.body, talk);
    }),
  );
}

const recordOf = (answer: HttpAnswer): RecordAnswer['aiRecord'] => {
  assert.equal(answer.status, 200);
  return jsonOf<RecordAnswer>(answer).aiRecord;
};

const providerCause = (answer: HttpAnswer): unknown => {
  const refusal = jsonOf<{ errorCode: string; message: string; details: string }>(answer);
  assert.equal(answer.status, 400);
  assert.equal(refusal.errorCode, 'EXTERNAL_API_RESPONSE_WITH_ERROR');
  assert.match(refusal.message, /busy/);
  assert.doesNotMatch(refusal.message, /nsfw|flagged/i);
  const { response, request } = JSON.parse(refusal.details) as {
    response: { data: { message?: string } };
    request: object;
  };
  assert.match(JSON.stringify(request), /SECRET/);
  return response.data.message;
};

describe('The stand-in, told to fail, answers', () => {
  generating('no credits in a record', { fault: 'insufficientCredits' }, (answer) => {
    const { status, aiRecordDetail } = recordOf(answer);
    assert.equal(status, 'FAILURE');
    assert.match(JSON.stringify(aiRecordDetail.resultObject), /"INSUFFICIENT_CREDITS".*5655/);
  });
  generating(
    'a failure nobody knows',
    { fault: 'failureUnknown', message: 'gremlins', statusWord: 'FAILED' },
    (answer) => {
      const { status, aiRecordDetail } = recordOf(answer);
      assert.equal(status, 'FAILED');
      assert.match(JSON.stringify(aiRecordDetail.resultObject), /gremlins/);
    },
  );
  generating('an unsupported model', { fault: 'unsupportedModel' }, (answer) => {
    assert.equal(answer.status, 400);
    assert.equal(jsonOf(answer)['errorCode'], 'UNSUPPORTED_MODEL');
  });
  generating('missing fields', { fault: 'missingFields' }, (answer) => {
    assert.equal(answer.status, 400);
    assert.match(String(jsonOf(answer)['details']), /^\[\{"field":"quality"/);
  });
  generating(
    'a refusal of the provider',
    { fault: 'providerRefusal', cause: 'bad seed' },
    (answer) => assert.equal(providerCause(answer), 'bad seed'),
  );
  generating('a busy provider', { fault: 'providerBusy' }, (answer) =>
    assert.equal(providerCause(answer), undefined),
  );
  generating('a refusal for safety', { fault: 'safetyRefusal' }, (answer) =>
    assert.match(String(providerCause(answer)), /NSFW/),
  );
  generating('one for safety in a record', { fault: 'safetyRefusal', shape: 'record' }, (answer) =>
    assert.match(JSON.stringify(recordOf(answer).aiRecordDetail.resultObject), /NSFW/),
  );
  generating('401 with a code', { fault: 'invalidToken' }, (answer) => {
    assert.equal(answer.status, 401);
    assert.deepEqual(jsonOf(answer), { errorCode: 'INVALID_AUTH_TOKEN' });
  });
  generating('401 with a message', { fault: 'invalidToken', shape: 'message' }, (answer) => {
    assert.equal(answer.status, 401);
    assert.deepEqual(Object.keys(jsonOf(answer)), ['message']);
  });
  generating('402', { fault: 'paymentRequired' }, (answer) => assert.equal(answer.status, 402));
  generating('403 in JSON', { fault: 'forbiddenJson' }, (answer) => {
    assert.equal(answer.status, 403);
    assert.ok(jsonOf(answer)['message']);
  });
  generating('403 in HTML', { fault: 'forbiddenHtml' }, (answer) => {
    assert.equal(answer.status, 403);
    assert.match(answer.body.toString(), /^<!DOCTYPE html>/);
  });
  generating('429 with seconds', { fault: 'rateLimited', retryAfterSeconds: 3 }, (answer) => {
    assert.equal(answer.status, 429);
    assert.equal(answer.headers['retry-after'], '3');
    assert.ok(jsonOf(answer));
  });
  generating('429 with a date', { fault: 'rateLimited', retryAfter: 'date' }, (answer) =>
    assert.match(String(answer.headers['retry-after']), /^\w{3}, \d\d \w{3} \d{4} .* GMT$/),
  );
  generating(
    '429 with nothing',
    { fault: 'rateLimited', retryAfter: 'none', body: 'empty' },
    (answer) => {
      assert.equal(answer.status, 429);
      assert.equal(answer.headers['retry-after'], undefined);
      assert.equal(answer.body.length, 0);
    },
  );
  for (const status of [500, 502, 503, 504, 522] as const) {
    for (const body of ['json', 'html'] as const) {
      generating(`${status} in ${body}`, { fault: `http${status}`, body }, async (answer, talk) => {
        assert.equal(answer.status, status);
        assert.match(String(answer.headers['content-type']), new RegExp(body));
        assert.equal((await talk.standIn.received()).counts.imagesMade, 1);
      });
    }
  }
  generating(
    'PROCESSING for some polls',
    { fault: 'processing', polls: 1 },
    async (answer, talk) => {
      const { uuid, status, temporaryUrl } = recordOf(answer);
      assert.equal(status, 'PROCESSING');
      assert.equal(temporaryUrl, undefined);
      assert.equal(recordOf(await talk.result(uuid)).status, 'PROCESSING');
      assert.equal(recordOf(await talk.result(uuid)).status, 'SUCCESS');
    },
  );
  generating(
    'PROCESSING for a time',
    { fault: 'processing', afterMs: 5_000 },
    async (answer, talk) => {
      const { uuid } = recordOf(answer);
      assert.equal(recordOf(await talk.result(uuid)).status, 'PROCESSING');
      await talk.standIn.advanceClock(5_000);
      assert.equal(recordOf(await talk.result(uuid)).status, 'SUCCESS');
    },
  );
  generating('PROCESSING for ever', { fault: 'processing' }, async (answer, talk) => {
    await talk.standIn.advanceClock(1e9);
    for (let i = 0; i < 20; i++) {
      assert.equal(recordOf(await talk.result(recordOf(answer).uuid)).status, 'PROCESSING');
    }
  });
  generating('an error in the older shape', { fault: 'oldErrorShape', code: 'X' }, (answer) => {
    assert.equal(jsonOf(answer)['success'], false);
    assert.match(answer.body.toString(), /"error":\{"code":"X","message":/);
  });
  generating('a null record', { fault: 'nullRecord' }, (answer) =>
    assert.deepEqual(jsonOf(answer), { aiRecord: null }),
  );
  generating('what is not JSON', { fault: 'notJson' }, (answer) => {
    assert.equal(answer.status, 200);
    assert.throws(() => jsonOf(answer), SyntaxError);
  });
  generating('nothing', { fault: 'emptyBody' }, (answer) => {
    assert.equal(answer.status, 200);
    assert.equal(answer.body.length, 0);
  });
  generating('no link', { fault: 'noUrl' }, (answer) => {
    assert.equal(recordOf(answer).status, 'SUCCESS');
    assert.equal(recordOf(answer).temporaryUrl, undefined);
  });
  generating('a link at the top level', { fault: 'urlAtTopLevel' }, async (answer) => {
    assert.equal(recordOf(answer).temporaryUrl, undefined);
    assert.equal((await ask(String(jsonOf(answer)['temporaryUrl']))).status, 200);
  });
  generating('several images', { fault: 'severalImages' }, (answer) =>
    assert.equal((recordOf(answer).aiRecordDetail.resultObject as string[]).length, 3),
  );
  generating('the word COMPLETED', { fault: 'completedStatusWord' }, (answer) =>
    assert.equal(recordOf(answer).status, 'COMPLETED'),
  );
  const badUrls = {
    httpPublic: /^http:\/\/images\.example\//,
    userInfo: /^https:\/\/user:secret@/,
    publicIp: /^https:\/\/203\./,
    privateIp: /^https:\/\/192\.168\./,
    linkLocal: /^http:\/\/169\.254\./,
    ipv6: /^https:\/\/\[fd00::1\]/,
    privateName: /\.local\//,
    file: /^file:/,
    data: /^data:/,
    relative: /^\/asset/,
    notAUrl: /^https:\/\/$/,
    empty: /^$/,
  } as const;
  for (const [kind, pattern] of Object.entries(badUrls)) {
    const rule = { fault: 'badUrl', kind: kind as keyof typeof badUrls } as const;
    generating(`a link of the kind ${kind}`, rule, (answer) =>
      assert.match(recordOf(answer).temporaryUrl ?? 'none', pattern),
    );
  }
  generating('a link as told', { fault: 'badUrl', url: 'ftp://images.example/' }, (answer) =>
    assert.equal(recordOf(answer).temporaryUrl, 'ftp://images.example/'),
  );
  generating('more than a megabyte', { fault: 'oversizeReply' }, (answer) => {
    assert.ok(answer.body.length > 1_048_576);
    assert.equal(recordOf(answer).status, 'SUCCESS');
  });
  generating(
    'whatever it is told, with what belongs to the record filled in',
    {
      fault: 'rawAnswer',
      status: 418,
      headers: { 'x-odd': '1' },
      body: '{"aiRecord":{"uuid":"{recordId}","temporaryUrl":"{imageUrl}"}}',
    },
    async (answer) => {
      assert.equal(answer.status, 418);
      assert.equal(answer.headers['x-odd'], '1');
      const { uuid, temporaryUrl } = jsonOf<RecordAnswer>(answer).aiRecord;
      assert.match(uuid, /^[0-9a-f-]{36}$/);
      assert.equal((await ask(temporaryUrl ?? '')).status, 200);
    },
  );
  generating(
    'a redirect of the POST to the third origin',
    { fault: 'redirect', route: 'generate', status: 307 },
    async (answer, { standIn }) => {
      assert.equal(answer.status, 307);
      const location = String(answer.headers.location);
      assert.ok(location.startsWith(`${standIn.thirdOrigin}/`));
      const headers = { 'api-key': 'stand-in-key' };
      assert.equal((await ask(location, { method: 'POST', headers, body: '{}' })).status, 200);
      const { requests, counts } = await standIn.received();
      assert.equal(requests.at(-1)?.origin, 'third');
      assert.equal(counts.keyLeaks, 1);
      assert.equal(counts.imagesMade, 0);
    },
  );
});

describe('The stand-in charges', () => {
  const free: readonly FaultName[] = [
    'insufficientCredits',
    'failureUnknown',
    'unsupportedModel',
    'missingFields',
    'providerRefusal',
    'providerBusy',
    'safetyRefusal',
    'invalidToken',
    'paymentRequired',
    'forbiddenJson',
    'forbiddenHtml',
    'rateLimited',
    'oldErrorShape',
    'nullRecord',
  ];
  const charged: readonly FaultName[] = [
    'http500',
    'http502',
    'http503',
    'http504',
    'http522',
    'processing',
    'notJson',
    'emptyBody',
    'noUrl',
    'urlAtTopLevel',
    'severalImages',
    'completedStatusWord',
    'badUrl',
    'oversizeReply',
    'truncated',
    'html',
  ];
  const imagesUnder = async (fault: FaultName): Promise<number> => {
    let made = 0;
    await withStandIn(async ({ standIn, generate }) => {
      await standIn.addFault({ fault, route: 'generate' } as FaultRule);
      await generate();
      made = (await standIn.received()).counts.imagesMade;
    });
    return made;
  };
  it('nothing where it refuses before the model has run', async () => {
    for (const fault of free) assert.equal(await imagesUnder(fault), 0, fault);
  });
  it('for an image whose answer is lost or spoilt', async () => {
    for (const fault of charged) assert.equal(await imagesUnder(fault), 1, fault);
  });
});

describe('The stand-in, told to break the connection,', () => {
  const breaking = (
    fault: 'dropBeforeRead' | 'dropAfterRead',
    paid: number,
    made: number,
  ): void => {
    told.add(fault);
    it(`does ${fault}, which counts as ${paid} paid request(s)`, () =>
      withStandIn(async ({ standIn, generate }) => {
        await standIn.addFault({ fault, times: 1 });
        await assert.rejects(generate(), { code: 'ECONNRESET' });
        const { requests, counts } = await standIn.received();
        assert.equal(counts.paidRequests, paid);
        assert.equal(counts.imagesMade, made);
        assert.deepEqual([requests[0]?.fault, requests[0]?.status], [fault, undefined]);
        assert.equal((await generate()).status, 200);
      }));
  };
  breaking('dropBeforeRead', 0, 0);
  breaking('dropAfterRead', 1, 1);

  told.add('hang');
  it('hangs', () =>
    withStandIn(async ({ standIn, generate }) => {
      await standIn.addFault({ fault: 'hang' });
      const hanging = assert.rejects(generate());
      await standIn.untilCounted({ imagesMade: 1 });
      assert.equal((await standIn.received()).requests[0]?.status, undefined);
      await standIn.close();
      await hanging;
    }));

  told.add('slowHead');
  told.add('slowBody');
  it('is slow with the head and with each chunk', async () => {
    const waits: number[] = [];
    const sleep = async (ms: number): Promise<void> => void waits.push(ms);
    await withStandIn(
      async ({ standIn, link }) => {
        await standIn.addFault({ fault: 'slowHead', delayMs: 700 });
        const url = await link();
        assert.deepEqual(waits, [700]);
        await standIn.addFault({ fault: 'slowBody', chunkBytes: 1000, delayMs: 9 });
        const { body, isWhole } = await ask(url);
        assert.ok(isWhole);
        assert.equal((await sharp(body).metadata()).width, 512);
        assert.equal(waits.length, 1 + Math.ceil(body.length / 1000));
        assert.equal(waits[1], 9);
      },
      { sleep },
    );
  });

  it('stalls within a body', async () => {
    const waits: number[] = [];
    const sleep = async (ms: number): Promise<void> => void waits.push(ms);
    await withStandIn(
      async ({ standIn, link }) => {
        const url = await link();
        await standIn.addFault({ fault: 'slowBody', chunkBytes: 2000, stallAfterBytes: 5000 });
        let body = Buffer.alloc(0);
        const { promise: stalled, resolve: stall } = Promise.withResolvers<void>();
        const request = get(url, (response) => {
          assert.ok(Number(response.headers['content-length']) > 5000);
          response.on('error', () => undefined);
          response.on('data', (chunk: Buffer) => {
            body = Buffer.concat([body, chunk]);
            if (body.length >= 5000) stall();
          });
        });
        await stalled;
        // Another exchange gives it the time to go on, if it did.
        await link({ seed: 8 });
        assert.equal(body.length, 5000);
        assert.equal(waits.length, 2);
        request.destroy();
      },
      { sleep },
    );
  });

  downloading('cuts a body short', { fault: 'truncated', share: 0.25 }, (answer, good) => {
    assert.ok(!answer.isWhole);
    assert.equal(Number(answer.headers['content-length']), good.length);
    assert.equal(answer.body.length, Math.floor(good.length / 4));
  });
  told.add('wrongLength');
  it('declares too short a length', () =>
    withStandIn(async ({ standIn, link }) => {
      const url = new URL(await link());
      const good = await ask(url.href);
      await standIn.addFault({ fault: 'wrongLength' });
      // Without an HTTP parser, which would not show what comes after the declared end.
      const socket = connect(Number(url.port), url.hostname);
      socket.end(`GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`);
      const wire = Buffer.concat(await socket.toArray());
      const length = /content-length: (\d+)/i.exec(wire.toString('latin1'))?.[1];
      assert.equal(Number(length), Math.floor(good.body.length / 2));
      assert.deepEqual(wire.subarray(-good.body.length), good.body);
    }));
  downloading('never ends a body', { fault: 'endlessBody' }, (answer, good) => {
    assert.equal(answer.headers['content-length'], undefined);
    assert.ok(answer.body.length >= 5_000_000);
    assert.deepEqual(answer.body.subarray(0, good.length), good);
  });

  told.add('hugeContentLength');
  it('declares more than anyone should take', () =>
    withStandIn(async ({ standIn, link }) => {
      const url = await link();
      await standIn.addFault({ fault: 'hugeContentLength' });
      const { headers } = await ask(url, { leaveAfterBytes: 1 });
      assert.equal(headers['content-length'], '10000000000');
    }));
});

describe('The storage, told to fail, sends', () => {
  downloading('half an image in a whole message', { fault: 'truncatedImage' }, (answer, good) => {
    assert.ok(answer.isWhole);
    assert.equal(Number(answer.headers['content-length']), answer.body.length);
    assert.deepEqual(answer.body, good.subarray(0, Math.floor(good.length / 2)));
  });
  downloading('a page', { fault: 'html' }, ({ body }) => assert.match(`${body}`, /^<!DOCTYPE/));
  downloading('an SVG', { fault: 'svg' }, ({ body }) => assert.match(`${body}`, /^<svg/));
  downloading('text', { fault: 'text' }, ({ body }) => assert.match(`${body}`, /not an image/));
  downloading('nothing', { fault: 'emptyImage' }, (answer) => {
    assert.equal(answer.status, 200);
    assert.equal(answer.body.length, 0);
  });
  downloading('a wrong content type', { fault: 'wrongContentType' }, (answer, good) => {
    assert.equal(answer.headers['content-type'], 'text/html');
    assert.deepEqual(answer.body, good);
  });
  downloading('another format', { fault: 'otherFormat', format: 'jpg' }, async ({ body }) =>
    assert.equal((await sharp(body).metadata()).format, 'jpeg'),
  );
  for (const format of ['webp', 'jpg', 'png'] as const) {
    const side = format === 'jpg' ? 65_535 : 100_000;
    downloading(`a huge ${format}`, { fault: 'hugeDimensions', format }, ({ body }) => {
      assert.ok(body.length < 200);
      const sidesIn = {
        png: () => [body.readUInt32BE(16), body.readUInt32BE(20)],
        jpg: () => [body.readUInt16BE(7), body.readUInt16BE(9)],
        webp: () => [body.readUIntLE(24, 3) + 1, body.readUIntLE(27, 3) + 1],
      };
      assert.deepEqual(sidesIn[format](), [side, side]);
    });
  }
  downloading('a bomb', { fault: 'gzipBomb', inflatedBytes: 3_000_000 }, ({ body, headers }) => {
    assert.equal(headers['content-encoding'], 'gzip');
    assert.ok(body.length < 10_000);
    assert.equal(gunzipSync(body).length, 3_000_000);
  });
  downloading('an encoded image', { fault: 'contentEncoding' }, ({ body, headers }, good) => {
    assert.equal(headers['content-encoding'], 'gzip');
    assert.deepEqual(gunzipSync(body), good);
  });
  for (const status of [403, 404, 410] as const) {
    downloading(`${status} in XML`, { fault: 'expiredLink', status }, (answer) => {
      assert.equal(answer.status, status);
      assert.match(answer.body.toString(), /<Error><Code>/);
    });
  }
  downloading(
    'a redirect over several hops',
    { fault: 'redirect', hops: 3 },
    async (answer, good, { standIn }) => {
      let location = String(answer.headers.location);
      assert.equal(answer.status, 302);
      for (const _ of [2, 3]) {
        const next = await ask(location);
        assert.equal(next.status, 302);
        location = new URL(String(next.headers.location), location).href;
      }
      assert.ok(location.startsWith(standIn.thirdOrigin));
      assert.deepEqual((await ask(location)).body, good);
      const { requests } = await standIn.received();
      assert.equal(requests.filter(({ origin }) => origin === 'third').length, 3);
    },
  );
  downloading('a redirect that never ends', { fault: 'redirect', loop: true }, async (answer) => {
    let location = String(answer.headers.location);
    const seen = [location];
    for (let i = 0; i < 4; i++) {
      const next = await ask(location);
      location = new URL(String(next.headers.location), location).href;
      seen.push(location);
    }
    assert.equal(new Set(seen).size, 2);
  });
});

describe('A rule', () => {
  it('strikes as often as told, then no more', () =>
    withStandIn(async ({ standIn, generate }) => {
      await standIn.addFault({ fault: 'http503', times: 2 });
      const statuses = [];
      for (let i = 0; i < 4; i++) statuses.push((await generate()).status);
      assert.deepEqual(statuses, [503, 503, 200, 200]);
    }));

  it('strikes each nth request', () =>
    withStandIn(async ({ standIn, generate }) => {
      await standIn.addFault({ fault: 'http503', every: 3 });
      const statuses = [];
      for (let i = 0; i < 6; i++) statuses.push((await generate()).status);
      assert.deepEqual(statuses, [200, 200, 503, 200, 200, 503]);
    }));

  it('strikes by prompt and by seed, downloads and results of such records too', () =>
    withStandIn(async ({ standIn, generate, record, result }) => {
      const cat = await record({ prompt: 'a cat', seed: 1 });
      const dog = await record({ prompt: 'a dog', seed: 2 });
      await standIn.addFault({ fault: 'http503', promptIncludes: 'cat' });
      await standIn.addFault({ fault: 'text', seed: 2 });
      await standIn.addFault({ fault: 'nullRecord', route: 'result', promptIncludes: 'cat' });
      assert.equal((await generate({ prompt: 'two cats' })).status, 503);
      assert.equal((await generate({ prompt: 'a dog' })).status, 200);
      assert.equal((await ask(cat.temporaryUrl ?? '')).headers['content-type'], 'image/webp');
      assert.equal((await ask(dog.temporaryUrl ?? '')).headers['content-type'], 'text/plain');
      assert.deepEqual(jsonOf(await result(cat.uuid)), { aiRecord: null });
      assert.equal(recordOf(await result(dog.uuid)).status, 'SUCCESS');
    }));

  it('hides no wrong request', () =>
    withStandIn(async ({ standIn, generate }) => {
      await standIn.addFault({ fault: 'http503' });
      assert.equal((await generate({ seed: 0 })).status, 400);
    }));

  it('is tested here for every fault there is', () => {
    assert.deepEqual(
      faultNames.filter((name) => !told.has(name)),
      [],
    );
  });
});
