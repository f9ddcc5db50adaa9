import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { createJobList, type Job, type JobList } from '../../../../src/core/jobs.ts';
import { ImageError } from '../../../../src/core/errors.ts';
import { UnsavedImageError } from '../../../../src/core/generator.ts';
import type { PaidImage } from '../../../../src/core/imageJob.ts';
import type { ImageBytes } from '../../../../src/core/ports.ts';
import type { GenerationRequest } from '../../../../src/core/request.ts';
import type { Batch, BatchItem, BatchObserver } from '../../../../src/app/making/batch.ts';
import type { ImageStudio } from '../../../../src/app/making/imageStudio.ts';
import { createPanelJobs, type PanelJobs } from '../../../../src/app/jobs/panelJobs.ts';
import { sampleForm } from '../../../support/hostileIntents.ts';

/** One call of the studio, which ends when the test says how. */
interface Made {
  readonly batch: Batch;
  readonly paid: ReadonlyMap<number, PaidImage>;
  readonly observer: BatchObserver;
  readonly end: (error?: unknown) => void;
}

const request = (seed: number): GenerationRequest => {
  const { isSeedLocked: _l, count: _c, altText: _a, ...values } = sampleForm;
  return { ...values, seed };
};

const batchOf = (...seeds: number[]): Batch => ({
  items: seeds.map((seed, index) => ({ index, request: request(seed) })),
  context: { target: undefined, args: {}, workspaceFolder: undefined },
  altText: 'A fox',
  wantsInsertion: false,
});

const image = (size = 3): ImageBytes => ({
  bytes: new Uint8Array(size),
  format: 'webp',
  width: 2,
  height: 1,
});

function succeed({ observer }: Made, item: BatchItem, bytes = image()): void {
  const cleared = Promise.resolve();
  const asset = { uri: 'file:///a.webp', recordId: 'r', byteCount: 3, image: bytes, cleared };
  observer.onMade(item, asset);
}

