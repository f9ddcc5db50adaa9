import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import sharp from 'sharp';
import { sourceOf } from '../../../../src/core/provenance/byteSource.ts';
import { readProvenance } from '../../../../src/core/provenance/readProvenance.ts';
import { embedProvenance } from '../../../support/imageProvenance.ts';
import { checkers } from './checkers.ts';
import { everyKind, multiPictureJpeg, otherXmp } from './imageKinds.ts';
import {
  jpegParts,
  jpegSegment,
  pngChunk,
  pngParts,
  webpParts,
  withJpegSegments,
  withPngChunks,
  type Part,
} from './imageParts.ts';
import { sampleProvenance } from './sampleProvenance.ts';

const kinds = await everyKind();
const partsOf = { png: pngParts, jpg: jpegParts, webp: webpParts };
const formatOf = (name: string) => name.slice(name.lastIndexOf('.') + 1) as keyof typeof partsOf;
const isXmp = ({ name, data }: Part): boolean =>
  name === 'XMP ' ||
  /^(?:XML:com\.adobe\.xmp|http:\/\/ns\.adobe)/.test(data.toString('latin1', 0, 40));
const isParameters = ({ data }: Part): boolean => data.toString('latin1', 0, 11) === 'parameters\0';
const embedded = new Map<string, Buffer>();

before(async () => {
  for (const [name, bytes] of kinds) {
    embedded.set(name, Buffer.from(await embedProvenance(bytes, sampleProvenance)));
  }
});

describe('Beside XMP, provenance leaves everything as it is', () => {
  for (const [name, original] of kinds) {
    test(`${name}: the same blocks in the same order, byte for byte`, () => {
      const others = (file: Buffer) =>
        partsOf[formatOf(name)](file)
          .filter((part) => !isXmp(part) && !isParameters(part) && part.name !== 'VP8X')
          .map(({ whole }) => whole.toString('base64'));
      const found = others(embedded.get(name)!);
      // In this one, the head of the list tells where the pictures are now.
      if (name === 'multi-picture.jpg') assert.equal(found.length, others(original).length);
      else assert.deepEqual(found, others(original));
    });

    test(`${name}: what stands behind the image stays behind it`, async () => {
      const trailer = Buffer.from('IEND something else \u00ff\u00d9');
      const bytes = Buffer.concat([original, trailer]);
      const after = Buffer.from(await embedProvenance(bytes, sampleProvenance));
      assert.ok(after.subarray(-trailer.length).equals(trailer));
      assert.ok(after.subarray(0, -trailer.length).equals(embedded.get(name)!));
    });

    test(`${name}: it lies where the format wants it`, () => {
      const parts = partsOf[formatOf(name)](embedded.get(name)!);
      const xmp = parts.map(isXmp);
      assert.equal(xmp.filter(Boolean).length, 1);
      const place = xmp.indexOf(true);
      const names = parts.map(({ name: own }) => own);
      if (formatOf(name) === 'png') assert.equal(place, 1);
      if (formatOf(name) === 'jpg')
        assert.ok(place <= 2 && names.slice(0, place).every((own) => /e[01]/.test(own)));
      if (formatOf(name) === 'webp') {
        assert.equal(names[0], 'VP8X');
        assert.equal(parts[0]!.data[0]! & 0x04, 0x04);
        assert.deepEqual(
          names.slice(place + 1).filter((own) => own !== 'zzzz'),
          [],
        );
      }
    });
  }

  test('a simple WebP becomes an extended one of the same size, with the alpha that it has', async () => {
    for (const [name, flags] of [
      ['lossy.webp', 0x04],
      ['lossless.webp', 0x04],
      ['lossless-alpha.webp', 0x14],
    ] as const) {
      const [head] = webpParts(embedded.get(name)!);
      const { width, height } = await sharp(kinds.get(name)!).metadata();
      assert.equal(head!.data[0], flags, name);
      assert.equal(head!.data.readUIntLE(4, 3) + 1, width);
      assert.equal(head!.data.readUIntLE(7, 3) + 1, height);
    }
  });

  test('the largest of simple WebPs keep their size', async () => {
    const create = { width: 16_383, height: 2, channels: 3, background: '#123' } as const;
    const wide = await sharp({ create }).webp().toBuffer();
    const { width, height } = await sharp(await embedProvenance(wide, sampleProvenance)).metadata();
    assert.deepEqual({ width, height }, { width: 16_383, height: 2 });
  });

  test('the further pictures of a JPEG are found where they are now', async () => {
    const { file, second } = await multiPictureJpeg();
    const after = await embedProvenance(file, sampleProvenance);
    const tags = (await checkers.tagsOf(new Map([['two.jpg', after]]))).get('two.jpg')!;
    assert.equal(tags['MPImage2:MPImage2'], `base64:${second.toString('base64')}`);
    assert.equal(tags['MPImage1:MPImageLength'], after.length - second.length);
    assert.equal(tags['MPImage2:MPImageStart'], after.length - second.length);
  });
});

