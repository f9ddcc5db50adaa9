import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createExcludeRules, excludeGlobs } from '../../../../src/core/batch/excludeRules.ts';

test('of a glob that both settings name, the search has the last word', () => {
  const files = { '**/a': true, '**/b': true, '**/c': false, '**/d': { when: '$(basename).ts' } };
  const search = { '**/b': false, '**/c': true };
  assert.deepEqual(excludeGlobs(files, search), [
    { glob: '**/a' },
    { glob: '**/c' },
    { glob: '**/d', when: '$(basename).ts' },
  ]);
});

test('what is no object, or no value that the settings know, leaves nothing out', () => {
  for (const wrong of [undefined, null, 'a', 7, [true], { a: 'b', c: null, d: { when: 1 } }]) {
    assert.deepEqual(excludeGlobs(wrong, wrong), []);
  }
});

for (const [glob, path, isExcluded] of [
  ['**/node_modules', 'a/node_modules', true],
  ['**/node_modules', 'node_modules', true],
  ['**/node_modules', 'a/node_modules_too', false],
  ['**/*.log', 'a/b.log', true],
  ['**/*.log', 'a/b.logs', false],
  ['dist', 'dist', true],
  ['dist', 'a/dist', false],
  ['/dist', 'dist', true],
  ['dist/', 'dist', true],
  ['a/**', 'a', true],
  ['**/{a,b}/c', 'x/b/c', true],
  ['**/[!a].md', 'x/b.md', true],
  ['**/[!a].md', 'x/a.md', false],
  ['**/+(a)', 'x/+(a)', true],
  ['**/*.{md}', 'x/b.md', true],
  ['**/{dist}/**', 'x/dist/y', true],
  ['**.tmp.md', 'x/b.tmp.md', true],
  ['**/e\u0301', 'x/\u00e9', true],
] as const) {
  test(`${glob} ${isExcluded ? 'leaves out' : 'keeps'} ${path}`, () => {
    const rules = createExcludeRules([{ glob }]);
    assert.equal(
      rules.exclude(path, () => false),
      isExcluded,
    );
  });
}

test('a glob with a condition counts beside such a file', () => {
  const rules = createExcludeRules([{ glob: '**/*.html', when: '$(basename).adoc' }]);
  const beside = (sibling: string) => (name: string) => name === sibling;
  assert.equal(rules.exclude('docs/a.b.html', beside('a.b.adoc')), true);
  assert.equal(rules.exclude('docs/a.b.html', beside('a.adoc')), false);
});

test('a glob that takes too long leaves nothing out, and the simple ones beside it still count', () => {
  const hostile = `${'*a'.repeat(2000)}b`;
  const rules = createExcludeRules([{ glob: hostile }, { glob: '**/x' }]);
  assert.equal(
    rules.exclude('a'.repeat(4000), () => false),
    false,
  );
  assert.equal(
    rules.exclude('y/x', () => false),
    true,
  );
});
