import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  findEarlierAttempts,
  type WantedImage,
} from '../../../../src/core/batch/earlierAttempts.ts';
import type { LedgerEntry } from '../../../../src/core/ledgerEntry.ts';
import { request } from '../../oneMinAi/clientSetup.ts';

const origin = 'https://api.1min.ai';
const folder = 'file:///site/assets/my%20pets';

let count = 0;
const entry = (changes: Partial<LedgerEntry> = {}, isKnown = false): LedgerEntry => ({
  id: (++count).toString(16).padStart(16, '0'),
  createdAtMs: count,
  origin,
  request,
  altText: '',
  uri: `${folder}/a-fox.webp`,
  place: { folder, namePath: 'a-fox', attempt: 0, field: 'folder' },
  ...(isKnown && { record: { recordId: `r-${count}`, namedAtMs: 1 } }),
  ...changes,
});

const row = (index: number, changes: Partial<WantedImage> = {}): WantedImage => ({
  index,
  request: { ...request, seed: 1000 + index },
  hasOwnSeed: false,
  folderName: 'my pets',
  ...changes,
});
const picture = (changes: Partial<WantedImage> = {}): WantedImage => ({
  index: 0,
  request: { ...request, seed: 1000 },
  hasOwnSeed: false,
  file: `${folder}/a-fox.webp`,
  ...changes,
});

const found = (wanted: readonly WantedImage[], entries: readonly LedgerEntry[], from = origin) => {
  const { paid, doubtful } = findEarlierAttempts(wanted, entries, from);
  return {
    paid: [...paid].map(([index, { id }]) => [index, id]),
    doubtful: [...doubtful].map(([index, all]) => [index, ...all.map(({ id }) => id)]),
  };
};

describe('Earlier attempts for a picture of a document', () => {
  test('with a record are fetched, without one they are told', () => {
    const [known, unknown] = [entry({}, true), entry()];
    assert.deepEqual(found([picture()], [known]), { paid: [[0, known.id]], doubtful: [] });
    assert.deepEqual(found([picture()], [unknown]), { paid: [], doubtful: [[0, unknown.id]] });
  });

  test('all count that asked for it in the same words, whatever the settings were', () => {
    const all = [entry(), entry({ request: { ...request, outputQuality: 3 } }, true)];
    assert.deepEqual(found([picture()], all).doubtful, [[0, ...all.map(({ id }) => id)]]);
  });

  test('of another service can’t be fetched, and may have been charged there', () => {
    const known = entry({}, true);
    const elsewhere = found([picture()], [known], 'https://other.example');
    assert.deepEqual(elsewhere, { paid: [], doubtful: [[0, known.id]] });
  });

  test('for another file, other words or another chosen seed are none', () => {
    const other = [
      entry({ uri: `${folder}/an-owl.webp` }),
      entry({ request: { ...request, prompt: 'An owl' } }),
    ];
    assert.deepEqual(found([picture()], other).doubtful, []);
    const chosen = picture({ hasOwnSeed: true, request: { ...request, seed: 4 } });
    assert.deepEqual(found([chosen], [entry()]).doubtful, []);
  });
});

describe('Earlier attempts for rows of a sheet', () => {
  test('are told by their request, one for each row, those with a record first', () => {
    const [unknown, known] = [entry(), entry({}, true)];
    assert.deepEqual(found([row(0), row(1), row(2)], [unknown, known]), {
      paid: [[0, known.id]],
      doubtful: [[1, unknown.id]],
    });
  });

  test('go to the row of their seed where that was chosen', () => {
    const chosen = [5, 6].map((seed, index) =>
      row(index, { hasOwnSeed: true, request: { ...request, seed } }),
    );
    const six = entry({ request: { ...request, seed: 6 } });
    assert.deepEqual(found(chosen, [six]).doubtful, [[1, six.id]]);
  });

  test('of another sheet, or of a document, are none', () => {
    const { place } = entry();
    const others = [
      entry({ place: { ...place, folder: 'file:///site/assets/others' } }),
      entry({ place: { ...place, exactName: 'a-fox.webp' } }),
      entry({ place: { ...place, folder: 'file:///site/assets/my%2' } }),
    ];
    assert.deepEqual(found([row(0)], others).doubtful, []);
  });
});

describe('What is made or fetched at the moment', () => {
  const working = (wanted: readonly WantedImage[], inWork: readonly LedgerEntry[]) => {
    const known = findEarlierAttempts(wanted, [], origin, inWork);
    assert.deepEqual([known.paid.size, known.doubtful.size], [0, 0], 'nothing of it is free');
    return [...known.inWork];
  };

  test('is told by its file, whatever it is to show, with a record or without', () => {
    const words = { request: { ...request, prompt: 'An owl' } };
    for (const isKnown of [false, true]) {
      assert.deepEqual(working([picture()], [entry(words, isKnown)]), [0]);
    }
    assert.deepEqual(working([picture()], [entry({ uri: `${folder}/an-owl.webp` })]), []);
  });

  test('is told by the request of a row, one for each', () => {
    assert.deepEqual(working([row(0), row(1), row(2)], [entry(), entry({}, true)]), [0, 1]);
    assert.deepEqual(working([row(0)], [entry({ request: { ...request, goFast: false } })]), []);
  });
});

test('An attempt with the seed of its row is no other row’s, however equal they are', () => {
  const own = entry({ request: { ...request, seed: 1001 } });
  assert.deepEqual(found([row(0), row(1)], [own]).doubtful, [[1, own.id]]);
  const known = entry({ request: { ...request, seed: 1001 } }, true);
  assert.deepEqual(found([row(0), row(1)], [known]).paid, [[1, known.id]]);
});
