import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../../support/propertyTests.ts';
import {
  imageByKey,
  imageCount,
  layOut,
  rowIndexOf,
  rowsBetween,
} from '../../../../src/panel/history/historyLayout.ts';

const groups = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 60 });
const width = fc.integer({ min: 190, max: 1400 });

test('every image has exactly one place, and rows follow each other without overlapping', () => {
  fc.assert(
    fc.property(groups, width, (sizes, widthPx) => {
      const layout = layOut(sizes, widthPx);
      let bottomPx = 0;
      let next = 0;
      for (const row of layout.rows) {
        assert.ok(row.topPx >= bottomPx);
        bottomPx = row.topPx + row.heightPx;
        assert.equal(row.start, next);
        if (row.kind === 'heading') continue;
        assert.ok(row.count >= 1 && row.count <= layout.columns);
        next += row.count;
      }
      assert.equal(
        next,
        sizes.reduce((sum, size) => sum + size, 0),
      );
      assert.equal(imageCount(layout), next);
      assert.equal(layout.heightPx, bottomPx);
      assert.ok(layout.tilePx * layout.columns <= widthPx);
    }),
  );
});

test('what is between two heights is what overlaps them', () => {
  fc.assert(
    fc.property(groups, width, fc.nat(3000), fc.nat(900), (sizes, widthPx, topPx, heightPx) => {
      const layout = layOut(sizes, widthPx);
      const bottomPx = topPx + heightPx;
      const expected = layout.rows.filter(
        (row) => row.topPx + row.heightPx >= topPx && row.topPx <= bottomPx,
      );
      assert.deepEqual(rowsBetween(layout, topPx, bottomPx), expected);
    }),
  );
});

test('a prompt with several images stands above them; those with one image share rows', () => {
  const { rows } = layOut([1, 1, 3, 1], 270);
  assert.deepEqual(
    rows.map(({ kind, start, count, hasCaptions }) => [kind, start, count, hasCaptions]),
    [
      ['tiles', 0, 2, true],
      ['heading', 2, 3, false],
      ['tiles', 2, 2, false],
      ['tiles', 4, 1, false],
      ['tiles', 5, 1, true],
    ],
  );
});

test('the narrowest view has two images in a row, a wide one many', () => {
  assert.equal(layOut([9], 190).columns, 2);
  assert.equal(layOut([9], 1160).columns, 7);
});

test('arrow keys go from image to image and from row to row, over headings', () => {
  const layout = layOut([1, 1, 3, 1], 270);
  const go = (key: string, at: number) => imageByKey(layout, key, at, 2);
  assert.equal(go('ArrowRight', 1), 2);
  assert.equal(go('ArrowLeft', 0), 0);
  assert.equal(go('ArrowDown', 1), 3);
  assert.equal(go('ArrowDown', 3), 4);
  assert.equal(go('ArrowUp', 2), 0);
  assert.equal(go('PageDown', 0), 4);
  assert.equal(go('End', 0), 5);
  assert.equal(go('Home', 5), 0);
  assert.equal(go('ArrowDown', 5), 5);
  assert.equal(go('x', 0), undefined);
  assert.equal(imageByKey(layOut([], 270), 'End', 0, 2), undefined);
});

test('the row of an image is the one that holds it', () => {
  fc.assert(
    fc.property(groups, width, fc.nat(), (sizes, widthPx, seed) => {
      const layout = layOut(sizes, widthPx);
      const count = imageCount(layout);
      if (count === 0) return;
      const index = seed % count;
      const row = layout.rows[rowIndexOf(layout, index)]!;
      assert.equal(row.kind, 'tiles');
      assert.ok(row.start <= index && index < row.start + row.count);
    }),
  );
});
