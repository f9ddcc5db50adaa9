import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readImage, readImageInSlices } from '../../../../src/core/imageFormat.ts';
import { JpegWalk } from '../../../../src/core/images/jpeg.ts';
import { PngWalk } from '../../../../src/core/images/png.ts';
import { walkBytes, type BlockWalk } from '../../../../src/core/images/walk.ts';
import { WebpWalk } from '../../../../src/core/images/webp.ts';
import { ByteReader, sourceOf } from '../../../../src/core/provenance/byteSource.ts';
import { hostileImages } from '../../../support/hostileImages.ts';
import { everyKind } from '../provenance/imageKinds.ts';
import { jpegParts, pngParts, webpParts } from '../provenance/imageParts.ts';

const kinds = await everyKind();
const formatOf = (name: string): 'png' | 'jpg' | 'webp' =>
  name.slice(name.lastIndexOf('.') + 1) as 'png' | 'jpg' | 'webp';

interface Place {
  readonly type?: string;
  readonly marker?: number;
  readonly start: number;
}

function walkOf(name: string, byteCount: number, maxBlocks: number): BlockWalk<Place> {
  switch (formatOf(name)) {
    case 'png':
      return new PngWalk(byteCount, maxBlocks);
    case 'jpg':
      return new JpegWalk(byteCount, maxBlocks);
    case 'webp':
      return new WebpWalk(byteCount, maxBlocks);
  }
}

function placesIn(bytes: Uint8Array, walk: BlockWalk<Place>): Place[] {
  const places: Place[] = [];
  for (let place; (place = walkBytes(bytes, walk.next()));) places.push(place);
  return places;
}

describe('The walk through an image', () => {
  for (const [name, bytes] of kinds) {
    test(`${name}: comes by every block, to the end`, () => {
      const walk = walkOf(name, bytes.length, 1000);
      const names = placesIn(bytes, walk).map(({ type, marker }) => type ?? marker!.toString(16));
      assert.equal(walk.outcome, 'whole');
      const parts = { png: pngParts, jpg: jpegParts, webp: webpParts }[formatOf(name)](bytes);
      assert.deepEqual(
        names.slice(0, parts.length),
        parts.map((part) => part.name),
      );
    });

    test(`${name}: is the same from a file in pieces as from memory`, async () => {
      const walk = walkOf(name, bytes.length, 1000);
      const reader = new ByteReader(sourceOf(bytes));
      const places: Place[] = [];
      for (let place; (place = await reader.walk(walk.next()));) places.push(place);
      assert.deepEqual(places, placesIn(bytes, walkOf(name, bytes.length, 1000)));
    });

    test(`${name}: ends with one block more than it may have`, () => {
      const count = placesIn(bytes, walkOf(name, bytes.length, 1000)).length;
      const walk = walkOf(name, bytes.length, count - 1);
      assert.equal(placesIn(bytes, walk).length, count - 1);
      assert.equal(walk.outcome, 'tooLong');
      assert.equal(placesIn(bytes, walkOf(name, bytes.length, count)).length, count);
    });

    test(`${name}: ends, and says so, wherever the file is cut`, () => {
      if (name === 'multi-picture.jpg') return;
      const places = placesIn(bytes, walkOf(name, bytes.length, 1000));
      const step = Math.max(1, Math.floor(bytes.length / 50));
      for (let length = 12; length < bytes.length; length += step) {
        const walk = walkOf(name, length, 1000);
        const found = placesIn(bytes.subarray(0, length), walk);
        const isAtBlock = places.some(({ start }) => start === length);
        assert.ok(walk.outcome === 'cutShort' || (isAtBlock && name.endsWith('webp')), `${length}`);
        assert.ok(found.length <= places.length);
      }
    });
  }

  test('markers without length, which belong into scans, are borne with, but not by the million', () => {
    const jpeg = kinds.get('plain.jpg')!;
    const withBare = (count: number): Buffer =>
      Buffer.concat([
        jpeg.subarray(0, 2),
        Buffer.alloc(2 * count, Buffer.from([0xff, 0x01])),
        jpeg.subarray(2),
      ]);
    assert.deepEqual(readImage(withBare(900)), readImage(jpeg));
    assert.throws(() => readImage(withBare(1001)), { code: 'notAnImage' });
  });

  test('a scan ends at the first marker, wherever that falls between two pieces of it', () => {
    const jpeg = kinds.get('plain.jpg')!;
    const scanAt = jpeg.indexOf(Buffer.from([0xff, 0xda]));
    const dataAt = scanAt + 2 + jpeg.readUInt16BE(scanAt + 2);
    for (const length of [0, 1, 31, 32, 33, 65_534, 65_535, 65_536, 65_537, 131_071]) {
      for (const end of [
        [0xff, 0xd9],
        [0xff, 0xff, 0xd9],
        [0xff, 0, 0xff, 0xd0, 0xff, 0xd9],
      ]) {
        const data = Buffer.concat([Buffer.alloc(length, 7), Buffer.from(end)]);
        const bytes = Buffer.concat([jpeg.subarray(0, dataAt), data]);
        const walk = new JpegWalk(bytes.length, 1000);
        placesIn(bytes, walk);
        assert.equal(walk.outcome, 'whole', `${length} ${end.join()}`);
        assert.equal(walk.endMarkerStart, dataAt + length + end.length - 2);
      }
    }
  });
});

describe('An image of a hundred thousand pieces', () => {
  const tiny = Object.keys(hostileImages).filter((name) => !name.includes('packe'));
  for (const name of tiny) {
    test(`${name}: is measured all the same, and whoever waits has a turn meanwhile`, async () => {
      const bytes = hostileImages[name]!(1_200_000);
      let pauses = 0;
      const info = await readImageInSlices(bytes, async () => void (pauses += 1));
      assert.deepEqual(info, readImage(bytes));
      assert.deepEqual([info.width, info.height], [32, 24]);
      // As many as it takes, and for an image as encoders write it, none.
      assert.ok(pauses <= 200, `${pauses}`);
      if (/chunks\.png|data\.png|comments/.test(name) && !name.includes('one')) {
        assert.ok(pauses >= 5, `${pauses}`);
      }
    });
  }

  test('while one as encoders write it is measured without a pause', async () => {
    for (const [name, bytes] of kinds) {
      await readImageInSlices(bytes, () => assert.fail(name));
    }
  });
});
