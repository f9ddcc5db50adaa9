import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { ImageError } from '../../../src/core/errors.ts';
import { readImage } from '../../../src/core/imageFormat.ts';

const picture = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, background: '#3a7' },
  });

const ascii = (text: string) => new TextEncoder().encode(text);

function failureOf(bytes: Uint8Array): ImageError {
  try {
    readImage(bytes);
  } catch (error) {
    assert.ok(error instanceof ImageError, String(error));
    return error;
  }
  return assert.fail('was taken for an image');
}

const files: Record<string, () => Promise<Buffer>> = {
  png: () => picture(41, 23).png().toBuffer(),
  jpg: () => picture(41, 23).jpeg().toBuffer(),
  'jpg, progressive': () => picture(41, 23).jpeg({ progressive: true }).toBuffer(),
  'jpg, with a thumbnail-like EXIF block': () =>
    picture(41, 23)
      .withExif({ IFD0: { Copyright: 'x'.repeat(300) } })
      .jpeg()
      .toBuffer(),
  'webp, lossy': () => picture(41, 23).webp().toBuffer(),
  'webp, lossless': () => picture(41, 23).webp({ lossless: true }).toBuffer(),
  'webp, extended': () =>
    picture(41, 23)
      .withExif({ IFD0: { Copyright: 'me' } })
      .webp()
      .toBuffer(),
};

describe('readImage', () => {
  for (const [name, make] of Object.entries(files)) {
    const format = name.slice(0, name.startsWith('webp') ? 4 : 3);

    test(`measures a real file: ${name}`, async () => {
      assert.deepEqual(readImage(await make()), { format, width: 41, height: 23 });
    });

    test(`notices that the end is missing: ${name}`, async () => {
      const bytes = await make();
      for (let length = 16; length < bytes.length; length += 1) {
        const error = failureOf(bytes.subarray(0, length));
        assert.equal(error.code, 'network', `${length} of ${bytes.length} bytes`);
        assert.equal(error.reason, 'cutShort');
      }
    });

    test(`does not mind bytes after the end: ${name}`, async () => {
      const bytes = Buffer.concat([await make(), Buffer.alloc(7)]);
      assert.equal(readImage(bytes).format, format);
    });
  }

  const others: readonly [string, Uint8Array, RegExp][] = [
    ['nothing', new Uint8Array(), /nothing/],
    ['HTML', ascii('\n<!DOCTYPE html><title>Sorry</title>'), /HTML/],
    ['SVG', ascii('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), /SVG/],
    ['an S3 error', ascii('<Error><Code>AccessDenied</Code></Error>'), /XML/],
    ['JSON', ascii('{"message":"no"}'), /text/],
    ['a GIF', ascii('GIF89a\0\0'), /GIF/],
    ['noise', Uint8Array.of(1, 0, 2, 3), /unknown/],
    ['a PNG without a header chunk', pngOf('IDAT', 4, 4), /damaged/],
    ['a PNG without pixels', pngOf('IHDR', 0, 4), /damaged/],
  ];
  for (const [name, bytes, words] of others) {
    test(`refuses ${name} and says what it looks like`, () => {
      const error = failureOf(bytes);
      assert.equal(error.code, 'notAnImage');
      assert.match(error.message, words);
    });
  }

  test('reads the smallest WebP there is', () => {
    const bytes = Buffer.from(
      '524946461200000057454250565038 4c060000002f4141000000'.replace(' ', ''),
      'hex',
    );
    assert.equal(bytes.length, 26);
    assert.equal(readImage(bytes).format, 'webp');
  });

  test('refuses more than 64 megapixels, whatever the file weighs', () => {
    assert.equal(readImage(pngOf('IHDR', 8000, 8000)).width, 8000);
    assert.equal(failureOf(pngOf('IHDR', 8001, 8000)).code, 'tooLarge');
    assert.equal(failureOf(pngOf('IHDR', 0xffff_ffff, 0xffff_ffff)).code, 'tooLarge');
  });

  test('survives any bytes: damaged files give an answer or an ImageError', async () => {
    const seeds = await Promise.all(Object.values(files).map((make) => make()));
    const random = xorshift(20_260_327);
    for (let round = 0; round < 4000; round += 1) {
      const bytes = Buffer.from(seeds[round % seeds.length] ?? []);
      for (let hits = 1 + (random() % 8); hits > 0; hits -= 1) {
        bytes[random() % Math.min(bytes.length, 200)] = random() & 0xff;
      }
      try {
        readImage(bytes.subarray(0, random() % (bytes.length + 1)));
      } catch (error) {
        assert.ok(error instanceof ImageError, String(error));
      }
    }
  });
});

/** A PNG whose first chunk has that type and those sizes, and which ends properly. */
function pngOf(type: string, width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(8 + 25 + 12);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  bytes.writeUInt32BE(13, 8);
  bytes.write(type, 12, 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.write('IEND', 8 + 25 + 4, 'latin1');
  return bytes;
}

function xorshift(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
