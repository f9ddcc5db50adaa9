import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ImageError, type ErrorCode } from '../../src/core/errors.ts';
import { parseGenerateArgs } from '../../src/core/request.ts';
import type { Batch } from '../../src/app/making/batch.ts';
import type { ApiKeyDialog } from '../../src/vscode/dialogs/apiKeyDialog.ts';
import { createGenerateForPerson } from '../../src/vscode/commands/generateForPerson.ts';
import { createLongBatches } from '../../src/vscode/commands/longBatch.ts';
import type { LongPlan } from '../../src/app/making/longPlan.ts';
import { createPauseSwitches } from '../../src/vscode/dialogs/pauseSwitch.ts';
import { showFailure, showFailures } from '../../src/vscode/dialogs/failureActions.ts';
import type { LeftImages } from '../../src/app/unsaved/imageLedger.ts';
import type { FaultRule } from '../standIn/control.ts';
import { createMemoryLedger } from '../support/memoryLedger.ts';
import { afterTrial, withFullDisk } from '../support/failingDisk.ts';
import { createPanelInTest, withReplaced } from './support/panel.ts';
import { pressing, withListsAccepted } from './support/pressing.ts';
import { addresses, standIn } from './support/standIn.ts';
import { paidBodies } from '../support/paidBodies.ts';
import { createFakeSecrets } from './support/studio.ts';
import { createStudioParts } from './support/studioParts.ts';
import { assertReadable } from './support/words.ts';
import {
  closeEditors,
  filesBelow,
  freshFolder,
  removeFolder,
  withSetting,
} from './support/workspace.ts';

/** More than is ever waited for: the image fails at once, and surely was not charged. */
const limited = { fault: 'rateLimited', retryAfterSeconds: 3600 } as const;
const late = { fault: 'http504' } as const;

