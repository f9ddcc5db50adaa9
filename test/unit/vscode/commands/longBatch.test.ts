import '../../../support/inBareNode.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MessageItem } from 'vscode';
import { ImageError } from '../../../../src/core/errors.ts';
import type { ForeignEntry, LedgerEntry } from '../../../../src/core/ledgerEntry.ts';
import type { BatchItem, BatchOutcome } from '../../../../src/app/making/batch.ts';
import type { LongPlan } from '../../../../src/app/making/longPlan.ts';
import type { LeftList } from '../../../../src/app/unsaved/imageLedger.ts';
import { request } from '../../oneMinAi/clientSetup.ts';

const { createLongBatches } = await import('../../../../src/vscode/commands/longBatch.ts');
const { window } = await import('../../../support/bareVsCode.ts');

const origin = 'https://api.1min.ai';
const nothingLeft: LeftList = { entries: [], isComplete: true, foreign: [], inWork: [] };

/** What is kept of an attempt for a row of the sheet. */
function entryOf({ request: sent, index }: BatchItem, recordId?: string): LedgerEntry {
  return {
    id: index.toString(16).padStart(16, '0'),
    createdAtMs: index,
    origin,
    request: sent,
    altText: '',
    uri: `file:///site/assets/pets/${index}.webp`,
    place: { folder: 'file:///site/assets/pets', namePath: 'a', attempt: 0, field: 'folder' },
    ...(recordId !== undefined && { record: { recordId, namedAtMs: 0 } }),
  };
}

type Row = { readonly label: string; readonly description: string; readonly picked: boolean };

/** A sheet with rows of the same words, and what somebody sees and presses about it. */
function setUp({ count = 1, outcomes = [] as readonly (ImageError | 'made')[][] } = {}) {
  const items: BatchItem[] = Array.from({ length: count }, (_, index) => ({
    index,
    request: { ...request, seed: 100 + index },
    destination: { subfolder: 'pets' },
  }));
  const scene = {
    items,
    left: nothingLeft,
    sent: [] as { items: number[]; paid: number[] }[],
    plans: [] as Row[][],
    errors: [] as { text: string; buttons: string[] }[],
    onPlan: (): unknown => undefined,
    press: [] as RegExp[],
    onPress: (): unknown => undefined,
    settled: Promise.resolve(),
    run: (): Promise<unknown> => batches.runWithQuestions(plan),
    forProgram: (): Promise<unknown> => batches.run(plan, true),
  };
  const plan: LongPlan = {
    title: 'Pets',
    batch: { items, altText: '', wantsInsertion: false, context: {} as never },
    images: items.map(({ request: wanted, index }) => ({ label: `${index}`, request: wanted })),
    failures: [],
    leftOut: [],
    hasOwnSeed: new Set(),
  };
  const run = async (
    batch: LongPlan['batch'],
    paid: ReadonlyMap<number, unknown>,
  ): Promise<BatchOutcome> => {
    const nth = scene.sent.push({
      items: batch.items.map(({ index }) => index),
      paid: [...paid.keys()],
    });
    const failures = batch.items.flatMap((item, at) => {
      const error = outcomes[nth - 1]?.[at];
      return error === undefined || error === 'made' ? [] : [{ item, error }];
    });
    return { images: [], failures };
  };
  const batches = createLongBatches({
    left: { list: async () => scene.left, forget: async () => undefined } as never,
    settings: { endpoint: () => ({ origin }), limit: () => 100 } as never,
    filesInWork: async () => new Set(),
    fileKeyOf: async (uri) => uri,
    studio: { run } as never,
    pauses: {
      create: () => ({ whenOn: () => undefined, show: () => undefined, dispose: () => undefined }),
      toggle: () => undefined,
      dispose: () => undefined,
    },
    keys: { get: async () => 'key' } as never,
    keyDialog: { ensure: async () => true } as never,
    loadPrices: async () => new Map(),
    log: { warn: () => undefined, error: () => undefined } as never,
  });
  window['createQuickPick'] = () => {
    let accept = (): void => undefined;
    let hide = (): void => undefined;
    const none = { dispose: () => undefined };
    const pick = {
      items: [] as Row[],
      selectedItems: [] as Row[],
      onDidChangeSelection: () => none,
      onDidAccept: (listener: () => void) => ((accept = listener), none),
      onDidHide: (listener: () => void) => ((hide = listener), none),
      show() {
        scene.plans.push([...pick.items]);
        setImmediate(() => (scene.onPlan(), accept()));
      },
      hide: () => hide(),
      dispose: () => undefined,
    };
    return pick;
  };
  window['showErrorMessage'] = async (text: string, ...buttons: MessageItem[]) => {
    const titles = buttons.map(({ title }) => title);
    const wanted = scene.press[scene.errors.push({ text, buttons: titles }) - 1];
    if (!wanted) return undefined;
    scene.onPress();
    const found = buttons.find(({ title }) => wanted.test(title));
    assert.ok(found, `${wanted} among ${titles.join()}`);
    return found;
  };
  return scene;
}

