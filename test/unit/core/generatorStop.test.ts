import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ImageError } from '../../../src/core/errors.ts';
import { createGenerator } from '../../../src/core/generator.ts';
import type { ImageJob } from '../../../src/core/imageJob.ts';
import { createPacer } from '../../../src/core/pacing.ts';
import type { ImageBytes, ImageService, Ledger } from '../../../src/core/ports.ts';
import { createMemoryLedger } from '../../support/memoryLedger.ts';
import { request } from '../oneMinAi/clientSetup.ts';
import { VirtualClock } from '../oneMinAi/virtualClock.ts';

const image: ImageBytes = { bytes: new Uint8Array(3), format: 'webp', width: 2, height: 1 };
const record = { recordId: 'r-1', imageUrl: 'https://s.example/1' };

/** Where a run is stopped, and how what was under way ends then. */
interface Stop {
  readonly at: string;
  readonly ending: 'goes on' | 'fails with words of its own' | 'fails with anything';
}

/** Runs one image, and stops it at a step; every port tells its steps. */
async function runStoppedAt(stop: Stop | undefined, paid?: ImageJob['paid']) {
  const steps: string[] = [];
  const controller = new AbortController();
  const { signal } = controller;
  const step = async (name: string): Promise<void> => {
    steps.push(name);
    await Promise.resolve();
    if (stop?.at !== name) return;
    controller.abort(new DOMException('stopped', 'AbortError'));
    if (stop.ending === 'fails with anything') throw new TypeError('not a function');
    if (stop.ending === 'fails with words of its own') {
      throw new ImageError('cannotWrite', 'The folder is gone.', { reason: 'readOnly' });
    }
  };
  const told: string[] = [];
  const memory = createMemoryLedger((text) => told.push(text));
  const ledger: Ledger = {
    begin(kept) {
      const line = memory.begin(kept);
      return { ...line, sending: () => line.sending().then(() => step('sending')) };
    },
    resume: (...args) => memory.resume(...args),
  };
  const service: ImageService = {
    async generate(_request, { beforeSending, onRecord }, work) {
      await beforeSending?.();
      work.throwIfAborted();
      await step('generate');
      onRecord?.(record);
      return record;
    },
    async findRecord() {
      await step('find');
      return record;
    },
    async download() {
      await step('download');
      return image;
    },
    checkKey: () => Promise.reject(new Error('not asked for')),
    listPrices: () => Promise.reject(new Error('not asked for')),
  };
  const generator = createGenerator({
    service,
    ledger,
    pacer: createPacer({ maxParallel: () => 1, perMinute: () => 9, clock: new VirtualClock() }),
    marker: {
      async mark(marked) {
        // It never rejects.
        await step('mark').catch(() => undefined);
        return marked;
      },
    },
  });
  const place = {
    uri: 'file:///a.webp',
    note: { folder: 'file:///', namePath: 'a', attempt: 0, field: 'folder' },
    async save() {
      await step('save');
      signal.throwIfAborted();
      return { uri: 'file:///a.webp', byteCount: 3 };
    },
    release() {},
  };
  const job = { request, altText: '', place, ...(paid && { paid }) };
  const running = generator.run(job, () => undefined, signal);
  const error = await running.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, steps, told };
}

const ways = ['goes on', 'fails with words of its own', 'fails with anything'] as const;

for (const [title, paid, expected] of [
  ['is paid for', undefined, ['sending', 'generate', 'download', 'mark', 'save']],
  ['was paid for', { recordId: 'r-1' }, ['find', 'download', 'mark', 'save']],
] as const) {
  describe(`an image that ${title} and is stopped`, () => {
    test('passes these steps', async () => {
      const { error, steps } = await runStoppedAt(undefined, paid);
      assert.equal(error, undefined);
      assert.deepEqual(steps, expected);
    });

    for (const at of expected) {
      for (const ending of ways) {
        test(`at "${at}", which ${ending}, is cancelled`, async () => {
          const { error, told } = await runStoppedAt({ at, ending }, paid);
          assert.ok(error instanceof ImageError, String(error));
          assert.equal(error.code, 'cancelled');
          const isHere = at === 'mark' || at === 'save';
          if (isHere) {
            assert.equal(error.mayHaveBeenCharged, true);
            assert.equal(error.recordId, 'r-1');
            assert.equal(told.at(-1), 'leave', 'the ledger keeps it');
          }
        });
      }
    }
  });
}
