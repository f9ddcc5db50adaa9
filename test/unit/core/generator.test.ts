import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ImageError } from '../../../src/core/errors.ts';
import { createGenerator, UnsavedImageError } from '../../../src/core/generator.ts';
import { createPacer } from '../../../src/core/pacing.ts';
import type {
  AssetPlace,
  ImageBytes,
  ImageService,
  PaidRecord,
  ProgressStep,
} from '../../../src/core/ports.ts';
import { request } from '../oneMinAi/clientSetup.ts';
import { VirtualClock } from '../oneMinAi/virtualClock.ts';

const never = new AbortController().signal;
const record: PaidRecord = {
  recordId: 'r-1',
  imageUrl: 'https://s.example/1',
  remainingCredits: 7,
};
const image: ImageBytes = { bytes: new Uint8Array(3), format: 'webp', width: 2, height: 1 };

/** A service that answers as told and remembers what it was asked. */
function setUp(changes: Partial<ImageService> = {}, savesWith?: ImageError) {
  const calls: string[] = [];
  const service: ImageService = {
    async generate() {
      calls.push('generate');
      return record;
    },
    async findRecord(id) {
      calls.push(`find ${id}`);
      return { ...record, imageUrl: 'https://s.example/fresh' };
    },
    async download({ imageUrl }) {
      calls.push(`download ${imageUrl}`);
      return image;
    },
    checkKey: () => Promise.reject(new Error('not asked for')),
    listPrices: () => Promise.reject(new Error('not asked for')),
    ...changes,
  };
  const place: AssetPlace = {
    uri: 'file:///a.webp',
    async save() {
      calls.push('save');
      if (savesWith) throw savesWith;
      return { uri: 'file:///a.webp', byteCount: 3 };
    },
    release() {},
  };
  const pacer = createPacer({
    maxParallel: () => 1,
    perMinute: () => 100,
    clock: new VirtualClock(),
  });
  const steps: ProgressStep['kind'][] = [];
  const generator = createGenerator({ service, pacer });
  return {
    calls,
    steps,
    pacer,
    run: (paid?: { recordId: string; image?: ImageBytes }, signal = never) =>
      generator.run(
        { request, place, ...(paid && { paid }) },
        ({ kind }) => steps.push(kind),
        signal,
      ),
  };
}

const expired = new ImageError('network', 'expired', { reason: 'linkExpired' });

describe('The generator', () => {
  test('asks, downloads and saves, and says so', async () => {
    const { calls, steps, run } = setUp();
    const asset = await run();
    assert.deepEqual(calls, ['generate', 'download https://s.example/1', 'save']);
    assert.deepEqual(steps, ['queued', 'downloading', 'saving']);
    const { uri, byteCount, recordId, remainingCredits } = asset;
    assert.deepEqual(
      { uri, byteCount, recordId, remainingCredits },
      { uri: 'file:///a.webp', byteCount: 3, recordId: 'r-1', remainingCredits: 7 },
    );
  });

  test('gets a fresh link for free where the first has expired', async () => {
    const links: string[] = [];
    const { calls, run } = setUp({
      async download({ imageUrl }) {
        links.push(imageUrl);
        if (links.length === 1) throw expired;
        return image;
      },
    });
    await run();
    assert.deepEqual(links, ['https://s.example/1', 'https://s.example/fresh']);
    assert.deepEqual(calls, ['generate', 'find r-1', 'save']);
  });

  test('names the paid record where the fresh link is no better', async () => {
    const { run } = setUp({ download: () => Promise.reject(expired) });
    await assert.rejects(run(), {
      code: 'network',
      reason: 'linkExpired',
      recordId: 'r-1',
      mayHaveBeenCharged: true,
    });
  });

  test('fetches what is paid for without paying again', async () => {
    const { calls, run } = setUp();
    await run({ recordId: 'r-9' });
    assert.deepEqual(calls, ['find r-9', 'download https://s.example/fresh', 'save']);
  });

  test('saves bytes that are here already without asking anybody', async () => {
    const { calls, run } = setUp();
    const asset = await run({ recordId: 'r-9', image });
    assert.deepEqual(calls, ['save']);
    assert.equal(asset.recordId, 'r-9');
  });

  test('keeps the bytes of a paid image that cannot be saved', async () => {
    const { run } = setUp({}, new ImageError('cannotWrite', 'full', { reason: 'noSpace' }));
    await assert.rejects(run(), (error) => {
      assert.ok(error instanceof UnsavedImageError);
      assert.equal(error.code, 'cannotWrite');
      assert.equal(error.reason, 'noSpace');
      assert.equal(error.recordId, 'r-1');
      assert.equal(error.image, image);
      return true;
    });
  });

  test('gives its place back whatever happens', async () => {
    const { pacer, run } = setUp({ generate: () => Promise.reject(expired) });
    await assert.rejects(run());
    const leave = await pacer.place(AbortSignal.abort()).catch(() => 'aborted');
    assert.equal(leave, 'aborted');
    (await pacer.place(never))();
  });

  test('does not ask when it is cancelled while it waits for its place', async () => {
    const { calls, pacer, run } = setUp();
    const leave = await pacer.place(never);
    const stop = new AbortController();
    const running = run(undefined, stop.signal);
    stop.abort();
    await assert.rejects(running, { code: 'cancelled', mayHaveBeenCharged: false });
    leave();
    assert.deepEqual(calls, []);
  });
});