const later = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
};
const taken = new ImageError('cannotWrite', 'a.webp is being made already.', { reason: 'taken' });
const limited = new ImageError('rateLimited', 'Slower.');

describe('A plan', () => {
  test('pays for nothing that is being fetched or made, for a program', async () => {
    const scene = setUp();
    scene.left = { ...nothingLeft, inWork: [entryOf(scene.items[0]!, 'r-1')] };
    assert.deepEqual(await scene.forProgram(), []);
    assert.deepEqual(scene.sent, []);
  });

  test('is shown again where something may have been charged while it was open, with what was ticked', async () => {
    const scene = setUp({ count: 3 });
    let shown = 0;
    scene.onPlan = () => {
      if (shown++ > 0) return;
      scene.left = { ...nothingLeft, inWork: [entryOf(scene.items[1]!)] };
    };
    await scene.run();
    assert.equal(scene.plans.length, 2);
    assert.deepEqual(
      scene.plans[1]!.map(({ picked }) => picked),
      [true, false, true],
    );
    assert.match(scene.plans[1]![1]!.description, /is being fetched or made at the moment$/);
    assert.deepEqual(scene.sent, [{ items: [0, 2], paid: [] }]);
  });

  test('of another version, which tells a file only, is doubtful for every row', async () => {
    const scene = setUp();
    const foreign: ForeignEntry = { isForeign: true, uri: 'file:///site/assets/pets/a.webp' };
    scene.left = { ...nothingLeft, foreign: [foreign] };
    assert.deepEqual(await scene.forProgram(), []);
    assert.deepEqual(scene.sent, []);
  });

  test('whose doubtful row is refused says that it may be charged again', async () => {
    for (const doubt of [
      { foreign: [{ isForeign: true }] },
      { isComplete: false },
    ] satisfies Partial<LeftList>[]) {
      const scene = setUp({ outcomes: [[limited]] });
      scene.left = { ...nothingLeft, ...doubt } as LeftList;
      const pick = window['createQuickPick'] as () => { selectedItems: Row[]; items: Row[] };
      window['createQuickPick'] = () => {
        const made = pick();
        scene.onPlan = () => (made.selectedItems = made.items.slice(0, 1));
        return made;
      };
      await scene.run();
      await later();
      assert.deepEqual(scene.sent.length, 1);
      assert.ok(scene.errors[0]!.buttons.includes('Retry (may be charged again)'));
      assert.match(scene.errors[0]!.text, /An earlier try may have been charged\.$/);
    }
  });
});

describe('Retry', () => {
  test('sends nothing that somebody has begun meanwhile, and says that it may be charged again', async () => {
    const scene = setUp({ outcomes: [[taken]] });
    scene.press = [/^Retry$/];
    scene.onPress = () => {
      scene.left = { ...nothingLeft, entries: [entryOf(scene.items[0]!)] };
    };
    await scene.run();
    await later();
    assert.equal(scene.sent.length, 1);
    assert.equal(scene.errors.length, 2);
    assert.ok(scene.errors[1]!.buttons.includes('Retry (may be charged again)'));
  });

  test('fetches for free what somebody has paid for meanwhile', async () => {
    const scene = setUp({ outcomes: [[taken], ['made']] });
    scene.press = [/^Retry$/, /^Check again/];
    scene.onPress = () => {
      scene.left = { ...nothingLeft, entries: [entryOf(scene.items[0]!, 'r-1')] };
    };
    await scene.run();
    await later();
    assert.deepEqual(scene.sent, [
      { items: [0], paid: [] },
      { items: [0], paid: [0] },
    ]);
  });

  test('sends nothing where the look for earlier attempts fails, and offers it again', async () => {
    const scene = setUp({ outcomes: [[limited]] });
    scene.press = [/^Retry$/];
    scene.onPress = () => (scene.left = undefined as never);
    await scene.run();
    await later();
    assert.deepEqual([scene.sent.length, scene.errors.length], [1, 2]);
    assert.ok(scene.errors[1]!.buttons.includes('Retry'));
  });

  test('sends of equal rows the one that was not charged, as each has its own attempts', async () => {
    const late = new ImageError('timeout', 'Late.', { mayHaveBeenCharged: true });
    const scene = setUp({ count: 2, outcomes: [[limited, late], ['made']] });
    scene.press = [/^Retry 1 not charged$/];
    scene.onPress = () => {
      scene.left = { ...nothingLeft, entries: [entryOf(scene.items[1]!)] };
    };
    await scene.run();
    await later();
    assert.deepEqual(scene.sent[1], { items: [0], paid: [] });
  });
});
