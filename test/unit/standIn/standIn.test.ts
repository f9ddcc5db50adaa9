import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { createControlClient } from '../../standIn/controlClient.ts';
import { startStandIn } from '../../standIn/standIn.ts';
import { ask, jsonOf, questionFor, withStandIn, type RecordAnswer } from './talkToStandIn.ts';

const noRecord = '00000000-0000-0000-0000-000000000000';

describe('The stand-in', () => {
  it('answers a request with a record, and its link with the image asked for', () =>
    withStandIn(async ({ standIn, record }) => {
      const asked = {
        prompt: 'a quiet forest',
        aspect_ratio: '3:2',
        output_format: 'png',
        seed: 5,
      };
      const made = await record(asked);
      assert.equal(made.status, 'SUCCESS');
      assert.deepEqual(made.aiRecordDetail.promptObject, { ...asked, megapixels: '0.25' });
      assert.ok(!Number.isNaN(Date.parse(made.createdAt)));
      const [key] = made.aiRecordDetail.resultObject as string[];
      assert.match(key ?? '', /^development\/images\/.*a_quiet_forest\.png$/);
      assert.ok(made.temporaryUrl?.startsWith(`${standIn.storageOrigin}/asset.1min.ai/${key}?`));
      const image = await ask(made.temporaryUrl ?? '');
      assert.equal(image.headers['content-type'], 'image/png');
      const { format, width, height } = await sharp(image.body).metadata();
      assert.deepEqual({ format, width, height }, { format: 'png', width: 608, height: 416 });
    }));

  it('adds keys to some records that no document names', () =>
    withStandIn(async ({ record }) => {
      const [first, second] = [await record(), await record()];
      assert.notDeepEqual(Object.keys(first), Object.keys(second));
    }));

  it('counts credits down, one request late, and refuses once they are used up', () =>
    withStandIn(async ({ standIn, record }) => {
      await standIn.configure({ creditLimit: 2_500, usedCredit: 0 });
      const made = [await record(), await record(), await record()];
      assert.deepEqual(
        made.map(({ status, teamUser }) => [status, teamUser.usedCredit]),
        [
          ['SUCCESS', 0],
          ['SUCCESS', 1_000],
          ['FAILURE', 2_000],
        ],
      );
      const refusal = made[2]?.aiRecordDetail.resultObject as { code: string };
      assert.equal(refusal.code, 'INSUFFICIENT_CREDITS');
      assert.equal((await standIn.received()).counts.imagesMade, 2);
    }));

  it('finds a record again with a fresh link, and says null of one it does not know', () =>
    withStandIn(async ({ standIn, record, result }) => {
      const made = await record();
      const again = jsonOf<RecordAnswer>(await result(made.uuid)).aiRecord;
      assert.equal(again.uuid, made.uuid);
      assert.notEqual(again.temporaryUrl, made.temporaryUrl);
      const [first, second] = await Promise.all(
        [made, again].map(({ temporaryUrl }) => ask(temporaryUrl ?? '')),
      );
      assert.deepEqual(first?.body, second?.body);
      assert.deepEqual(jsonOf(await result(noRecord)), { aiRecord: null });
      assert.equal((await result('not-a-uuid')).status, 400);
      const keyless = await ask(`${standIn.apiOrigin}/api/results/${noRecord}`);
      assert.equal(keyless.status, 401);
    }));

  it('is PROCESSING for as many polls as told after an async request', () =>
    withStandIn(async ({ standIn, record, result }) => {
      await standIn.configure({ asyncPolls: 2 });
      const made = await record({}, { async: true });
      const seen = [made.status];
      for (let i = 0; i < 3; i++) {
        seen.push(jsonOf<RecordAnswer>(await result(made.uuid)).aiRecord.status);
      }
      assert.deepEqual(seen, ['PROCESSING', 'PROCESSING', 'PROCESSING', 'SUCCESS']);
      assert.deepEqual(made.aiRecordDetail.resultObject, []);
    }));

  it('lists models with prices without asking for a key', () =>
    withStandIn(async ({ standIn }) => {
      const answer = await ask(`${standIn.apiOrigin}/models?feature=IMAGE_GENERATOR`);
      const { models, total } = jsonOf<{ models: Record<string, unknown>[]; total: number }>(
        answer,
      );
      assert.equal(models.length, total);
      const klein = models.find(({ modelId }) => modelId === 'black-forest-labs/flux-2-klein-4b');
      assert.deepEqual(klein?.['creditMetadata'], { ALL: 1_000 });
    }));

  it('lets links expire, refuses forged ones, and answers in XML', () =>
    withStandIn(async ({ standIn, link }) => {
      await standIn.configure({ linkLifetimeMs: 60_000 });
      const url = await link();
      await standIn.advanceClock(59_000);
      assert.equal((await ask(url)).status, 200);
      const forged = await ask(url.replace(/Signature=./, 'Signature=z'));
      assert.equal(forged.status, 403);
      assert.match(forged.body.toString(), /<Code>SignatureDoesNotMatch</);
      const later = await ask(url.replace(/Expires=\d/, 'Expires=9'));
      assert.match(later.body.toString(), /<Code>SignatureDoesNotMatch</);
      assert.equal((await ask(url.split('?')[0] ?? '')).status, 403);
      await standIn.advanceClock(2_000);
      const expired = await ask(url);
      assert.equal(expired.status, 403);
      assert.match(expired.body.toString(), /<Code>AccessDenied<.*expired/s);
    }));

  it('refuses a download that carries the key, and counts it as a leak', () =>
    withStandIn(async ({ standIn, link }) => {
      const url = await link();
      const asked = await ask(url, { headers: { 'API-KEY': 'any' } });
      assert.equal(asked.status, 400);
      await ask(`${url}&k=stand-in-key`);
      const { counts } = await standIn.received();
      assert.deepEqual(counts.byKeyHeaderOrigin, { api: 1, storage: 1, third: 0 });
      assert.equal(counts.keyLeaks, 2);
    }));

  it('writes down what it received', () =>
    withStandIn(async ({ standIn, record, result }) => {
      const { uuid, temporaryUrl } = await record({ prompt: 'noted' });
      await result(uuid);
      await ask(temporaryUrl ?? '');
      await ask(`${standIn.apiOrigin}/models?feature=IMAGE_GENERATOR`);
      const { requests, counts } = await standIn.received();
      assert.deepEqual(
        requests.map(({ origin, method, status }) => [origin, method, status]),
        [
          ['api', 'POST', 200],
          ['api', 'GET', 200],
          ['storage', 'GET', 200],
          ['api', 'GET', 200],
        ],
      );
      assert.equal(requests[0]?.path, '/api/features');
      assert.equal(requests[0]?.headers['api-key'], 'stand-in-key');
      const body = requests[0]?.body as { promptObject: { prompt: string } };
      assert.equal(body.promptObject.prompt, 'noted');
      assert.equal(requests[3]?.query, '?feature=IMAGE_GENERATOR');
      assert.deepEqual(counts, {
        paidRequests: 1,
        imagesMade: 1,
        resultReads: 1,
        modelReads: 1,
        downloads: 1,
        keyLeaks: 0,
        byKeyHeaderOrigin: { api: 2, storage: 0, third: 0 },
      });
    }));

  it('knows how many POSTs were under way at once', async () => {
    const waiting: (() => void)[] = [];
    const sleep = (): Promise<void> =>
      new Promise((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 3) for (const go of waiting) go();
      });
    await withStandIn(
      async ({ standIn, generate }) => {
        await Promise.all([generate(), generate(), generate()]);
        await standIn.setLatency({ postMs: 0 });
        await generate();
        assert.equal(await standIn.maxParallel(), 3);
      },
      { sleep, latency: { postMs: 1 } },
    );
  });

  it('waits as long as told before it answers', async () => {
    const waits: number[] = [];
    const sleep = async (ms: number): Promise<void> => void waits.push(ms);
    await withStandIn(
      async ({ standIn, record, result }) => {
        await standIn.setLatency({ postMs: 900, resultMs: 30, downloadMs: 80 });
        const { uuid, temporaryUrl } = await record();
        await result(uuid);
        await ask(temporaryUrl ?? '');
      },
      { sleep },
    );
    assert.deepEqual(waits, [900, 30, 80]);
  });

  it('limits requests in a minute', () =>
    withStandIn(async ({ standIn, generate }) => {
      const rateLimitStyle = { retryAfter: 'seconds', retryAfterSeconds: 60 } as const;
      await standIn.configure({ limitPerMinute: 2, rateLimitStyle });
      const answers = [await generate(), await generate(), await generate()];
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200, 429],
      );
      assert.equal(answers[2]?.headers['retry-after'], '60');
      await standIn.advanceClock(60_000);
      assert.equal((await generate()).status, 200);
    }));

  it('has minutes as long as it is told', () =>
    withStandIn(async ({ standIn, generate }) => {
      await standIn.configure({ limitPerMinute: 1, minuteMs: 5000 });
      assert.equal((await generate()).status, 200);
      await standIn.advanceClock(4000);
      assert.equal((await generate()).status, 429);
      await standIn.advanceClock(1000);
      assert.equal((await generate()).status, 200);
    }));

  it('is told the same things over HTTP as directly', () =>
    withStandIn(async ({ standIn, generate }) => {
      const control = createControlClient(standIn.controlOrigin);
      assert.equal((await control.addresses()).apiOrigin, standIn.apiOrigin);
      await control.configure({ usedCredit: 1 });
      await control.setLatency({ postMs: 1 });
      await control.addFault({ fault: 'http500', times: 1 });
      assert.equal((await generate()).status, 500);
      assert.deepEqual(await control.received(), await standIn.received());
      assert.equal(await control.maxParallel(), 1);
      await control.reset();
      assert.deepEqual((await control.received()).requests, []);
      await assert.rejects(
        control.addFault({ fault: 'noSuchFault' } as never),
        /no fault "noSuchFault"/,
      );
    }));

  it('forgets everything on reset, also requests that are still under way', () =>
    withStandIn(async ({ standIn, generate, link }) => {
      const url = await link();
      await standIn.addFault({ fault: 'hang' });
      const leave = new AbortController();
      const hanging = ask(`${standIn.apiOrigin}/api/features`, {
        ...questionFor(),
        signal: leave.signal,
      });
      await standIn.untilCounted({ paidRequests: 2 });
      await standIn.reset();
      assert.equal(await standIn.maxParallel(), 0);
      assert.equal((await ask(url)).status, 404);
      await standIn.reset();
      assert.equal((await generate()).status, 200);
      leave.abort();
      await assert.rejects(hanging);
      assert.equal((await standIn.received()).counts.paidRequests, 1);
      assert.equal(await standIn.maxParallel(), 1);
    }));

  it('closes with requests hanging, waiting and endless', async () => {
    const standIn = await startStandIn({ latency: { postMs: 3_600_000 } });
    const url = `${standIn.apiOrigin}/api/features`;
    await standIn.addFault({ fault: 'hang', seed: 2 });
    await standIn.addFault({ fault: 'endlessBody', route: 'models' });
    const models = `${standIn.apiOrigin}/models?feature=IMAGE_GENERATOR`;
    const endless = new Promise<void>((resolve) => void ask(models, { onHead: resolve }));
    const hanging = [ask(url, questionFor({ seed: 1 })), ask(url, questionFor({ seed: 2 }))];
    const settled = Promise.allSettled(hanging);
    await endless;
    await standIn.untilCounted({ paidRequests: 2 });
    await standIn.close();
    assert.deepEqual(
      (await settled).map(({ status }) => status),
      ['rejected', 'rejected'],
    );
  });
});
