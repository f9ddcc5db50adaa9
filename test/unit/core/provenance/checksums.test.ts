import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { createCrc32 } from '../../../../src/core/provenance/crc32.ts';
import { md5Hex } from '../../../../src/core/provenance/md5.ts';

const lengths = [...Array.from({ length: 130 }, (_, length) => length), 1000, 65_537, 1_000_003];

describe('Checksums are those that Node has', () => {
  test('CRC-32, of all of the bytes and of a part', () => {
    const ours = createCrc32();
    for (const length of lengths) {
      const bytes = randomBytes(length);
      assert.equal(ours(bytes), crc32(bytes), String(length));
      const middle = bytes.subarray(3, length - 2);
      if (length > 5) assert.equal(ours(bytes, 3, length - 2), crc32(middle), String(length));
    }
  });

  test('MD5', () => {
    for (const length of lengths) {
      const bytes = randomBytes(length);
      const expected = createHash('md5').update(bytes).digest('hex').toUpperCase();
      assert.equal(md5Hex(bytes), expected, String(length));
    }
  });
});