const jpegXmp = (packet: string): Buffer =>
  jpegSegment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1'), Buffer.from(packet));
const plainJpeg = kinds.get('plain.jpg')!;
const withXmp = (packet: string): Buffer => withJpegSegments(plainJpeg, 1, jpegXmp(packet));
const rdf = (inner: string, attributes = ''): string =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"` +
  `${attributes}>${inner}</rdf:RDF></x:xmpmeta>`;
const packetOf = (file: Uint8Array): string =>
  jpegParts(Buffer.from(file)).find(isXmp)!.data.toString('utf8').slice(29);

describe('XMP that is there already', () => {
  test('keeps its text, but for the properties that provenance takes the place of', async () => {
    const packet = packetOf(await embedProvenance(withXmp(otherXmp), sampleProvenance));
    const kept = otherXmp.slice(0, otherXmp.indexOf('</r:RDF>'));
    assert.ok(packet.startsWith(kept));
    assert.match(packet, /<rdf:Description [^>]*rdf:about="uuid:12">/);
  });

  test('is read in every spelling that RDF has, and replaced in it', async () => {
    const ns =
      ' xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:t="http://ns.adobe.com/xap/1.0/" xmlns:f="urn:fluxklein:image-generator:1.0#"';
    const spellings = [
      `<rdf:Description${ns} t:CreatorTool="old" f:model='old' f:seed="1"/>`,
      `<rdf:Description${ns}><d:description><rdf:Alt><rdf:li xml:lang="de">alt</rdf:li><rdf:li xml:lang="x-default">old</rdf:li></rdf:Alt></d:description></rdf:Description>`,
      `<rdf:Description${ns}><d:description>old</d:description><t:CreatorTool rdf:parseType="Resource"><rdf:value>old</rdf:value></t:CreatorTool></rdf:Description>`,
      `<rdf:Description${ns}><t:CreatorTool><![CDATA[old]]></t:CreatorTool><!-- t:CreatorTool --><f:promptJson>"old"</f:promptJson></rdf:Description>`,
      `<d:description xmlns="http://purl.org/dc/elements/1.1/" xmlns:d="x"/>`,
      '',
    ];
    for (const spelling of spellings) {
      const after = await embedProvenance(withXmp(rdf(spelling)), sampleProvenance);
      assert.deepEqual(await readProvenance(sourceOf(after)), sampleProvenance, spelling);
      assert.doesNotMatch(packetOf(after), /\bold\b/, spelling);
    }
  });

  test('may have no description at all, or an RDF element without content', async () => {
    const empty = ['<x:xmpmeta xmlns:x="adobe:ns:meta/"/>', rdf('').replace('></rdf:RDF>', '/>')];
    for (const packet of empty) {
      const after = await embedProvenance(withXmp(packet), sampleProvenance);
      assert.deepEqual(await readProvenance(sourceOf(after)), sampleProvenance, packet);
    }
  });

  test('may be UTF-16', async () => {
    const utf16 = Buffer.from(`\ufeff${otherXmp}`, 'utf16le');
    const block = [Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1'), utf16];
    const file = withJpegSegments(plainJpeg, 1, jpegSegment(0xe1, ...block));
    const after = await embedProvenance(file, sampleProvenance);
    assert.match(packetOf(after), /Nürnberg/);
    assert.deepEqual(await readProvenance(sourceOf(after)), sampleProvenance);
  });

  const fills: readonly (readonly [byteCount: number, staysInSegment: boolean])[] = [
    [60_000, true],
    [64_400, true],
    [65_250, true],
    [65_450, false],
  ];
  for (const [byteCount, staysInSegment] of fills) {
    test(`may fill its segment with ${byteCount} bytes: what is long goes into Extended XMP`, async () => {
      const empty = rdf('<rdf:Description xmlns:y="urn:y"><y:fill></y:fill></rdf:Description>');
      const fill = 'y'.repeat(byteCount - empty.length);
      const original = withXmp(empty.replace('></y:fill>', `>${fill}</y:fill>`));
      const prompt = 'p'.repeat(6000);
      const after = await embedProvenance(original, { ...sampleProvenance, prompt });
      assert.deepEqual(await readProvenance(sourceOf(after)), { ...sampleProvenance, prompt });
      assert.equal(packetOf(after).includes(fill), staysInSegment);
      const again = await embedProvenance(after, sampleProvenance);
      assert.deepEqual(await readProvenance(sourceOf(again)), sampleProvenance);
      const files = new Map([
        ['after.jpg', after],
        ['again.jpg', again],
      ]);
      const tags = await checkers.tagsOf(files);
      for (const name of files.keys()) assert.equal(tags.get(name)!['XMP-y:Fill'], fill, name);
      assert.equal(tags.get('after.jpg')!['XMP-dc:Description'], prompt);
      assert.equal(tags.get('again.jpg')!['XMP-dc:Description'], sampleProvenance.prompt);
    });
  }

  test('may have lost its extended part, and then stays as it is', async () => {
    const note =
      '<rdf:Description xmlns:n="http://ns.adobe.com/xmp/note/" n:HasExtendedXMP="00112233445566778899AABBCCDDEEFF"/>';
    const after = await embedProvenance(withXmp(rdf(note)), sampleProvenance);
    assert.deepEqual(await readProvenance(sourceOf(after)), sampleProvenance);
    assert.match(packetOf(after), /HasExtendedXMP="00112233445566778899AABBCCDDEEFF"/);
  });

  const unreadable: Readonly<Record<string, string>> = {
    'no XML': 'hello',
    'an element that is not closed': '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
    'a document type': `<!DOCTYPE x [<!ENTITY a "aaaa">]>${rdf('')}`,
    'an entity of its own': rdf('<rdf:Description a="&a;"/>'),
    'a prefix that nobody declares': rdf('<rdf:Description dc:title="x"/>'),
    'an attribute twice': rdf('<rdf:Description rdf:about="" rdf:about=""/>'),
    'elements a hundred deep': '<a>'.repeat(100) + '</a>'.repeat(100),
    'bytes that are no UTF-8': 'x',
  };
  for (const [title, packet] of Object.entries(unreadable)) {
    test(`is not touched where it cannot be read: ${title}`, async () => {
      const file = title.includes('UTF-8')
        ? withJpegSegments(
            plainJpeg,
            1,
            jpegSegment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<a>\u00ff</a>', 'latin1')),
          )
        : withXmp(packet);
      await assert.rejects(() => embedProvenance(file, sampleProvenance), { code: 'notAnImage' });
      assert.equal(await readProvenance(sourceOf(file)), undefined);
    });
  }

  test('that a PNG has packed and many times as large is not unpacked to the end', async () => {
    const { deflateSync } = await import('node:zlib');
    const bomb = deflateSync(Buffer.alloc(100_000_000, ' '));
    const head = Buffer.from('XML:com.adobe.xmp\0\u0001\0\0\0', 'latin1');
    const file = withPngChunks(
      kinds.get('plain.png')!,
      'IDAT',
      pngChunk('iTXt', Buffer.concat([head, bomb])),
    );
    await assert.rejects(() => embedProvenance(file, sampleProvenance), { code: 'notAnImage' });
    assert.equal(await readProvenance(sourceOf(file)), undefined);
  });
});
