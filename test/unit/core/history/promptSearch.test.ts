import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldText, hasWords, searchWords } from '../../../../src/core/history/promptSearch.ts';

const finds = (prompt: string, query: string) => hasWords(foldText(prompt), searchWords(query));

test('a prompt is found by all of its words, in any order', () => {
  assert.ok(finds('A red fox in the snow', 'snow fox'));
  assert.ok(!finds('A red fox in the snow', 'snow wolf'));
});

test('a prompt is found by the beginning of a word, so that typing narrows the list', () => {
  assert.ok(finds('A serene mountain lake', 'mount la'));
});

test('an empty search finds everything', () => {
  assert.ok(finds('anything', ' \t '));
});

for (const [prompt, query] of [
  ['Ein Fuchs in MÜNCHEN', 'munchen'],
  ['Ein Fuchs in Mu\u0308nchen', 'münchen'],
  ['Straße im Regen', 'STRASSE'],
  ['Smørrebrød på bordet', 'smorrebrod pa'],
  ['İstanbul’da kış', 'istanbul kis'],
  ['Łódź nocą', 'lodz noca'],
  ['Ὀδυσσεύς', 'οδυσσευσ'],
  ['שָׁלוֹם עולם', 'שלום'],
  ['قِطَّة', 'قطة'],
  ['ﬁne art', 'fine'],
  ['雪の中の狐が', 'か\u3099'],
] as const) {
  test(`“${query}” finds “${prompt}”, whatever the case and the accents`, () => {
    assert.ok(finds(prompt, query));
  });
}
