import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../../support/propertyTests.ts';
import { expandPrompt } from '../../../../src/core/batch/promptExpansion.ts';
import { imageLimit } from '../../../../src/core/models.ts';

test('every combination, the first braces changing slowest', () => {
  assert.deepEqual(expandPrompt('a {red|blue} {fox|owl}'), [
    'a red fox',
    'a red owl',
    'a blue fox',
    'a blue owl',
  ]);
});

test('an alternative may be empty or hold braces of its own', () => {
  assert.deepEqual(expandPrompt('{|big }fox{ in {snow|rain}|}'), [
    'fox in snow',
    'fox in rain',
    'fox',
    'big fox in snow',
    'big fox in rain',
    'big fox',
  ]);
});

test('braces without a choice stay, and what is in them still expands', () => {
  for (const text of [
    '{fox}',
    '{"subject": "a fox"}',
    'a | b',
    '}{',
    '{a|b',
    'a|b}',
    '\\',
    'C:\\x',
  ]) {
    assert.deepEqual(expandPrompt(text), [text]);
  }
  assert.deepEqual(expandPrompt('{x {a|b}}'), ['{x a}', '{x b}']);
  assert.deepEqual(expandPrompt('{open {a|b}'), ['{open a', '{open b']);
});

test('a backslash keeps a brace or bar as it is', () => {
  assert.deepEqual(expandPrompt('\\{a|b\\}'), ['{a|b}']);
  assert.deepEqual(expandPrompt('{a\\|b|c}'), ['a|b', 'c']);
});

test('more prompts than allowed are refused before any is made', () => {
  const bomb = '{a|b|c|d|e|f|g|h|i|j}'.repeat(300);
  assert.throws(() => expandPrompt(bomb), { code: 'badRequest', message: /more than 10,000/ });
  assert.equal(expandPrompt('{a|b|c|d|e|f|g|h|i|j}'.repeat(4)).length, imageLimit);
});

test('deep nesting is text in the end, and no harm', () => {
  assert.equal(expandPrompt('{'.repeat(5000) + 'a|b' + '}'.repeat(5000)).length > 0, true);
});

test('escaped text comes back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const escaped = text.replace(/[{}|]/g, '\\$&');
      // A backslash before an escape is taken for one: the grammar has none for itself.
      fc.pre(!/\\[{}|\\]/.test(text));
      assert.deepEqual(expandPrompt(escaped), [text]);
    }),
  );
});
