import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { BatchOutcome, ImageStep } from '../../src/app/making/batch.ts';
import { cancelMoments, untilMoment } from './support/cancelMoments.ts';
import { addresses, standIn } from './support/standIn.ts';
import { createStudio, type Studio } from './support/studio.ts';
import {
  assertKeyStayedHome,
  assertTellsNoSecret,
  downloadCount,
  postCount,
} from './support/traffic.ts';
import { closeEditors, filesBelow, showDocument, withSetting } from './support/workspace.ts';
import { trialName } from '../../src/app/files/newFile.ts';

const folder = 'cancelled';
const text = 'Before.\n';
const args = { prompt: 'A lighthouse', megapixels: '0.25', folder } as const;

suite('Cancelling', () => {
  let studio: Studio;
  let filesBefore: string[];

  setup(async () => {
    await standIn.reset();
    studio = createStudio();
    await showDocument(`${folder}/page.md`, text);
    filesBefore = await filesBelow('.');
  });
  teardown(async () => {
    studio.dispose();
    await closeEditors();
  });

  const assertNothingLeft = async (): Promise<void> => {
    // A folder that was being tried is let go of in its own time: nobody waits for a disk that may be away.
    for (let looks = 0; looks < 100; looks++) {
      if (!(await filesBelow(folder)).includes(trialName)) break;
      await setTimeout(20);
    }
    assert.deepEqual(await filesBelow('.'), filesBefore);
    assert.equal(vscode.window.activeTextEditor?.document.getText(), text);
    assertKeyStayedHome(await standIn.received());
  };
  const endings = ({ failures }: BatchOutcome) =>
    failures.map(({ error: { code, mayHaveBeenCharged, recordId } }) => ({
      code,
      mayHaveBeenCharged,
      hasRecord: recordId !== undefined,
    }));

  // What they wait for never comes within the time of a test, so that each can only pass where the
  // signal ends it. How quickly it does is a matter of the bench.
  for (const moment of cancelMoments) {
    test(`${moment.title} ends it and leaves no file`, async () => {
      const stop = new AbortController();
      let running: Promise<BatchOutcome> | undefined;
      await untilMoment(standIn, moment, (onStep) => {
        running = studio.generate(args, stop.signal, (_, step) => onStep(step));
      });
      const before = await standIn.received();
      stop.abort();
      const outcome = await running!;
      assert.deepEqual(outcome.images, []);
      const { mayHaveBeenCharged, hasRecord } = moment;
      assert.deepEqual(endings(outcome), [{ code: 'cancelled', mayHaveBeenCharged, hasRecord }]);
      assertTellsNoSecret(outcome.failures, addresses.apiKey);
      await assertNothingLeft();
      const received = await standIn.received();
      assert.equal(postCount(received), 1);
      assert.equal(received.requests.length, before.requests.length, 'nothing more is sent');
    });
  }

  for (const step of ['queued', 'asking', 'downloading', 'saving'] as const) {
    test(`at the very step "${step}" ends it and leaves no file`, async () => {
      const stop = new AbortController();
      const outcome = await studio.generate(args, stop.signal, (_, { kind }: ImageStep) => {
        if (kind === step) stop.abort();
      });
      const isPaid = step === 'downloading' || step === 'saving';
      assert.deepEqual(endings(outcome), [
        { code: 'cancelled', mayHaveBeenCharged: isPaid, hasRecord: isPaid },
      ]);
      await assertNothingLeft();
      const received = await standIn.received();
      assert.equal(postCount(received), isPaid ? 1 : 0);
      assert.equal(downloadCount(received), step === 'saving' ? 1 : 0);
    });
  }

  test('before it begins sends nothing', async () => {
    const outcome = await studio.generate(args, AbortSignal.abort());
    assert.deepEqual(endings(outcome), [
      { code: 'cancelled', mayHaveBeenCharged: false, hasRecord: false },
    ]);
    await assertNothingLeft();
    assert.equal((await standIn.received()).requests.length, 0);
  });

  test('several images ends those that wait for a place too, uncharged', async () => {
    await standIn.addFault({ fault: 'hang' });
    const stop = new AbortController();
    const outcome = await withSetting('fluxKlein.maxParallelRequests', 2, async () => {
      const running = studio.generate({ ...args, count: 4 }, stop.signal);
      await standIn.untilCounted({ paidRequests: 2 });
      stop.abort();
      return running;
    });
    assert.deepEqual(
      outcome.failures.map(({ item, error }) => [item.index, error.code, error.mayHaveBeenCharged]),
      [
        [0, 'cancelled', true],
        [1, 'cancelled', true],
        [2, 'cancelled', false],
        [3, 'cancelled', false],
      ],
    );
    await assertNothingLeft();
    assert.equal(postCount(await standIn.received()), 2);
  });

  test('several images keeps the one that is saved already, and touches no document', async () => {
    await standIn.addFault({ fault: 'hang', seed: 8 });
    const stop = new AbortController();
    const { promise: isSaved, resolve } = Promise.withResolvers<void>();
    const running = studio.generate({ ...args, seed: 7, count: 2 }, stop.signal, (_, { kind }) => {
      if (kind === 'done') resolve();
    });
    await Promise.all([isSaved, standIn.untilCounted({ paidRequests: 2 })]);
    stop.abort();
    const outcome = await running;
    assert.deepEqual(
      outcome.images.map(({ seed, inserted }) => ({ seed, inserted })),
      [{ seed: 7, inserted: false }],
    );
    assert.equal(outcome.failures[0]?.error.code, 'cancelled');
    assert.equal((await filesBelow('.')).length, filesBefore.length + 1);
    assert.equal(vscode.window.activeTextEditor?.document.getText(), text);
  });

  test('gives the place back, so that the next image does not wait for it', async () => {
    await standIn.addFault({ fault: 'hang', times: 1 });
    await withSetting('fluxKlein.maxParallelRequests', 1, async () => {
      const stop = new AbortController();
      const first = studio.generate(args, stop.signal);
      await standIn.untilCounted({ paidRequests: 1 });
      const second = studio.generate(args);
      stop.abort();
      await first;
      assert.deepEqual((await second).failures, []);
    });
  });
});
