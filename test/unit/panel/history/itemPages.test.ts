import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createItemPages } from '../../../../src/panel/history/itemPages.ts';
import { listed } from '../../../panel/historySamples.ts';

function open(count: number) {
  const asked: string[] = [];
  const pages = createItemPages(({ start, count: length }) => asked.push(`${start}+${length}`));
  const list = listed(Array.from({ length: count }, () => 1));
  pages.renew(list.state, count);
  const answer = (start: number, version = list.state.version) =>
    pages.receive(version, start, list.items.slice(start, start + 60));
  return { pages, asked, list, answer };
}

test('what came with the list is not asked for', () => {
  const { pages, asked } = open(1000);
  pages.want(0, 40);
  assert.deepEqual(asked, []);
  assert.equal(pages.at(39)?.id, 'image-40');
});

test('what is in sight is asked for once, in whole pages', () => {
  const { pages, asked, answer } = open(1000);
  pages.want(50, 70);
  pages.want(51, 71);
  assert.deepEqual(asked, ['60+60']);
  assert.equal(pages.at(60), undefined);
  answer(60);
  assert.equal(pages.at(60)?.id, 'image-61');
});

test('what is far from what is in sight is let go of, and asked for again', () => {
  const { pages, asked, answer } = open(10_000);
  pages.want(5000, 5040);
  answer(4980);
  assert.equal(pages.at(0), undefined);
  pages.want(0, 40);
  assert.equal(pages.at(5000), undefined);
  assert.deepEqual(asked, ['4980+60', '0+60']);
});

test('of a new list the old images stay in their places until the new ones come', () => {
  const { pages, asked, list, answer } = open(1000);
  pages.want(60, 100);
  answer(60);
  pages.renew({ ...list.state, version: 2 }, 1000);
  assert.equal(pages.at(60)?.id, 'image-61');
  pages.want(60, 100);
  assert.deepEqual(asked, ['60+60', '60+60']);
});

test('images of an older list are not put into a newer one', () => {
  const { pages, list, answer } = open(1000);
  pages.want(60, 100);
  pages.renew({ ...list.state, version: 2 }, 1000);
  answer(60, 1);
  assert.equal(pages.at(60), undefined);
});

test('images beyond the end of a shorter list are gone', () => {
  const { pages, list } = open(50);
  pages.renew({ ...list.state, version: 2, items: list.items.slice(0, 10) }, 10);
  assert.equal(pages.at(10), undefined);
});
