import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { sourceOf } from '../../../../src/core/provenance/byteSource.ts';
import {
  maxForeignLength,
  readForeign,
  type ForeignText,
} from '../../../../src/core/provenance/readForeign.ts';
import { otherXmp } from './imageKinds.ts';
import {
  exifOfTexts,
  jpegSegment,
  pngChunk,
  webpChunk,
  webpOf,
  webpParts,
  withJpegSegments,
  withPngChunks,
} from './imageParts.ts';

const image = sharp({ create: { width: 8, height: 8, channels: 3, background: '#3a7' } });
const png = await image.clone().png().toBuffer();
const jpeg = await image.clone().jpeg().toBuffer();
const webp = await image.clone().withXmp(otherXmp).webp().toBuffer();

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const textsOf = (bytes: Uint8Array): Promise<readonly ForeignText[]> =>
  readForeign(sourceOf(bytes));
const settings = 'a cat\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, Seed: 5';

/** Little-endian Exif with a comment, as programs for generated images write it. */
function exifWithComment(comment: Buffer): Buffer {
  const exif = Buffer.alloc(44);
  exif.write('II*\0\u0008\0\0\0\u0001\0\u0069\u0087\u0004\0\u0001\0\0\0\u001a\0\0\0', 0, 'latin1');
  exif.writeUInt16LE(1, 26);
  exif.writeUInt16LE(0x9286, 28);
  exif.writeUInt16LE(7, 30);
  exif.writeUInt32LE(comment.length, 32);
  exif.writeUInt32LE(44, 36);
  return Buffer.concat([exif, comment]);
}

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const exifBlock = (exif: Buffer): Buffer => jpegSegment(0xe1, latin1('Exif\0\0'), exif);

describe('What other programs have written into a PNG', () => {
  test('is found in every kind of text chunk, before and behind the picture', async () => {
    const file = withPngChunks(
      withPngChunks(
        png,
        'IDAT',
        pngChunk('tEXt', latin1(`parameters\0${settings}`)),
        pngChunk('tEXt', latin1('Author\0Ren\u00e9')),
        pngChunk('zTXt', Buffer.concat([latin1('prompt\0\0'), deflateSync('{"3":{}}')])),
      ),
      'IEND',
      pngChunk('iTXt', Buffer.from('Description\0\0\0de\0Titel\0eine Katze 猫')),
      pngChunk(
        'iTXt',
        Buffer.concat([latin1('workflow\0\u0001\0\0\0'), deflateSync('{"nodes":[]}')]),
      ),
      pngChunk('eXIf', exifOfTexts({ 0x010e: 'a cat', 0x0131: 'Painter 9' })),
    );
    assert.deepEqual(await textsOf(file), [
      { label: 'parameters', value: settings },
      { label: 'Author', value: 'René' },
      { label: 'prompt', value: '{"3":{}}' },
      { label: 'Description', value: 'eine Katze 猫' },
      { label: 'workflow', value: '{"nodes":[]}' },
      { label: 'ImageDescription', value: 'a cat' },
      { label: 'Software', value: 'Painter 9' },
    ]);
  });

  test('is cut where it is endless, and left out where unpacking it would not end', async () => {
    const bomb = pngChunk(
      'zTXt',
      Buffer.concat([latin1('bomb\0\0'), deflateSync(Buffer.alloc(50_000_000))]),
    );
    const long = pngChunk('tEXt', latin1(`long\0${'x'.repeat(300_000)}`));
    const many = Array.from({ length: 300 }, (_, index) =>
      pngChunk('tEXt', latin1(`k${index}\0v`)),
    );
    const found = await textsOf(withPngChunks(png, 'IDAT', bomb, long, ...many));
    assert.equal(found.length, 100);
    assert.deepEqual(found[0], { label: 'long', value: 'x'.repeat(maxForeignLength) });
  });

  test('is left out where it is not put together rightly', async () => {
    const wrong = [
      pngChunk('tEXt', latin1('no end of the keyword')),
      pngChunk('zTXt', latin1('packed\0\u0001another way')),
      pngChunk('zTXt', latin1('packed\0\0not at all')),
      pngChunk('iTXt', latin1('cut\0\0\0de')),
      pngChunk('tEXt', latin1('empty\0 ')),
      pngChunk('eXIf', latin1('II')),
    ];
    assert.deepEqual(await textsOf(withPngChunks(png, 'IDAT', ...wrong)), []);
  });
});

describe('What other programs have written into a JPEG', () => {
  const comments: readonly (readonly [string, Buffer])[] = [
    [
      'in the byte order of the block',
      Buffer.concat([latin1('UNICODE\0'), Buffer.from(settings, 'utf16le')]),
    ],
    ['in the other byte order', Buffer.concat([latin1('UNICODE\0'), utf16be(settings)])],
    ['in ASCII', latin1(`ASCII\0\0\0${settings}\0`)],
    ['in no named encoding', latin1(`\0\0\0\0\0\0\0\0${settings}`)],
  ];
  for (const [title, comment] of comments) {
    test(`is found in the comment of Exif, ${title}`, async () => {
      const file = withJpegSegments(jpeg, 1, exifBlock(exifWithComment(comment)));
      assert.deepEqual(await textsOf(file), [{ label: 'UserComment', value: settings }]);
    });
  }

  test('is found in XMP and in comments', async () => {
    const xmp = otherXmp.replace(
      '</r:Description>',
      '<dc:description><r:Alt><r:li xml:lang="x-default">eine Katze</r:li></r:Alt></dc:description></r:Description>',
    );
    const file = withJpegSegments(
      jpeg,
      1,
      jpegSegment(0xe1, latin1('http://ns.adobe.com/xap/1.0/\0'), Buffer.from(xmp)),
      jpegSegment(0xfe, Buffer.from('Grüße')),
    );
    assert.deepEqual(await textsOf(file), [
      { label: 'dc:description', value: 'eine Katze' },
      { label: 'dc:subject', value: 'one, two' },
      { label: 'Comment', value: 'Grüße' },
    ]);
  });

  test('is read without harm where Exif points anywhere', async () => {
    const exif = exifWithComment(latin1(`ASCII\0\0\0${settings}`));
    for (let at = 0; at < 44; at += 1) {
      for (const value of [0, 1, 0x7f, 0xff]) {
        const changed = Buffer.from(exif);
        changed[at] = value;
        await textsOf(withJpegSegments(jpeg, 1, exifBlock(changed)));
      }
    }
  });
});

describe('What other programs have written into a WebP', () => {
  for (const name of ['', 'Exif\0\0']) {
    test(`is found in XMP and in Exif${name && ' that begins with its name'}`, async () => {
      const [head, ...others] = webpParts(webp).map(({ whole }) => Buffer.from(whole));
      head![8]! |= 0x08;
      const exif = exifOfTexts({ 0x0110: 'prompt:{"3":{}}', 0x010f: 'workflow:{}' });
      const file = webpOf(head!, ...others, webpChunk('EXIF', Buffer.concat([latin1(name), exif])));
      assert.deepEqual(await textsOf(file), [
        { label: 'dc:subject', value: 'one, two' },
        { label: 'Make', value: 'workflow:{}' },
        { label: 'Model', value: 'prompt:{"3":{}}' },
      ]);
    });
  }

  test('is nothing in a simple one', async () => {
    assert.deepEqual(await textsOf(await image.clone().webp().toBuffer()), []);
  });
});
