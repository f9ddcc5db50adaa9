import assert from 'node:assert/strict';
import { pixelLimit, readImage } from '../../src/core/imageFormat.ts';
import { fuzz } from './support/fuzzer.ts';
import { garbageBytes, mutatedBytes } from './support/mutation.ts';
import { realImages } from './support/realImages.ts';

const images = await realImages();
const heads = images.map((bytes) => bytes.subarray(0, 16));

fuzz<Uint8Array>('What is said to be an image', [
  {
    name: 'the reader of image headers',
    draw: (random) =>
      random.oneIn(8) ? garbageBytes(random, heads) : mutatedBytes(random.pick(images), random),
    read(bytes) {
      const { format, width, height } = readImage(bytes);
      assert.match(format, /^(?:png|jpg|webp)$/);
      assert.ok(Number.isInteger(width) && width > 0);
      assert.ok(Number.isInteger(height) && height > 0);
      assert.ok(width * height <= pixelLimit);
    },
  },
]);
