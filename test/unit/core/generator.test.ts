import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  cancelled,
  ImageError,
  type ErrorCode,
  type ImageErrorDetails,
} from '../../../src/core/errors.ts';
import { createGenerator, UnsavedImageError } from '../../../src/core/generator.ts';
import type { ImageJob, PaidImage } from '../../../src/core/imageJob.ts';
import { orAborted } from '../../../src/core/orAborted.ts';
import { createPacer } from '../../../src/core/pacing.ts';
import type {
  AssetPlace,
  ImageBytes,
  ImageMarker,
  ImageService,
  Ledger,
  LedgerLine,
  PaidRecord,
  ProgressStep,
} from '../../../src/core/ports.ts';
import { createMemoryLedger } from '../../support/memoryLedger.ts';
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
function setUp(
  changes: Partial<ImageService> = {},
  savesWith?: Error,
  more: {
    readonly place?: Partial<AssetPlace>;
    readonly marker?: ImageMarker;
    readonly resume?: Ledger['resume'];
    readonly mayGoOn?: ImageJob['mayGoOn'];
  } = {},
) {
  const calls: string[] = [];
  /** What the ledger was told, among the calls of the others. */
  const story: string[] = [];
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
    note: { folder: 'file:///', namePath: 'a', attempt: 0, field: 'folder' },
    async save(_image, notes) {
      calls.push('save');
      await notes.naming('file:///a.webp', 3);
      if (savesWith) throw savesWith;
      story.push('saved');
      return { uri: 'file:///a.webp', byteCount: 3 };
    },
    release() {},
    ...more.place,
  };
  const pacer = createPacer({
    maxParallel: () => 1,
    perMinute: () => 100,
    clock: new VirtualClock(),
  });
  const steps: ProgressStep['kind'][] = [];
  const memory = createMemoryLedger((step) => story.push(step));
  const { marker, resume = memory.resume, mayGoOn } = more;
  const ledger = { ...memory, resume };
  const generator = createGenerator({ service, pacer, ledger, ...(marker && { marker }) });
  return {
    calls,
    story,
    steps,
    pacer,
    run: (paid?: PaidImage, signal = never, onStep?: (step: ProgressStep) => void) =>
      generator.run(
        {
          request,
          altText: 'A fox',
          place,
          ...(paid && { paid }),
          ...(mayGoOn && { mayGoOn }),
        },
        (step) => {
          steps.push(step.kind);
          onStep?.(step);
        },
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

  describe('keeps in the ledger', () => {
    const generate: ImageService['generate'] = async (_request, options) => {
      await options.beforeSending?.();
      options.onRecord?.(record);
      return record;
    };
    const charged = (code: ErrorCode, details: ImageErrorDetails = {}) =>
      new ImageError(code, 'failed', { mayHaveBeenCharged: true, ...details });

    test('the intent before the request, then the record, then the name, and nothing in the end', async () => {
      const { story, run } = setUp({ generate });
      await run();
      assert.deepEqual(story, [
        'sending',
        'named r-1',
        'naming file:///a.webp 3',
        'saved',
        'clear',
      ]);
    });

    test('nothing of a request that surely was not processed', async () => {
      for (const code of ['keyMissing', 'outOfCredit', 'badRequest', 'cancelled'] as const) {
        const { story, run } = setUp({
          generate: () => Promise.reject(new ImageError(code, 'refused')),
        });
        await assert.rejects(run(), { code });
        assert.deepEqual(story, ['clear']);
      }
    });

    test('nothing where the service says that there is no image', async () => {
      const failure = charged('promptRefused', { recordId: 'r-1' });
      const { story, run } = setUp({ generate: () => Promise.reject(failure) });
      await assert.rejects(run(), { code: 'promptRefused' });
      assert.deepEqual(story, ['clear']);
    });

    test('what may have been charged, cancelled or not, with its record where one is known', async () => {
      for (const code of ['timeout', 'network', 'serverDown', 'cancelled', 'badReply'] as const) {
        for (const recordId of [undefined, 'r-7']) {
          const failure = charged(code, recordId === undefined ? {} : { recordId });
          const { story, run } = setUp({ generate: () => Promise.reject(failure) });
          await assert.rejects(run(), { code });
          assert.deepEqual(story, [...(recordId ? ['named r-7'] : []), 'leave']);
        }
      }
    });

    test('a paid image that cannot be downloaded or saved', async () => {
      const lost = setUp({ generate, download: () => Promise.reject(charged('network')) });
      await assert.rejects(lost.run(), { code: 'network' });
      assert.equal(lost.story.at(-1), 'leave');
      const full = setUp({ generate }, new ImageError('cannotWrite', 'full'));
      await assert.rejects(full.run(), { code: 'cannotWrite' });
      assert.equal(full.story.at(-1), 'leave');
    });

    test('what was paid for earlier, whatever fails now', async () => {
      const stop = new AbortController();
      const { story, pacer, run } = setUp();
      const leave = await pacer.place(never);
      const running = run({ recordId: 'r-9' }, stop.signal);
      stop.abort();
      await assert.rejects(running, { code: 'cancelled' });
      leave();
      assert.deepEqual(story, ['resume r-9', 'leave']);
    });
  });

  test('asks for a forgotten record by its last link', async () => {
    const gone = new ImageError('badReply', 'gone', { reason: 'recordGone' });
    const { calls, run } = setUp({ findRecord: () => Promise.reject(gone) });
    await run({ recordId: 'r-9', imageUrl: 'https://s.example/old' });
    assert.deepEqual(calls, ['download https://s.example/old', 'save']);
    await assert.rejects(run({ recordId: 'r-9' }), { reason: 'recordGone' });
  });

  describe('right before the payment', () => {
    const taken = new ImageError('cannotWrite', 'there', { reason: 'taken' });
    /** A service that is asked to wait so many times before it takes the request. */
    const asking =
      (tries: number): ImageService['generate'] =>
      async (_request, { beforeSending }) => {
        for (let nth = 0; nth < tries; nth++) await beforeSending?.();
        return record;
      };

    test('looks whether its name is still free, once nobody else can begin with it', async () => {
      const place = { checkStillFree: async () => void scene.story.push('looked') };
      const scene = setUp({ generate: asking(2) }, undefined, { place });
      await scene.run();
      assert.deepEqual(scene.story.slice(0, 4), ['sending', 'looked', 'sending', 'looked']);
    });

    test('pays for nothing where a file has taken its name, and the ledger lets go of it', async () => {
      const place = { checkStillFree: () => Promise.reject(taken) };
      let isPaid = false;
      const generate: ImageService['generate'] = async (_request, { beforeSending }) => {
        await beforeSending?.();
        isPaid = true;
        return record;
      };
      const { story, run } = setUp({ generate }, undefined, { place });
      await assert.rejects(run(), { ...taken, mayHaveBeenCharged: false });
      assert.equal(isPaid, false);
      assert.deepEqual(story, ['sending', 'clear']);
    });

    test('does not ask that of what is paid for', async () => {
      const place = { checkStillFree: () => Promise.reject(taken) };
      const { calls, run } = setUp({}, undefined, { place });
      await run({ recordId: 'r-9' });
      assert.equal(calls.at(-1), 'save');
    });
  });

  describe('while its batch is paused', () => {
    test('sends nothing, however often it was put off before, and lets others have its place', async () => {
      const { promise: on, resolve: goOn } = Promise.withResolvers<void>();
      let isPaused = false;
      let isSent = false;
      const generate: ImageService['generate'] = async (_request, { beforeSending, onPutOff }) => {
        await beforeSending?.();
        // The service asks to wait, and the person presses Pause meanwhile.
        onPutOff?.();
        isPaused = true;
        await beforeSending?.();
        isSent = true;
        return record;
      };
      const mayGoOn = () => (isPaused ? on : undefined);
      const { pacer, run } = setUp({ generate }, undefined, { mayGoOn });
      const running = run();
      await new Promise(setImmediate);
      const leave = await pacer.place(never);
      assert.equal(isSent, false);
      isPaused = false;
      goOn();
      await new Promise(setImmediate);
      assert.equal(isSent, false, 'its place is taken');
      leave();
      await running;
      assert.equal(isSent, true);
    });

    test('hears that it is cancelled', async () => {
      const stop = new AbortController();
      const generate: ImageService['generate'] = async (_request, { beforeSending }, signal) => {
        await beforeSending?.().catch((error: unknown) => {
          throw signal.aborted ? cancelled() : error;
        });
        return record;
      };
      const mayGoOn: ImageJob['mayGoOn'] = (signal) =>
        orAborted(new Promise<void>(() => undefined), signal);
      const { story, run } = setUp({ generate }, undefined, { mayGoOn });
      const running = run(undefined, stop.signal);
      await new Promise(setImmediate);
      stop.abort(cancelled());
      await assert.rejects(running, { code: 'cancelled', mayHaveBeenCharged: false });
      assert.equal(story.at(-1), 'clear');
    });
  });

  test('hears that it is cancelled while the ledger is looked through, which keeps what it finds', async () => {
    const { promise, resolve } = Promise.withResolvers<LedgerLine>();
    const stop = new AbortController();
    const { calls, run } = setUp({}, undefined, { resume: () => promise });
    const running = run({ recordId: 'r-9' }, stop.signal);
    stop.abort(cancelled());
    await assert.rejects(running, { code: 'cancelled' });
    const late: string[] = [];
    const { begin } = createMemoryLedger((step) => late.push(step));
    resolve(begin({} as never));
    await new Promise(setImmediate);
    assert.deepEqual([calls, late], [[], ['leave']]);
  });

  describe('after the payment, whatever breaks', () => {
    const bug = new TypeError('not a function');
    const charged = { code: 'badReply', reason: 'unexpected', mayHaveBeenCharged: true };
    const isHere = (error: unknown): true => {
      assert.ok(error instanceof UnsavedImageError, String(error));
      const { code, reason, mayHaveBeenCharged, recordId } = error;
      assert.deepEqual({ code, reason, mayHaveBeenCharged }, charged);
      assert.equal(recordId, 'r-1');
      assert.equal(error.image, image);
      return true;
    };

    test('the image that cannot be marked can be saved for free', async () => {
      const marker = { mark: () => Promise.reject(bug) };
      const { story, run } = setUp({}, undefined, { marker });
      await assert.rejects(run(), isHere);
      assert.equal(story.at(-1), 'leave');
    });

    test('the image that cannot be saved can be saved for free', async () => {
      const { story, run } = setUp({}, bug);
      await assert.rejects(run(), isHere);
      assert.equal(story.at(-1), 'leave');
    });

    test('the image that cannot be downloaded can be fetched for free', async () => {
      for (const download of [
        () => Promise.reject(bug),
        (): never => {
          throw bug;
        },
      ]) {
        const { story, run } = setUp({ download });
        await assert.rejects(run(), { ...charged, recordId: 'r-1' });
        assert.equal(story.at(-1), 'leave');
      }
    });

    test('an observer that throws costs nothing either', async () => {
      for (const at of ['downloading', 'saving'] as const) {
        const { story, run } = setUp();
        const throwing = ({ kind }: ProgressStep): void => {
          if (kind === at) throw bug;
        };
        await assert.rejects(run(undefined, never, throwing), { ...charged, recordId: 'r-1' });
        assert.equal(story.at(-1), 'leave');
      }
    });
  });

  describe('What made the image', () => {
    /** Saves what it is given, and marks what it is told to. */
    function setUpMarked(mark: ImageMarker['mark']) {
      const saved: ImageBytes[] = [];
      const place: AssetPlace = {
        uri: 'file:///a.webp',
        note: { folder: 'file:///', namePath: 'a', attempt: 0, field: 'folder' },
        async save(given) {
          saved.push(given);
          return { uri: 'file:///a.webp', byteCount: given.bytes.length };
        },
        release() {},
      };
      const service: ImageService = {
        generate: async () => record,
        findRecord: async () => record,
        download: async () => image,
        checkKey: () => Promise.reject(new Error('not asked for')),
        listPrices: () => Promise.reject(new Error('not asked for')),
      };
      const pacer = createPacer({
        maxParallel: () => 1,
        perMinute: () => 100,
        clock: new VirtualClock(),
      });
      const ledger = createMemoryLedger(() => undefined);
      const generator = createGenerator({ service, pacer, ledger, marker: { mark } });
      const job = { request, altText: 'A fox', place };
      return { saved, run: (more = {}) => generator.run({ ...job, ...more }, () => {}, never) };
    }
    const marked: ImageBytes = { ...image, bytes: new Uint8Array(9) };

    test('goes into the file, and the bytes on disk are those that count', async () => {
      const { saved, run } = setUpMarked(async () => marked);
      const made = await run();
      assert.deepEqual(saved, [marked]);
      assert.equal(made.byteCount, 9);
      assert.equal(made.image, marked);
    });

    test('is told with record, place, time and source', async () => {
      const told: unknown[] = [];
      const { run } = setUpMarked(async (given, making) => {
        told.push(making);
        return given;
      });
      await run();
      await run({ askedAtMs: 5, sourceImage: 'fox.webp' });
      const making = { request, recordId: 'r-1', uri: 'file:///a.webp' };
      assert.deepEqual(told, [making, { ...making, askedAtMs: 5, sourceImage: 'fox.webp' }]);
    });
  });
});
