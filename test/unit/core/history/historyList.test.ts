import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  filterHistory,
  groupByPrompt,
  newestFirst,
  valuesOf,
  type HistoryFilter,
  type HistoryImage,
} from '../../../../src/core/history/historyList.ts';
import { foldText } from '../../../../src/core/history/promptSearch.ts';

const imageOf = (
  id: string,
  prompt: string,
  createdAtMs: number,
  made: Partial<HistoryImage['made']> = {},
): HistoryImage => ({
  id,
  folder: 'file:///site',
  path: `${id}.webp`,
  byteCount: 1,
  folded: foldText(prompt),
  made: {
    prompt,
    model: 'm4',
    seed: 1,
    aspectRatio: '1:1',
    recordId: `r-${id}`,
    createdAtMs,
    ...made,
  },
});

const everything: HistoryFilter = { search: '', isFavouritesOnly: false };
const idsOf = (images: readonly HistoryImage[]) => images.map(({ id }) => id).join('');

test('images are in the order of their making, the newest first', () => {
  const images = [imageOf('a', 'x', 1), imageOf('b', 'x', 3), imageOf('c', 'x', 2)];
  assert.equal(idsOf(newestFirst(images)), 'bca');
});

test('images of the same moment have one order, however they were found', () => {
  const images = [imageOf('b', 'x', 1), imageOf('a', 'x', 1), imageOf('c', 'x', 1)];
  assert.equal(idsOf(newestFirst(images)), 'abc');
  assert.equal(idsOf(newestFirst(images.toReversed())), 'abc');
});

test('images of one prompt stand together, where the newest of them stands', () => {
  const images = [
    imageOf('d', 'fox', 4),
    imageOf('c', 'lake', 3),
    imageOf('b', ' fox\n', 2),
    imageOf('a', 'tree', 1),
  ];
  const { images: grouped, groupSizes } = groupByPrompt(images);
  assert.deepEqual([idsOf(grouped), groupSizes], ['dbca', [2, 1, 1]]);
});

test('words, model, ratio and favourites narrow the list together', () => {
  const images = [
    imageOf('a', 'red fox', 4, { aspectRatio: '16:9' }),
    imageOf('b', 'red fox', 3, { model: 'm9', aspectRatio: '16:9' }),
    imageOf('c', 'lake', 2, { aspectRatio: '16:9' }),
    imageOf('d', 'red fox', 1),
  ];
  const pick = (filter: Partial<HistoryFilter>) =>
    idsOf(filterHistory(images, { ...everything, ...filter }, ({ id }) => 'ac'.includes(id)));
  assert.equal(pick({}), 'abcd');
  assert.equal(pick({ search: 'fox RED' }), 'abd');
  assert.equal(pick({ model: 'm9' }), 'b');
  assert.equal(pick({ aspectRatio: '16:9' }), 'abc');
  assert.equal(pick({ isFavouritesOnly: true }), 'ac');
  const all = { search: 'fox', model: 'm4', aspectRatio: '16:9', isFavouritesOnly: true };
  assert.equal(pick(all), 'a');
});

test('what can be chosen is what there is, once', () => {
  const images = [
    imageOf('a', 'x', 1),
    imageOf('b', 'x', 2, { model: 'm9' }),
    imageOf('c', 'x', 3),
  ];
  assert.deepEqual(valuesOf(images, 'model'), ['m4', 'm9']);
  assert.deepEqual(valuesOf(images, 'aspectRatio'), ['1:1']);
});
