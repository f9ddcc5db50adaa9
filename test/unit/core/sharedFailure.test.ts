import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { cancelled, ImageError, type ImageErrorDetails } from '../../../src/core/errors.ts';
import { createGenerator } from '../../../src/core/generator.ts';
import type { PaidImage } from '../../../src/core/imageJob.ts';
import { orAborted } from '../../../src/core/orAborted.ts';
import { createPacer } from '../../../src/core/pacing.ts';
import type { AssetPlace, ImageBytes, ImageService, PaidRecord } from '../../../src/core/ports.ts';
import { createSharedFailure } from '../../../src/core/sharedFailure.ts';
import { createMemoryLedger } from '../../support/memoryLedger.ts';
import { request } from '../oneMinAi/clientSetup.ts';
import { VirtualClock } from '../oneMinAi/virtualClock.ts';

const record: PaidRecord = { recordId: 'r-1', imageUrl: 'https://s.example/1' };
const image: ImageBytes = { bytes: new Uint8Array(3), format: 'webp', width: 2, height: 1 };

const unpaid = { isPaid: false };

interface Scene {
  readonly count?: number;
  readonly maxParallel?: number;
  /** What the service does with the paid request of an image, by the order of sending. */
  readonly pay?: (nth: number) => Promise<PaidRecord>;
  readonly find?: () => Promise<PaidRecord>;
  readonly save?: (index: number) => Promise<void>;
  readonly sending?: () => Promise<void>;
  readonly paid?: ReadonlyMap<number, PaidImage>;
  readonly untilReady?: (index: number) => Promise<void>;
  /** The format in which an image has to come; absent: any will do. */
  readonly onlyFormat?: (index: number) => string;
  /** Those that are told to wait, by the order of sending: for ever, if nothing ends that. */
  readonly putOff?: (nth: number) => boolean;
}

/** Makes images as one command does; answers with what was sent, and what became of each. */
async function play(scene: Scene) {
  const { count = 8, maxParallel = 3, paid = new Map<number, PaidImage>() } = scene;
  let sent = 0;
  let found = 0;
  const service: ImageService = {
    async generate(_request, { beforeSending, onPutOff }, work) {
      await beforeSending?.();
      const nth = sent++;
      if (scene.putOff?.(nth)) {
        onPutOff?.();
        await orAborted(new Promise(() => undefined), work);
      }
      return (scene.pay ?? (async () => record))(nth);
    },
    async findRecord() {
      found++;
      return (scene.find ?? (async () => record))();
    },
    download: async () => image,
    checkKey: () => Promise.reject(new Error('not asked for')),
    listPrices: () => Promise.reject(new Error('not asked for')),
  };
  const pacer = createPacer({
    maxParallel: () => maxParallel,
    perMinute: () => 1000,
    clock: new VirtualClock(),
  });
  const ledger = createMemoryLedger();
  const generator = createGenerator({
    service,
    pacer,
    ledger: {
      ...ledger,
      begin: (given) => ({
        ...ledger.begin(given),
        ...(scene.sending && { sending: scene.sending }),
      }),
    },
  });
  const shared = createSharedFailure();
  const { signal } = new AbortController();
  const makeOne = async (index: number): Promise<'made' | ImageError> => {
    const known = paid.get(index);
    const hold = shared.hold(
      {
        isPaid: known !== undefined,
        ...(scene.onlyFormat && { onlyFormat: scene.onlyFormat(index) }),
      },
      signal,
    );
    const place: AssetPlace = {
      uri: `file:///${index}.webp`,
      note: { folder: 'file:///', namePath: String(index), attempt: 0, field: 'folder' },
      async save() {
        await scene.save?.(index);
        return { uri: `file:///${index}.webp`, byteCount: 3 };
      },
      release() {},
    };
    try {
      hold.check();
      await generator.run(
        {
          request,
          altText: '',
          place,
          hold,
          ...(known && { paid: known }),
          ...(scene.untilReady && { untilReady: () => scene.untilReady!(index) }),
        },
        () => undefined,
        hold.signal,
      );
      return 'made';
    } catch (error) {
      return hold.causeOf(error) as ImageError;
    } finally {
      hold.end();
    }
  };
  const outcomes = await Promise.all(Array.from({ length: count }, (_, index) => makeOne(index)));
  // Those of a long batch that had not begun.
  const later = await makeOne(count);
  return { sent, found, outcomes, later };
}

const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const failing =
  (code: ImageError['code'], details: ImageErrorDetails = {}) =>
  async () => {
    await later();
    throw new ImageError(code, `${code}, made up`, details);
  };
const codesOf = (outcomes: readonly ('made' | ImageError)[]): string[] =>
  outcomes.map((each) => (each === 'made' ? each : each.code));
