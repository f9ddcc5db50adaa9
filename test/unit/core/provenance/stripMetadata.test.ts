import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import sharp from 'sharp';
import { sourceOf } from '../../../../src/core/provenance/byteSource.ts';
import { readForeign } from '../../../../src/core/provenance/readForeign.ts';
import { readProvenance } from '../../../../src/core/provenance/readProvenance.ts';
import { embedProvenance, stripMetadata } from '../../../support/imageProvenance.ts';
import { checkers, type Tags } from './checkers.ts';
import { decoded, readPngSuite } from './imageFiles.ts';
import { everyKind } from './imageKinds.ts';
import { sampleProvenance } from './sampleProvenance.ts';

const originals = new Map([...(await everyKind()), ...(await readPngSuite()).valid]);

/** Groups of tags about how the picture is to be decoded and shown. */
const aboutThePicture =
  /^(?:SourceFile|ExifTool|System|File|Composite|ICC|PNG$|PNG-pHYs|PNG-cICP|RIFF|JFIF|APP14|Adobe)/;
const text = /Parameters|Author|Comment|Title|Software|Description|Copyright|Warning|ModifyDate/;

describe('Stripped of its metadata, an image', () => {
  const stripped = new Map<string, Uint8Array>();
  let tags: Map<string, Tags>;
  let complaintsBefore: Map<string, string>;
  let complaints: Map<string, string>;

  before(async () => {
    for (const [name, bytes] of originals) {
      stripped.set(name, stripMetadata(await embedProvenance(bytes, sampleProvenance)));
    }
    tags = await checkers.tagsOf(stripped);
    complaintsBefore = await checkers.complaintsAbout(originals);
    complaints = await checkers.complaintsAbout(stripped);
  });

  for (const [name, original] of originals) {
    test(`${name}: shows the same, turned the same way, in the same colours`, async () => {
      const [was, is] = [await decoded(original), await decoded(stripped.get(name)!)];
      assert.equal(
        is.layout.replace(',"orientation":1', ''),
        was.layout.replace(',"orientation":1', ''),
      );
      assert.ok(is.pixels.equals(was.pixels));
    });

    test(`${name}: tells nothing of how it was made, to nobody`, async () => {
      const bytes = stripped.get(name)!;
      assert.equal(await readProvenance(sourceOf(bytes)), undefined);
      assert.deepEqual(await readForeign(sourceOf(bytes)), []);
      const isTold = ([tag]: [string, unknown]) => {
        const [group = '', rest = ''] = tag.split(':');
        if (tag === 'IFD0:Orientation') return false;
        return (
          !aboutThePicture.test(group) || (/^(?:PNG|RIFF|File)$/.test(group) && text.test(rest))
        );
      };
      assert.deepEqual(Object.entries(tags.get(name)!).filter(isTold), []);
      const words = Buffer.from(bytes).toString('latin1');
      assert.doesNotMatch(words, /fluxKlein|adobe:ns:meta|Photoshop|Kiosk|by hand|private/);
    });

    test(`${name}: is as valid as it was, and needs no second time`, () => {
      assert.ok(!complaints.has(name) || complaintsBefore.has(name), complaints.get(name));
      const bytes = stripped.get(name)!;
      assert.ok(Buffer.from(stripMetadata(bytes)).equals(bytes));
    });
  }

  test('keeps its animation', async () => {
    const { pages, loop, delay } = await sharp(stripped.get('animated.webp')!).metadata();
    assert.deepEqual({ pages, loop, delay }, { pages: 2, loop: 3, delay: [90, 120] });
    const types = Buffer.from(stripped.get('animated.png')!)
      .toString('latin1')
      .match(/fcTL|fdAT/g);
    assert.deepEqual(types, ['fcTL', 'fcTL', 'fdAT', 'fcTL', 'fdAT']);
  });

  test('keeps nothing of what stands behind it', async () => {
    for (const name of ['plain.png', 'plain.jpg', 'lossy.webp']) {
      const bytes = stripMetadata(Buffer.concat([originals.get(name)!, Buffer.from('a prompt')]));
      assert.equal(Buffer.from(bytes).indexOf('a prompt'), -1, name);
      assert.ok((await decoded(bytes)).pixels.length > 0);
    }
  });

  test('keeps a picture that never had any as it was, byte for byte', () => {
    for (const name of ['plain.png', 'plain.jpg', 'lossy.webp', 'lossless.webp']) {
      assert.ok(
        Buffer.from(stripMetadata(originals.get(name)!)).equals(originals.get(name)!),
        name,
      );
    }
  });
});
