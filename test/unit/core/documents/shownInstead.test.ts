import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shownInstead } from '../../../../src/core/documents/shownInstead.ts';

test('the format of the settings stays where the document shows it', () => {
  assert.equal(shownInstead('jpg', ['png', 'jpg']), 'jpg');
});

test('a format that the document cannot show gives way to the one it shows best', () => {
  assert.equal(shownInstead('webp', ['png', 'jpg']), 'png');
});

test('what is no format stays, for others to refuse', () => {
  assert.equal(shownInstead('gif', ['png', 'jpg']), 'gif');
  assert.equal(shownInstead(undefined, ['png', 'jpg']), undefined);
});
