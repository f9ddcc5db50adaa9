import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { URI } from 'vscode-uri';
import { createLeftForPlan } from '../../../../src/app/making/leftForPlan.ts';
import type { LongPlan } from '../../../../src/app/making/longPlan.ts';
import type { LeftList } from '../../../../src/app/unsaved/imageLedger.ts';
import { english } from '../../../../src/app/words/l10n.ts';
import type { LedgerEntry } from '../../../../src/core/ledgerEntry.ts';
import { request } from '../../oneMinAi/clientSetup.ts';

const origin = 'https://api.1min.ai';
const file = URI.file('/real/site/fox.webp');
const plan: LongPlan = {
  title: 'Pets',
  batch: {
    items: [{ index: 0, request, destination: { file } }],
    altText: '',
    wantsInsertion: false,
    context: {} as never,
  },
  images: [{ label: 'fox', request }],
  failures: [],
  leftOut: [],
  hasOwnSeed: new Set(),
};

/** Left by a window that knew the folder by a link to it. */
const entry: LedgerEntry = {
  id: 'f'.repeat(16),
  createdAtMs: 1,
  origin,
  request,
  altText: '',
  uri: 'file:///link/site/fox.webp',
  place: { folder: 'file:///link/site', namePath: 'fox', attempt: 0, field: 'path' },
};

async function planned(look: Partial<LeftList>, elsewhere: ReadonlySet<string> = new Set()) {
  let asked = 0;
  const withLeft = createLeftForPlan({
    left: {
      list: async () => ({ entries: [], isComplete: true, foreign: [], inWork: [], ...look }),
    } as never,
    settings: { endpoint: () => ({ origin }) } as never,
    filesInWork: async () => elsewhere,
    async fileKeyOf(uri) {
      asked += 1;
      return uri.replace('/link/', '/real/');
    },
    l10n: english,
  });
  return { ...(await withLeft(plan)), asked };
}

describe('What is left of earlier runs, under another name of its folder', () => {
  test('is fetched for free where its record is known', async () => {
    const record = { recordId: 'r-1', namedAtMs: 2 };
    const { images, paid } = await planned({ entries: [{ ...entry, record }] });
    assert.equal(images[0]?.isPaid, true);
    assert.equal(paid.get(0)?.recordId, 'r-1');
  });

  test('may have been charged where it is not', async () => {
    const { images, earlier } = await planned({ entries: [entry] });
    assert.equal(images[0]?.unticked, 'may have been charged before');
    assert.equal(earlier.length, 1);
  });

  test('is made at the moment where somebody has it in hands, of which no earlier try is told', async () => {
    const { images, earlier } = await planned({ inWork: [entry] });
    assert.equal(images[0]?.unticked, 'is being fetched or made at the moment');
    assert.deepEqual(earlier, []);
    const other = await planned({}, new Set([file.toString()]));
    assert.equal(other.images[0]?.unticked, 'another window is making it');
    assert.deepEqual(other.earlier, []);
  });

  test('is known as another version’s as well', async () => {
    const { images } = await planned({
      foreign: [{ isForeign: true, uri: entry.uri, prompt: 'x' }],
    });
    assert.equal(images[0]?.unticked, 'may have been charged before');
  });

  test('asks the disk nothing where nothing is left', async () => {
    const { images, asked } = await planned({});
    assert.deepEqual([images[0]?.unticked, asked], [undefined, 0]);
  });
});
