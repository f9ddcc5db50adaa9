import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { innermostMessage } from '../../../src/oneMinAi/serviceMessage.ts';

describe('the innermost message', () => {
  const rows: readonly [string, unknown, string | undefined][] = [
    ['message', { message: 'a' }, 'a'],
    ['error.message', { error: { message: 'a' } }, 'a'],
    ['error as a text', { error: 'a' }, 'a'],
    ['error before message', { message: 'a', error: { message: 'b' } }, 'b'],
    ['details before message', { message: 'a', details: { message: 'b' } }, 'b'],
    [
      'details as JSON in JSON in JSON',
      { details: JSON.stringify(JSON.stringify({ message: 'b' })) },
      'b',
    ],
    ['data that is HTML', { message: 'a', details: { response: { data: '<html>' } } }, 'a'],
    ['a request alone', { details: { request: { message: 'secret' } } }, undefined],
    ['numbers', { message: 7 }, undefined],
    ['nothing', null, undefined],
    ['blanks and line breaks', { message: ' a\n\u0000b\u202e c ' }, 'a b c'],
  ];
  for (const [name, value, message] of rows) {
    test(`is found in ${name}`, () => {
      assert.equal(innermostMessage(value), message);
    });
  }

  test('is cut at 500 characters, and not within one', () => {
    assert.equal(innermostMessage('a'.repeat(600))?.length, 500);
    assert.equal(innermostMessage(`${'a'.repeat(499)}😀`), 'a'.repeat(499));
  });

  test('is not looked for without end', () => {
    let value: unknown = 'deep';
    for (let depth = 0; depth < 1000; depth += 1) value = { details: value };
    assert.equal(innermostMessage(value), undefined);
  });
});
