import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import sharp from 'sharp';
import { sourceOf, type ByteSource } from '../../../../src/core/provenance/byteSource.ts';
import { readProvenance } from '../../../../src/core/provenance/readProvenance.ts';
import { embedProvenance } from '../../../support/imageProvenance.ts';
import { everyKind, otherXmp } from './imageKinds.ts';
import { pngChunk, pngParts } from './imageParts.ts';
import { sampleProvenance } from './sampleProvenance.ts';

/** A source that counts what is read of it. */
function counted(bytes: Uint8Array): ByteSource & { byteTotal: number; readings: number } {
  const source = {
    byteCount: bytes.length,
    byteTotal: 0,
    readings: 0,
    read(offset: number, length: number): Promise<Uint8Array> {
      assert.ok(
        offset >= 0 && length > 0 && offset + length <= bytes.length,
        `${offset} ${length}`,
      );
      source.readings += 1;
      source.byteTotal += length;
      return Promise.resolve(bytes.subarray(offset, offset + length));
    },
  };
  return source;
}

const noise = Buffer.from(
  Uint8Array.from({ length: 1024 * 768 * 3 }, (_, i) => (i * i * 7919) >> 7),
);
const large = sharp(noise, { raw: { width: 1024, height: 768, channels: 3 } });
const files: Readonly<Record<string, Promise<Buffer>>> = {
  png: large.clone().png().toBuffer(),
  jpg: large.clone().jpeg({ quality: 100 }).toBuffer(),
  webp: large.clone().webp({ quality: 100 }).toBuffer(),
  'png with a profile': large.clone().withIccProfile('p3').png().toBuffer(),
  'jpg with much Exif': large
    .clone()
    .withExif({ IFD0: { Copyright: 'x'.repeat(60_000) } })
    .jpeg({ quality: 100 })
    .toBuffer(),
  'webp with alpha': large.clone().ensureAlpha(0.5).webp({ quality: 100 }).toBuffer(),
};

describe('A large image that has provenance', () => {
  for (const [title, file] of Object.entries(files)) {
    test(`${title}: is known after a few kilobytes in a few readings`, async () => {
      const bytes = await embedProvenance(await file, sampleProvenance);
      assert.ok(bytes.length > 400_000, String(bytes.length));
      const source = counted(bytes);
      assert.deepEqual(await readProvenance(source), sampleProvenance);
      assert.ok(source.byteTotal <= 32_768, `${source.byteTotal} bytes`);
      assert.ok(source.readings <= 5, `${source.readings} readings`);
    });

    test(`${title}: is known to have none after as little`, async () => {
      const source = counted(await file);
      assert.equal(await readProvenance(source), undefined);
      assert.ok(source.byteTotal <= 65_536, `${source.byteTotal} bytes`);
      assert.ok(source.readings <= 5, `${source.readings} readings`);
    });
  }

  test('png: is known also where another program has moved it behind the picture', async () => {
    const bytes = Buffer.from(await embedProvenance(await files['png']!, sampleProvenance));
    const parts = pngParts(bytes);
    const [xmp] = parts.splice(1, 1);
    const wholes = parts.map(({ whole }) => whole).toSpliced(-1, 0, xmp!.whole);
    const source = counted(Buffer.concat([bytes.subarray(0, 8), ...wholes]));
    assert.deepEqual(await readProvenance(source), sampleProvenance);
    assert.ok(source.byteTotal <= 65_536, `${source.byteTotal} bytes`);
  });
});

