import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createIgnoreRules } from '../../../../src/core/batch/ignoreRules.ts';

const rules = createIgnoreRules([
  { folderPath: '/site', text: '# built\r\n/out/\n*.tmp.md\ndrafts\n!drafts/keep.md\ncache/\n' },
  { folderPath: '/site/docs', text: '!good.tmp.md\nassets/*\n!assets/kept.png\n!cache/\n' },
]);

for (const [path, isCovered] of [
  ['/site/a.md', false],
  ['/site/out/a.md', true],
  ['/site/docs/out/a.md', false],
  ['/site/other/cache/a.md', true],
  ['/site/docs/cache/a.md', false],
  ['/site/docs/cache/deep/a.md', false],
  ['/site/x.tmp.md', true],
  ['/site/docs/good.tmp.md', false],
  ['/site/docs/deep/good.tmp.md', false],
  ['/site/docs/assets/a.png', true],
  ['/site/docs/assets/kept.png', false],
  ['/site/drafts/keep.md', true],
  ['/site/docs/drafts/a.md', true],
  ['/elsewhere/out/a.md', false],
  ['/site-2/out/a.md', false],
] as const) {
  test(`${path} is ${isCovered ? '' : 'not '}covered`, () => {
    assert.equal(rules.covers(path), isCovered);
  });
}

test('without rules nothing is covered', () => {
  assert.equal(createIgnoreRules([]).covers('/a/b.md'), false);
});