describe('The images of the panel', () => {
  let calls: Made[];
  let jobs: JobList;
  let making: PanelJobs;
  beforeEach(() => {
    calls = [];
    jobs = createJobList({ maxJobs: 100, onChange: () => undefined });
    const studio = {
      make: (batch, paid, observer) =>
        new Promise((resolve, reject) => {
          const end = (error?: unknown): void => (error === undefined ? resolve() : reject(error));
          calls.push({ batch, paid, observer, end });
        }),
    } satisfies Partial<ImageStudio>;
    making = createPanelJobs({
      jobs,
      studio: studio as unknown as ImageStudio,
      onCredits: () => undefined,
    });
  });

  const job = (at: number): Job => jobs.all()[at]!;
  const again = (at: number, isFree: boolean): Promise<unknown> => {
    const { index, request: asked } = job(at);
    return making.again(job(at), { ...batchOf(), items: [{ index, request: asked }] }, isFree);
  };

  /** Starts three images and lets the one in the middle fail. */
  async function failSecond(error: ImageError): Promise<void> {
    const started = making.start(batchOf(5, 6, 7));
    const [call] = calls;
    for (const item of call!.batch.items) {
      if (item.index === 1) call!.observer.onFailed(item, error);
      else succeed(call!, item);
    }
    call!.end();
    await started;
  }

  test('keep no bytes once they are dismissed, saved or not', async () => {
    const unsaved = new UnsavedImageError(new ImageError('cannotWrite', 'Full.'), image(7), 'r-1');
    await failSecond(unsaved);
    making.letGo();
    const ids = jobs.all().map(({ id }) => id);
    assert.deepEqual(
      ids.map((id) => making.bytesOf(id)?.byteLength),
      [3, 7, 3],
    );
    jobs.remove(ids.slice(1));
    making.letGo();
    assert.deepEqual(
      ids.map((id) => making.bytesOf(id)?.byteLength),
      [3, undefined, undefined],
    );
  });

  test('take their places at once, in the order of seeds', () => {
    void making.start(batchOf(5, 6, 7));
    assert.deepEqual(
      jobs.all().map(({ index, status, request: { seed } }) => [index, seed, status]),
      [
        [0, 5, 'queued'],
        [1, 6, 'queued'],
        [2, 7, 'queued'],
      ],
    );
    assert.equal(new Set(jobs.all().map(({ id }) => id)).size, 3);
  });

  test('stop one by one: cancelling one leaves the others running', () => {
    void making.start(batchOf(5, 6, 7));
    making.cancel([job(1).id]);
    const { batch, observer } = calls[0]!;
    assert.deepEqual(
      batch.items.map((item) => observer.signalOf(item).aborted),
      [false, true, false],
    );
  });

  test('stop all together where all are cancelled, those of another batch too', () => {
    void making.start(batchOf(5, 6));
    void making.start(batchOf(7));
    making.cancel(jobs.all().map(({ id }) => id));
    const aborted = calls.flatMap(({ batch, observer }) =>
      batch.items.map((item) => observer.signalOf(item).reason as ImageError),
    );
    assert.deepEqual(
      aborted.map((reason) => reason.code),
      ['cancelled', 'cancelled', 'cancelled'],
    );
  });

  test('cancelling what has ended changes nothing', async () => {
    await failSecond(new ImageError('serverDown', 'down'));
    const before = jobs.all();
    making.cancel(before.map(({ id }) => id));
    assert.deepEqual(jobs.all(), before);
  });

  test('one whose maker is gone ends when it is cancelled', () => {
    jobs.add([
      { id: 'x', batchId: 'b', index: 0, request: request(1), altText: '', status: 'running' },
    ]);
    making.cancel(['x']);
    assert.equal(jobs.get('x')?.status, 'cancelled');
  });

  test('a retry keeps place, id, seed and index', async () => {
    await failSecond(new ImageError('serverDown', 'down'));
    const before = job(1);
    assert.equal(before.status, 'failed');
    void again(1, false);
    assert.equal(job(1).id, before.id);
    assert.equal(job(1).status, 'queued');
    assert.deepEqual(calls[1]!.batch.items, [{ index: 1, request: request(6) }]);
    assert.equal(calls[1]!.paid.size, 0);
    succeed(calls[1]!, calls[1]!.batch.items[0]!);
    assert.equal(job(1).status, 'done');
    assert.equal(job(1).asset?.uri, 'file:///a.webp');
  });

  test('a retry that is pressed twice is paid for once', async () => {
    await failSecond(new ImageError('serverDown', 'down'));
    const failed = job(1);
    const batch = { ...batchOf(), items: [{ index: 1, request: request(6) }] };
    void making.again(failed, batch, false);
    await making.again(failed, batch, false);
    assert.equal(calls.length, 2, 'the first run, and one retry');
  });

  test('an image that is there, or on its way, is never made again', async () => {
    await failSecond(new ImageError('serverDown', 'down'));
    await again(0, false);
    assert.equal(calls.length, 1);
    void making.start(batchOf(9));
    await again(0, false);
    assert.equal(calls.length, 2);
  });

  test('checking again fetches by the record, and sends no request', async () => {
    const error = new ImageError('timeout', 'late', { recordId: 'r-9', mayHaveBeenCharged: true });
    await failSecond(error);
    void again(1, true);
    assert.deepEqual([...calls[1]!.paid], [[1, { recordId: 'r-9' }]]);
  });

  test('what is free costs nothing: without a record there is nothing to check', async () => {
    await failSecond(new ImageError('serverDown', 'down'));
    await again(1, true);
    assert.equal(calls.length, 1);
    assert.equal(job(1).status, 'failed');
  });

  test('an image that could not be saved is kept and never paid for twice, by either button', async () => {
    const bytes = image(9);
    const failure = new ImageError('cannotWrite', 'full', { reason: 'noSpace' });
    await failSecond(new UnsavedImageError(failure, bytes, 'r-1'));
    for (const [attempt, isFree] of [true, false].entries()) {
      const running = again(1, isFree);
      const call = calls[attempt + 1]!;
      assert.equal(call.paid.get(1)?.image, bytes);
      call.observer.onFailed(call.batch.items[0]!, failure);
      call.end();
      await running;
    }
    assert.equal(job(1).status, 'failed');
  });

  test('an image that was recovered elsewhere is done here, by its record or else its request', async () => {
    const recovered = (recordId: string, { prompt, model, seed }: GenerationRequest) => ({
      uri: 'file:///b.webp',
      link: '',
      inserted: false,
      prompt,
      model,
      seed,
      recordId,
      width: 2,
      height: 1,
      format: 'webp',
      bytes: 3,
    });
    const late = { recordId: 'r-9', mayHaveBeenCharged: true };
    await failSecond(new ImageError('timeout', 'late', late));
    making.adopt(recovered('r-8', request(6)), request(6));
    assert.equal(job(1).status, 'failed', 'another record of the same request is another image');
    making.adopt(recovered('r-9', request(6)), request(6));
    assert.deepEqual([job(1).status, job(1).asset?.uri], ['done', 'file:///b.webp']);
    const started = making.start(batchOf(4));
    calls[1]!.observer.onFailed(calls[1]!.batch.items[0]!, new ImageError('network', 'gone'));
    calls[1]!.end();
    await started;
    making.adopt(recovered('r-4', request(4)), request(4));
    assert.equal(job(0).status, 'done');
  });

  describe('tried again before the others of their batch have settled', () => {
    const startAndRetry = async (error: ImageError) => {
      const started = making.start(batchOf(5, 6));
      const first = calls[0]!;
      first.observer.onFailed(first.batch.items[0]!, error);
      const retried = again(0, false);
      succeed(first, first.batch.items[1]!);
      first.end();
      await started;
      return { retry: calls[1]!, retried };
    };
    const settle = async ({ retry, retried }: { retry: Made; retried: Promise<unknown> }) => {
      retry.end();
      await retried;
    };

    test('can still be cancelled', async () => {
      const { retry, retried } = await startAndRetry(new ImageError('serverDown', 'down'));
      making.cancel([job(0).id]);
      assert.equal(job(0).status, 'queued', 'until its maker has stopped');
      assert.equal(retry.observer.signalOf(retry.batch.items[0]!).aborted, true);
      succeed(retry, retry.batch.items[0]!);
      assert.equal(job(0).status, 'done');
      await settle({ retry, retried });
    });

    test('fail with what they have failed with', async () => {
      const { retry, retried } = await startAndRetry(new ImageError('serverDown', 'down'));
      const [item] = retry.batch.items;
      assert.equal(retry.observer.signalOf(item!).aborted, false);
      retry.observer.onFailed(item!, new ImageError('timeout', 'late'));
      await settle({ retry, retried });
      assert.equal(job(0).error?.code, 'timeout');
    });

    test('leave the signals of those that still run', async () => {
      const started = making.start(batchOf(5, 6));
      const first = calls[0]!;
      const [one, two] = first.batch.items;
      first.observer.onFailed(one!, new ImageError('serverDown', 'down'));
      const retried = again(0, false);
      succeed(calls[1]!, calls[1]!.batch.items[0]!);
      calls[1]!.end();
      await retried;
      assert.equal(first.observer.signalOf(one!).aborted, false);
      making.cancel([job(1).id]);
      assert.equal(first.observer.signalOf(two!).aborted, true);
      first.end();
      await started;
    });
  });

  test('what may have been charged stays so over a try that surely was not, with its record', async () => {
    const late = { recordId: 'r-9', mayHaveBeenCharged: true };
    await failSecond(new ImageError('timeout', 'late', late));
    for (const [at, error] of [
      new ImageError('rateLimited', 'slow'),
      new ImageError('cancelled', 'Cancelled.'),
    ].entries()) {
      const running = again(1, false);
      const call = calls[at + 1]!;
      call.observer.onFailed(call.batch.items[0]!, error);
      call.end();
      await running;
      const { code, recordId, mayHaveBeenCharged } = job(1).error!;
      assert.deepEqual([code, recordId, mayHaveBeenCharged], [error.code, 'r-9', true]);
    }
  });

  test('a press that is out of date does nothing, and forgets nothing', async () => {
    await failSecond(new ImageError('keyRejected', 'no'));
    const old = job(1);
    const running = again(1, false);
    calls[1]!.observer.onFailed(
      calls[1]!.batch.items[0]!,
      new ImageError('timeout', 'late', { mayHaveBeenCharged: true }),
    );
    calls[1]!.end();
    await running;
    const batch = { ...batchOf(), items: [{ index: old.index, request: old.request }] };
    const outdated = making.again(old, batch, false);
    assert.equal(calls.length, 2);
    assert.deepEqual(await outdated, { made: 0, failed: [] });
    assert.equal(job(1).error?.mayHaveBeenCharged, true);
  });

  test('where nothing could be sent, every image says why', async () => {
    const started = making.start(batchOf(5, 6));
    calls[0]!.end(new ImageError('badRequest', 'outside'));
    const { made, failed } = await started;
    assert.deepEqual([made, failed.length], [0, 2]);
    assert.deepEqual(
      jobs.all().map(({ error }) => error?.code),
      ['badRequest', 'badRequest'],
    );
  });

  test('what is no error of the family becomes one', async () => {
    const started = making.start(batchOf(5));
    calls[0]!.end(new TypeError('x is not a function'));
    await started;
    assert.equal(job(0).error?.reason, 'unexpected');
  });

  test('the last 32 pictures stay in memory and no more', () => {
    void making.start(batchOf(...Array.from({ length: 40 }, (_, index) => index + 1)));
    for (const item of calls[0]!.batch.items) succeed(calls[0]!, item);
    const held = jobs.all().map(({ id }) => making.bytesOf(id) !== undefined);
    assert.equal(held.filter(Boolean).length, 32);
    assert.deepEqual(
      held.slice(0, 8),
      Array.from({ length: 8 }, () => false),
    );
  });
});