describe('An image without provenance', () => {
  test('png: has none where what looks like it behind the picture is followed by no chunk', async () => {
    const bytes = Buffer.from(await embedProvenance(await files['png']!, sampleProvenance));
    const [signature, parts] = [bytes.subarray(0, 8), pngParts(bytes)];
    const [xmp] = parts.splice(1, 1);
    // Cut short by a byte: what follows stands where no chunk begins.
    const lookAlike = xmp!.whole.subarray(0, -1);
    const wholes = parts.map(({ whole }) => whole).toSpliced(-1, 0, lookAlike);
    const source = sourceOf(Buffer.concat([signature, ...wholes]));
    assert.equal(await readProvenance(source), undefined);
  });

  test('has none, whatever kind it is', async () => {
    for (const [name, bytes] of await everyKind()) {
      assert.equal(await readProvenance(sourceOf(bytes)), undefined, name);
    }
  });

  test('has none where XMP of another program describes it', async () => {
    const described = await sharp(await files['jpg']!)
      .withXmp(otherXmp)
      .jpeg()
      .toBuffer();
    assert.equal(await readProvenance(sourceOf(described)), undefined);
  });
});

describe('A file that is not what it should be', () => {
  const whole = new Map<string, Buffer>();
  before(async () => {
    for (const [name, bytes] of await everyKind()) {
      whole.set(name, Buffer.from(await embedProvenance(bytes, sampleProvenance)));
    }
  });

  test('is no image, and nothing is thrown, where it is something else', async () => {
    const others = [
      '',
      'x',
      'hello world, how are you',
      '\u0089PNG\r\n\u001a\n',
      'RIFF\0\0\0\0WEBP',
      '\u00ff\u00d8\u00ff',
    ];
    for (const other of others) {
      assert.equal(await readProvenance(sourceOf(Buffer.from(other, 'latin1'))), undefined);
    }
  });

  test('is refused at any length that is not whole, and the bytes stay as they were', async () => {
    for (const [name, bytes] of whole) {
      // The second picture behind the first is no part of it.
      if (name === 'multi-picture.jpg') continue;
      const step = Math.max(1, Math.floor(bytes.length / 60));
      for (let length = 0; length < bytes.length; length += step) {
        const part = bytes.subarray(0, length);
        const copy = Buffer.from(part);
        await assert.rejects(
          () => embedProvenance(part, sampleProvenance),
          { name: 'ImageError', code: 'notAnImage' },
          `${name} of ${length}`,
        );
        assert.ok(part.equals(copy));
        await readProvenance(sourceOf(part));
      }
    }
  });

  test('is refused or written right, and never more than that, with any byte changed', async () => {
    let state = 1;
    const random = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
    for (const bytes of whole.values()) {
      for (let round = 0; round < 60; round += 1) {
        const changed = Buffer.from(bytes);
        // Half of them in the head, where lengths and names are.
        const place = random(round % 2 ? Math.min(400, bytes.length) : bytes.length);
        changed[place] = random(256);
        const copy = Buffer.from(changed);
        await readProvenance(sourceOf(changed));
        try {
          const after = await embedProvenance(changed, sampleProvenance);
          assert.deepEqual(await readProvenance(sourceOf(after)), sampleProvenance);
        } catch (error) {
          if (error instanceof assert.AssertionError) throw error;
          assert.equal((error as { code?: unknown }).code, 'notAnImage', String(error));
        }
        assert.ok(changed.equals(copy));
      }
    }
  });

  test('is refused where a PNG says one thing and its checksum another', async () => {
    const bytes = Buffer.from(whole.get('plain.png')!);
    bytes[bytes.indexOf('IDAT') + 9]! ^= 1;
    await assert.rejects(() => embedProvenance(bytes, sampleProvenance), { code: 'notAnImage' });
  });

  test('does not keep a reader busy with blocks that never end', async () => {
    const empty = pngChunk('teXt', Buffer.alloc(0));
    const png = whole.get('plain.png')!;
    const chunks = Array.from({ length: 25_000 }, () => empty);
    // Neither within the steps that a reader takes nor within the end of the file.
    const far = [png.subarray(0, 33), ...chunks, png.subarray(33), Buffer.alloc(40_000)];
    const source = counted(Buffer.concat(far));
    assert.equal(await readProvenance(source), undefined);
    assert.ok(source.byteTotal <= 300_000, `${source.byteTotal} bytes`);
  });
});
