import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { md5Hex } from '../../../../src/core/provenance/md5.ts';

const lengths = [...Array.from({ length: 130 }, (_, length) => length), 1000, 65_537, 1_000_003];

test('MD5 is that which Node has', () => {
  for (const length of lengths) {
    const bytes = randomBytes(length);
    const expected = createHash('md5').update(bytes).digest('hex').toUpperCase();
    assert.equal(md5Hex(bytes), expected, String(length));
  }
});
