import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseShallowJson } from '../../../src/oneMinAi/shallowJson.ts';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

test('JSON is read down to 64 levels, and refused below', () => {
  assert.deepEqual(JSON.stringify(parseShallowJson(nested(64))), nested(64));
  assert.throws(() => parseShallowJson(nested(65)), SyntaxError);
  assert.throws(() => parseShallowJson('{"a":'.repeat(65) + '1' + '}'.repeat(65)), SyntaxError);
});

test('brackets side by side, and in strings, do not count', () => {
  const text = JSON.stringify({
    a: Array.from({ length: 100 }, () => []),
    b: '["[\\"'.repeat(100),
  });
  assert.deepEqual(parseShallowJson(text), JSON.parse(text));
});
