import assert from 'node:assert/strict';
import { test } from 'node:test';
import { characterEntities } from 'character-entities';
import { decodeNamedCharacterReference as original } from 'decode-named-character-reference';
import { decodeNamedCharacterReference } from '../../../../../src/core/documents/markdown/characterReference.ts';

test('every named character reference is what the parser of Markdown takes it for', () => {
  const names = Object.keys(characterEntities);
  assert.ok(names.length > 2000);
  for (const name of names) assert.equal(decodeNamedCharacterReference(name), original(name), name);
});

test('what is no name stays as it is', () => {
  for (const name of ['', 'notit', 'AM', 'amp;', 'constructor', '__proto__', '#65', '&', 'ampx']) {
    assert.equal(decodeNamedCharacterReference(name), original(name), name);
  }
});
