import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { inflate } from '../../../../src/core/provenance/inflate.ts';

describe('Packed data', () => {
  test('comes out as it went in, up to the limit', async () => {
    const bytes = randomBytes(300_000);
    const unpacked = await inflate(deflateSync(bytes), bytes.length);
    assert.ok(unpacked && bytes.equals(unpacked));
    assert.deepEqual(await inflate(deflateSync(''), 0), new Uint8Array(0));
  });

  test('is given up beyond the limit', async () => {
    assert.equal(await inflate(deflateSync(randomBytes(1001)), 1000), undefined);
    assert.equal(await inflate(deflateSync(Buffer.alloc(100_000_000)), 1000), undefined);
  });

  test('is given up where it is damaged or cut short', async () => {
    const packed = deflateSync(randomBytes(5000));
    packed[2500]! ^= 0xff;
    assert.equal(await inflate(packed, 10_000), undefined);
    assert.equal(
      await inflate(deflateSync(randomBytes(5000)).subarray(0, 3000), 10_000),
      undefined,
    );
    assert.equal(await inflate(Buffer.from('nothing of the kind'), 10_000), undefined);
  });
});
