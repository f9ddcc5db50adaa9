import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../support/propertyTests.ts';
import type { FromHistory } from '../../../src/protocol/historyMessages.ts';
import { parseFromHistory } from '../../../src/protocol/parseHistory.ts';

const wishes = { search: 'fox', model: '', aspectRatio: '16:9', isFavouritesOnly: false };
const intents: readonly FromHistory[] = [
  { type: 'ready', wishes },
  { type: 'filter', wishes },
  { type: 'range', start: 9960, count: 60 },
  { type: 'showPictures', ids: ['image-1', 'image-2'] },
  { type: 'act', id: 'image-1', action: 'insert' },
  { type: 'delete', ids: ['image-1'] },
  { type: 'generate' },
  { type: 'openFolder' },
  { type: 'scriptFailed', message: 'x' },
];

for (const intent of intents) {
  test(`${intent.type} is understood as it was meant, and not with anything more`, () => {
    assert.deepEqual(parseFromHistory(structuredClone(intent)), intent);
    assert.equal(parseFromHistory({ ...intent, path: '/etc/passwd' }), undefined);
  });
}

for (const message of [
  undefined,
  null,
  'ready',
  { type: 'ready' },
  { type: 'constructor' },
  { type: 'filter', wishes: { ...wishes, search: 'x'.repeat(2001) } },
  { type: 'filter', wishes: { ...wishes, isFavouritesOnly: 1 } },
  { type: 'range', start: -1, count: 60 },
  { type: 'range', start: 0, count: 201 },
  { type: 'range', start: 0.5, count: 60 },
  { type: 'showPictures', ids: Array.from({ length: 201 }, () => 'a') },
  { type: 'showPictures', ids: ['../a'] },
  { type: 'act', id: 'image-1', action: 'eval' },
  { type: 'act', id: 'a b', action: 'insert' },
  { type: 'delete', ids: [] },
  { type: 'scriptFailed', message: 'x'.repeat(501) },
]) {
  test(`${JSON.stringify(message)?.slice(0, 90)} is no intent`, () => {
    assert.equal(parseFromHistory(message), undefined);
  });
}

test('no message makes reading throw', () => {
  fc.assert(fc.property(fc.anything(), (message) => void parseFromHistory(message)));
});