const charged = (outcomes: readonly ('made' | ImageError)[]): number =>
  outcomes.filter((each) => each !== 'made' && each.mayHaveBeenCharged).length;

suite('After a failure that all images of a command share', () => {
  for (const code of ['keyMissing', 'keyRejected', 'outOfCredit'] as const) {
    test(`${code}: only those that are under way are sent, and all fail alike`, async () => {
      const { sent, outcomes, later: next } = await play({ pay: failing(code) });
      assert.equal(sent, 3);
      assert.deepEqual(codesOf([...outcomes, next]), Array(9).fill(code));
      assert.equal(charged(outcomes), 0);
    });
  }

  test('also where all are allowed to be sent at once, one that comes later is not', async () => {
    let waiting = 0;
    const { sent, outcomes } = await play({
      maxParallel: 16,
      // The ledger takes its time for all but the first.
      sending: async () => {
        if (waiting++ > 0) for (let turn = 0; turn < 5; turn++) await later();
      },
      pay: failing('keyRejected'),
    });
    assert.equal(sent, 1);
    assert.deepEqual(codesOf(outcomes), Array(8).fill('keyRejected'));
  });

  test('what is on its way is not broken off: it may be paid for', async () => {
    const { sent, outcomes } = await play({
      pay: async (nth) => {
        if (nth === 0) return failing('outOfCredit')();
        for (let turn = 0; turn < 5; turn++) await later();
        return record;
      },
    });
    assert.equal(sent, 3);
    assert.equal(outcomes.filter((each) => each === 'made').length, 2);
  });

  test('a disk that is full while saving: no more are paid for, and what is paid for is told apart', async () => {
    const { sent, outcomes } = await play({
      save: failing('cannotWrite', { reason: 'noSpace' }),
    });
    assert.equal(sent, 3);
    assert.deepEqual(codesOf(outcomes), Array(8).fill('cannotWrite'));
    assert.equal(charged(outcomes), 3);
  });

  test('a ledger that cannot be written: nothing is sent', async () => {
    const { sent, outcomes } = await play({
      sending: failing('cannotWrite', { reason: 'noLedger' }),
    });
    assert.equal(sent, 0);
    assert.deepEqual(codesOf(outcomes), Array(8).fill('cannotWrite'));
    assert.equal(charged(outcomes), 0);
  });

  test('a folder that cannot be written to is that of its own images', async () => {
    const { sent, outcomes } = await play({
      untilReady: async (index) => {
        if (index % 2 === 0) await failing('cannotWrite', { reason: 'readOnly' })();
      },
    });
    assert.equal(sent, 4);
    assert.deepEqual(
      codesOf(outcomes),
      Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? 'cannotWrite' : 'made')),
    );
  });

  test('where the service ignores the format, none is paid for that must have it any more', async () => {
    const { sent, outcomes } = await play({
      maxParallel: 1,
      onlyFormat: (index) => (index % 2 === 0 ? 'klein webp' : 'klein png'),
      save: async (index) => {
        if (index % 2 === 0) await failing('badReply', { reason: 'otherFormat' })();
      },
    });
    assert.equal(sent, 1 + 4);
    assert.equal(charged(outcomes), 1);
  });

  test('a folder is asked once more after the wait for what is being saved', async () => {
    let isClosed = false;
    const { sent } = await play({
      count: 2,
      maxParallel: 2,
      // The second comes to its turn while the first is being saved.
      pay: async () => record,
      async untilReady(index) {
        if (index === 1) for (let turn = 0; turn < 5; turn++) await later();
        if (isClosed) await failing('cannotWrite', { reason: 'readOnly' })();
      },
      async save() {
        for (let turn = 0; turn < 20; turn++) await later();
        isClosed = true;
        await failing('cannotWrite', { reason: 'readOnly' })();
      },
    });
    assert.equal(sent, 1);
  });

  test('what is paid for is fetched all the same where credit is what lacks, and not without a key', async () => {
    const paid = new Map([5, 6, 7].map((index) => [index, { recordId: 'r-1' }] as const));
    const poor = await play({ pay: failing('outOfCredit'), paid });
    assert.equal(poor.found, 3);
    assert.deepEqual(codesOf(poor.outcomes).slice(5), ['made', 'made', 'made']);
    const keyless = await play({ pay: failing('keyRejected'), paid });
    assert.equal(keyless.found, 0);
    assert.deepEqual(codesOf(keyless.outcomes).slice(5), Array(3).fill('keyRejected'));
  });

  for (const code of [
    'serverDown',
    'rateLimited',
    'promptRefused',
    'network',
    'timeout',
  ] as const) {
    test(`${code} is each image's own`, async () => {
      const { sent } = await play({ pay: failing(code) });
      assert.equal(sent, 9);
    });
  }

  test('a person who cancels has cancelled, whatever failed before', () => {
    const shared = createSharedFailure();
    const stop = new AbortController();
    const [first, second] = [shared.hold(unpaid, stop.signal), shared.hold(unpaid, stop.signal)];
    first.failed(new ImageError('keyRejected', 'no'));
    assert.equal(second.signal.aborted, true);
    assert.equal((second.causeOf(cancelled()) as ImageError).code, 'keyRejected');
    stop.abort(cancelled());
    assert.equal((second.causeOf(cancelled()) as ImageError).code, 'cancelled');
  });

  test('one held back by another’s format names its own file, and not that of the other', () => {
    const shared = createSharedFailure();
    const { signal } = new AbortController();
    const held = ['a.webp', 'b.webp', 'c.webp'].map((file) =>
      shared.hold({ isPaid: false, onlyFormat: 'klein webp', file }, signal),
    );
    const sent = new ImageError('badReply', 'The service sent png, and a.webp needs webp.', {
      reason: 'otherFormat',
    });
    held[0]!.failed(sent);
    const told = { message: '1min.ai sends another format than b.webp needs.' };
    assert.equal((held[1]!.causeOf(cancelled()) as ImageError).message, told.message);
    assert.throws(() => held[1]!.check(), told);
  });

  test('nothing is sent while an image from memory is saved, on whose disk nothing fits', async () => {
    const { sent, outcomes } = await play({
      count: 4,
      maxParallel: 4,
      paid: new Map([[0, { recordId: 'r-0', image }]]),
      async save(index) {
        assert.equal(index, 0);
        await new Promise((resolve) => setTimeout(resolve, 20));
        throw new ImageError('cannotWrite', 'full', { reason: 'noSpace' });
      },
    });
    assert.equal(sent, 0);
    assert.deepEqual(
      codesOf(outcomes),
      Array.from({ length: 4 }, () => 'cannotWrite'),
    );
  });

  test('an image that was sent is not stopped, and not sent once more', async () => {
    const shared = createSharedFailure();
    const { signal } = new AbortController();
    const [first, second] = [shared.hold(unpaid, signal), shared.hold(unpaid, signal)];
    assert.ok(second.goAhead());
    first.failed(new ImageError('keyRejected', 'no'));
    assert.equal(second.signal.aborted, false);
    assert.throws(() => second.goAhead(), { code: 'keyRejected', mayHaveBeenCharged: false });
  });

  suite('an image that the service has put off', () => {
    const rejected = new ImageError('keyRejected', 'no');

    test('is not under way any more, so that it is stopped at once', async () => {
      const shared = createSharedFailure();
      const { signal } = new AbortController();
      const [first, second] = [shared.hold(unpaid, signal), shared.hold(unpaid, signal)];
      assert.ok(second.goAhead());
      second.putOff();
      assert.equal(second.signal.aborted, false);
      first.failed(rejected);
      assert.equal(second.signal.aborted, true);
      assert.equal((second.causeOf(cancelled()) as ImageError).code, 'keyRejected');
    });

    test('also where the failure came while it was under way', async () => {
      const shared = createSharedFailure();
      const { signal } = new AbortController();
      const [first, second] = [shared.hold(unpaid, signal), shared.hold(unpaid, signal)];
      assert.ok(second.goAhead());
      first.failed(rejected);
      assert.equal(second.signal.aborted, false);
      second.putOff();
      assert.equal(second.signal.aborted, true);
      const cause = second.causeOf(cancelled()) as ImageError;
      assert.deepEqual([cause.code, cause.mayHaveBeenCharged], ['keyRejected', false]);
    });

    test('waits on where nothing failed that concerns it, and is sent', async () => {
      const shared = createSharedFailure();
      const { signal } = new AbortController();
      const [first, second] = [shared.hold(unpaid, signal), shared.hold(unpaid, signal)];
      assert.ok(second.goAhead());
      first.failed(new ImageError('timeout', 'late'));
      second.putOff();
      assert.equal(second.signal.aborted, false);
      assert.ok(second.goAhead());
      first.failed(rejected);
      assert.equal(second.signal.aborted, false, 'it is under way again');
    });

    test('does not sit out its wait', async () => {
      const { outcomes } = await play({
        count: 2,
        putOff: (nth) => nth === 0,
        pay: failing('keyRejected'),
      });
      assert.deepEqual(codesOf(outcomes), ['keyRejected', 'keyRejected']);
      assert.equal(charged(outcomes), 0);
    });
  });
});