suite('What a button sends', () => {
  let folder = '';
  let parts: ReturnType<typeof createStudioParts>;
  setup(async () => {
    await closeEditors();
    await standIn.reset();
    folder = freshFolder();
    keysSet = [];
    parts = createStudioParts({ secrets: createFakeSecrets(), ledger: createMemoryLedger() });
  });
  teardown(async () => {
    parts.dispose();
    parts.settings.dispose();
    await removeFolder(folder);
  });

  /** What the dialogs for a key come to, one after the other; after that a key is set. */
  let keysSet: boolean[] = [];
  const keyDialog = {
    ensure: async () => true,
    set: async () => keysSet.shift() ?? true,
  } as unknown as ApiKeyDialog;

  const batchOf = (count: number): Batch => {
    const args = parseGenerateArgs({
      prompt: 'A heron',
      seed: 100,
      megapixels: '0.25',
      insert: false,
      folder,
      count,
    });
    const [workspaceFolder] = vscode.workspace.workspaceFolders ?? [];
    return parts.studio.prepare(args, { target: undefined, args, workspaceFolder });
  };

  const byCommand = (count: number) => {
    const generate = createGenerateForPerson({
      studio: parts.studio,
      keyDialog,
      editPrompt: async () => undefined,
      log: parts.log,
    });
    return generate(batchOf(count));
  };

  const byPlan = (count: number) => {
    const { studio, keys, settings, log } = parts;
    const list = async () => ({ entries: [], isComplete: true, foreign: [], inWork: [] });
    const left = { list, forget: async () => undefined } as unknown as LeftImages;
    const batches = createLongBatches({
      studio,
      pauses: createPauseSwitches(),
      keys,
      keyDialog,
      settings,
      left,
      filesInWork: async () => new Set(),
      fileKeyOf: async (uri) => uri,
      loadPrices: async () => new Map(),
      log,
    });
    const batch = batchOf(count);
    const plan: LongPlan = {
      title: 'Images',
      batch,
      images: batch.items.map(({ request }) => ({ label: String(request.seed), request })),
      failures: [],
      leftOut: [],
      hasOwnSeed: new Set(),
    };
    return withListsAccepted(() => batches.runWithQuestions(plan));
  };

  /** Seeds 100, 101 … fail like this, the first time that they are sent. */
  const failing = async (...rules: readonly FaultRule[]): Promise<void> => {
    for (const [index, rule] of rules.entries()) {
      await standIn.addFault({ ...rule, seed: 100 + index, times: 1 });
    }
  };
  const sentSeeds = async (): Promise<number[]> =>
    paidBodies(await standIn.received())
      .map(({ seed }) => Number(seed))
      .sort((a, b) => a - b);
  /** What was sent after the first try of each. */
  const sentAgain = async (count: number): Promise<number[]> => {
    const seeds = await sentSeeds();
    for (let index = 0; index < count; index++) seeds.splice(seeds.indexOf(100 + index), 1);
    return seeds;
  };

  for (const [where, make] of [
    ['of a command', byCommand],
    ['of a plan', byPlan],
  ] as const) {
    suite(where, () => {
      test('Retry is for what was not charged, and the rest is offered again with what it may cost', async () => {
        await failing(limited, late, limited, late, limited);
        const shown = await pressing([/^Retry 3 not charged$/, undefined], () => make(5));
        assert.deepEqual(await sentAgain(5), [100, 102, 104]);
        const [first, second] = shown;
        assertReadable(first!.text);
        assert.match(first!.text, /^5 of 5 images could not be made\. /);
        assert.match(first!.text, /3 images: .*fewer requests.*2 images: |2 images: .*3 images: /);
        assert.match(first!.text, / 2 of them may have been charged\.$/);
        assert.ok(first!.buttons.includes('Retry all 5, 2 may be charged again'));
        assert.match(
          second!.text,
          /^2 of 5 images could not be made\. .*They may have been charged\.$/,
        );
        assert.ok(second!.buttons.includes('Retry all 2 (may be charged again)'));
        assert.ok(!second!.buttons.some((title) => /not charged|^Retry$/.test(title)));
        assert.equal((await filesBelow(folder)).length, 3);
      });

      test('Retry all says how many may be charged again, and sends all', async () => {
        await failing(limited, late, limited);
        await pressing([/^Retry all 3, 1 may be charged again$/], () => make(3));
        assert.deepEqual(await sentAgain(3), [100, 101, 102]);
        assert.equal((await filesBelow(folder)).length, 3);
      });

      test('Set API Key sends what surely was not charged', async () => {
        // All are on their way when the key is refused.
        await standIn.addFault({ fault: 'invalidToken', seed: 100, times: 1 });
        await standIn.addFault({ ...late, seed: 101, times: 1 });
        const shown = await withSetting('fluxKlein.maxParallelRequests', 1, () =>
          // One after the other: the late one first.
          pressing([/^Set API Key and Retry \d Not Charged$/, undefined], async () => {
            const batch = batchOf(3);
            const items = [batch.items[1]!, batch.items[0]!, batch.items[2]!];
            await createGenerateForPerson({
              studio: parts.studio,
              keyDialog,
              editPrompt: async () => undefined,
              log: parts.log,
            })({ ...batch, items });
          }),
        );
        assert.deepEqual(await sentSeeds(), [100, 100, 101, 102]);
        assert.match(shown[0]!.text, /1 of them may have been charged\.$/);
        assert.ok(shown[0]!.buttons.includes('Set API Key and Retry 2 Not Charged'));
        assert.deepEqual(
          shown[1]!.buttons.filter((title) => title.startsWith('Retry')),
          ['Retry (may be charged again)'],
        );
      });

      test('what is paid for is fetched by its record, and by no press paid again', async () => {
        await failing(limited, late);
        await standIn.addFault({ fault: 'expiredLink', seed: 102, times: 2 });
        await pressing([/^Check 1 again \(free\)$/, /^Retry all 2, 1 may be charged again$/], () =>
          make(3),
        );
        assert.deepEqual(await sentAgain(3), [100, 101]);
        assert.equal((await filesBelow(folder)).length, 3);
      });

      test('a second try that was surely not charged leaves the doubt about the first', async () => {
        await failing(limited, late, late);
        const shown = await pressing(
          [/^Retry all 3, 2 may be charged again$/, /^Retry 1 not charged$/, undefined],
          () => make(3),
          async (nth) => {
            if (nth === 1) await failing(limited, limited, limited);
          },
        );
        assert.deepEqual(await sentAgain(3), [100, 100, 101, 102]);
        assert.match(shown[1]!.text, / 2 of them may have been charged\.$/);
        assert.ok(shown[1]!.buttons.includes('Retry all 3, 2 may be charged again'));
        assert.ok(shown[2]!.buttons.includes('Retry all 2 (may be charged again)'));
      });

      test('a second try that is held back by a refused key leaves the doubt about the first', async () => {
        await failing(late, late);
        const shown = await withSetting('fluxKlein.maxParallelRequests', 1, () =>
          pressing(
            [/^Retry all 2 \(may be charged again\)$/, /^Set API Key$/, undefined],
            () => make(2),
            async (nth) => {
              if (nth === 1) await standIn.addFault({ fault: 'invalidToken', times: 1 });
            },
          ),
        );
        assert.deepEqual(await sentAgain(2), [100]);
        for (const { text, buttons } of shown.slice(1)) {
          assert.match(text, /They may have been charged\.$/);
          assert.ok(!buttons.some((title) => /not charged|^Retry$/i.test(title)));
        }
      });

      test('backing out of the key, or a button that leads elsewhere, takes no offer away', async () => {
        await standIn.addFault({ fault: 'invalidToken', seed: 100, times: 1 });
        keysSet = [false, true];
        const shown = await pressing(
          [/^Set API Key and Retry$/, /^Show Log$/, /^Set API Key and Retry$/],
          () => make(1),
        );
        assert.equal(new Set(shown.map(({ text }) => text)).size, 1);
        assert.deepEqual(await sentAgain(1), [100]);
        await standIn.reset();
        await standIn.addFault({ fault: 'insufficientCredits', seed: 100, times: 1 });
        await withReplaced(
          vscode.env,
          'openExternal',
          async () => true,
          () => pressing([/^Get Credits$/, /^Retry$/], () => make(1)),
        );
        assert.deepEqual(await sentAgain(1), [100]);
      });

      test('one image says no number', async () => {
        await failing(late);
        const shown = await pressing([/^Retry \(may be charged again\)$/], () => make(1));
        assert.deepEqual(await sentAgain(1), [100]);
        assert.match(shown[0]!.text, /It may have been charged\.$/);
      });
    });
  }

  test('for programs, any that may have been charged makes the whole say so', async () => {
    await failing({ fault: 'safetyRefusal' }, late);
    const args = { prompt: 'A heron', seed: 100, megapixels: '0.25', folder, count: 2 };
    const asked = vscode.commands.executeCommand('fluxKlein.generateImage', args);
    await assert.rejects(Promise.resolve(asked), (error: unknown) => {
      const { code, mayHaveBeenCharged, failures } = error as Record<string, unknown>;
      assert.deepEqual([code, mayHaveBeenCharged], ['promptRefused', true]);
      const told = failures as { mayHaveBeenCharged: boolean }[];
      assert.deepEqual(
        told.map((each) => each.mayHaveBeenCharged),
        [false, true],
      );
      return true;
    });
  });

  suite('of an image in the panel', () => {
    const cardAfter = async (rule: FaultRule) => {
      await standIn.addFault({ ...rule, times: 1 });
      return settledCard();
    };
    let panel: ReturnType<typeof createPanelInTest>;
    let wasSet = 0;
    setup(() => {
      wasSet = 0;
      panel = createPanelInTest({
        keyDialog: { ...keyDialog, set: async () => ++wasSet > 0 } as unknown as ApiKeyDialog,
      });
      panel.receive({ type: 'ready' });
    });
    teardown(() => panel.dispose());

    const settledCard = async () => {
      panel.generate({ count: 1 });
      const [card] = await panel.untilCards(([first]) => first?.status === 'failed');
      return card!;
    };
    const labels = (card: { remedies?: readonly { label: string }[] }) =>
      card.remedies?.map(({ label }) => label);

    test('says what it costs', async () => {
      await withSetting('fluxKlein.assetsFolder', folder, async () => {
        assert.deepEqual(labels(await cardAfter(limited)), ['Retry']);
      });
      await withSetting('fluxKlein.assetsFolder', folder, async () => {
        panel.generate({ count: 1 });
        await panel.untilCards(([first]) => first?.status === 'done');
        const card = await cardAfter(late);
        assert.equal(labels(card)?.[0], 'Retry (may be charged again)');
      });
    });

    test('that may have been charged says so after the next try too, and keeps its record', async () => {
      await withSetting('fluxKlein.assetsFolder', folder, async () => {
        const card = await cardAfter(late);
        await standIn.addFault({ ...limited, times: 1 });
        panel.receive({ type: 'act', id: card.id, action: 'retry' });
        const [after] = await panel.untilCards(
          ([first]) => first?.status === 'failed' && first.words !== card.words,
        );
        assert.match(
          after!.words ?? '',
          /fewer requests.* An earlier try may have been charged\.$/,
        );
        assert.deepEqual(labels(after!), ['Retry (may be charged again)']);
      });
      await withSetting('fluxKlein.assetsFolder', folder, async () => {
        await standIn.addFault({ fault: 'expiredLink', times: 2 });
        panel.generate({ count: 1 });
        const [card] = await panel.untilCards(
          (all) => all.length === 2 && all[0]?.status === 'failed',
        );
        assert.ok(labels(card!)?.includes('Check again (free)'));
        await standIn.addFault({ ...limited, times: 1 });
        panel.receive({ type: 'act', id: card!.id, action: 'retry' });
        const [after] = await panel.untilCards(
          ([first]) => first?.status === 'failed' && first.words !== card!.words,
        );
        assert.deepEqual(labels(after!)?.slice(0, 2), [
          'Check again (free)',
          'Retry (may be charged again)',
        ]);
      });
    });

    test('that lies in memory: each of its buttons is free, and says so', async () => {
      await withSetting('fluxKlein.assetsFolder', folder, async () => {
        const card = await withFullDisk(afterTrial(/\.tmp$/), settledCard);
        assert.deepEqual(labels(card)?.slice(0, 2), ['Save Elsewhere', 'Retry (free)']);
        panel.receive({ type: 'act', id: card.id, action: 'retry' });
        await panel.untilCards(([first]) => first?.status === 'done');
        assert.equal((await sentSeeds()).length, 1);
      });
    });
  });

  test('beside a failure it is said how many that were cancelled may have been charged', async () => {
    const { log } = parts;
    const charged = (code: ErrorCode, mayHaveBeenCharged = true) =>
      new ImageError(code, 'no', { mayHaveBeenCharged });
    const all = [charged('rateLimited', false), charged('cancelled'), charged('cancelled', false)];
    const [one] = await pressing([undefined], () => showFailures(all, log));
    assert.match(one!.text, / 1 cancelled image may have been charged\.$/);
    const [two] = await pressing([undefined], () => showFailures([...all, ...all], log));
    assert.match(two!.text, / 2 cancelled images may have been charged\.$/);
    const [none] = await pressing([undefined], () => showFailures([all[0]!, all[2]!], log));
    assert.doesNotMatch(none!.text, /charged/);
  });

  test('a message that sends nothing says nothing of sending', async () => {
    const error = new ImageError('keyRejected', 'no');
    const [shown] = await pressing([undefined], () => showFailure(error, parts.log));
    assert.equal(shown!.buttons[0], 'Set API Key');
  });

  test('the key of this run is nowhere in what is said', () => {
    assert.ok(!parts.logged.some((line) => line.includes(addresses.apiKey)));
  });
});
