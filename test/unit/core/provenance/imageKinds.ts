import sharp, { type Sharp } from 'sharp';
import {
  exifOfTexts,
  jpegSegment,
  pngChunk,
  pngParts,
  webpChunk,
  webpOf,
  webpParts,
  withJpegSegments,
  withPngChunks,
} from './imageParts.ts';

/** A picture in which no two places look the same, so that a changed one shows. */
function picture(channels: 1 | 3 | 4 = 3, width = 61, height = 43): Sharp {
  const pixels = Uint8Array.from(
    { length: width * height * channels },
    (_, index) => (index * 37 + (index % 251) * 11) % 256,
  );
  return sharp(pixels, { raw: { width, height, channels } });
}

const foreignXmp = (inner: string): string =>
  `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">` +
  `<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
  `<r:Description r:about="uuid:12" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" ` +
  `xmlns:dc="http://purl.org/dc/elements/1.1/" photoshop:City="Nürnberg &amp; Fürth" dc:format="image/x">` +
  `<dc:subject><r:Bag><r:li>one</r:li><r:li>two</r:li></r:Bag></dc:subject>${inner}` +
  `</r:Description></r:RDF></x:xmpmeta>${' '.repeat(200)}<?xpacket end="w"?>`;

const rights =
  '<dc:rights><r:Alt><r:li xml:lang="x-default">mine</r:li><r:li xml:lang="de">meins</r:li></r:Alt></dc:rights>';

/** A packet of another program. */
export const otherXmp = foreignXmp(rights);

const exif = { IFD0: { Copyright: 'me', ImageDescription: 'a wall' }, IFD2: { UserComment: 'hm' } };
const described = (image: Sharp): Sharp =>
  image.withExif(exif).withXmp(otherXmp).withIccProfile('p3');
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Three frames, which sharp reads the first of. */
async function animatedPng(): Promise<Buffer> {
  const frames = await Promise.all(
    [0, 90, 180].map((hue) => picture(4, 24, 16).modulate({ hue }).png().toBuffer()),
  );
  const control = (sequence: number) => {
    const data = Buffer.alloc(26);
    data.writeUInt32BE(sequence, 0);
    data.writeUInt32BE(24, 4);
    data.writeUInt32BE(16, 8);
    data.writeUInt16BE(1, 20);
    data.writeUInt16BE(10, 22);
    return pngChunk('fcTL', data);
  };
  let sequence = 0;
  const body = frames.flatMap((frame, index) => [
    control(sequence++),
    ...pngParts(frame)
      .filter(({ name }) => name === 'IDAT')
      .map(({ data, whole }) => {
        if (index === 0) return whole;
        const numbered = Buffer.concat([Buffer.alloc(4), data]);
        numbered.writeUInt32BE(sequence++, 0);
        return pngChunk('fdAT', numbered);
      }),
  ]);
  const [header] = pngParts(frames[0]!);
  const animation = Buffer.from([0, 0, 0, 3, 0, 0, 0, 0]);
  return Buffer.concat([
    frames[0]!.subarray(0, 8),
    header!.whole,
    pngChunk('acTL', animation),
    pngChunk('tEXt', latin1('Title\0three')),
    ...body,
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Grey, 32 × 8 pixels, with a restart after each of its four blocks. Every code is one bit long. */
function restartJpeg(): Buffer {
  const oneCode = (tableClass: number, symbol: number) =>
    jpegSegment(
      0xc4,
      Buffer.concat([Buffer.from([tableClass, 1]), Buffer.alloc(15), Buffer.from([symbol])]),
    );
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    jpegSegment(0xe0, latin1('JFIF\0\u0001\u0001\0\0\u0001\0\u0001\0\0')),
    jpegSegment(0xfe, latin1('by hand')),
    jpegSegment(0xdb, Buffer.concat([Buffer.alloc(1), Buffer.alloc(64, 16)])),
    jpegSegment(0xc0, Buffer.from([8, 0, 8, 0, 32, 1, 1, 0x11, 0])),
    oneCode(0x00, 0),
    oneCode(0x10, 0),
    jpegSegment(0xdd, Buffer.from([0, 1])),
    jpegSegment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x3f, 0xff, 0xd0, 0x3f, 0xff, 0xd1, 0x3f, 0xff, 0xd2, 0x3f, 0xff, 0xd9]),
  ]);
}

/** A profile longer than one segment holds, in three of them, and segments of Photoshop and others. */
async function jpegOfManySegments(): Promise<Buffer> {
  const tagged = await picture().withIccProfile('srgb').jpeg().toBuffer();
  const { icc } = await sharp(tagged).metadata();
  const profile = Buffer.concat([icc!, Buffer.alloc(150_000)]);
  profile.writeUInt32BE(profile.length, 0);
  const parts = [0, 1, 2].map((index) =>
    jpegSegment(
      0xe2,
      latin1(`ICC_PROFILE\0${String.fromCharCode(index + 1)}\u0003`),
      profile.subarray(index * 60_000, (index + 1) * 60_000),
    ),
  );
  const photoshop = latin1('Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0a\x1c\x02\x78\0\x05Kiosk');
  return withJpegSegments(
    await picture().jpeg().toBuffer(),
    1,
    jpegSegment(
      0xe1,
      latin1('Exif\0\0'),
      exifOfTexts({ 0x010e: 'x'.repeat(60_000), 0x8298: 'me' }),
    ),
    ...parts,
    jpegSegment(0xed, photoshop),
    jpegSegment(0xfe, latin1('a comment')),
    jpegSegment(0xe1, latin1('http://ns.adobe.com/xap/1.0/\0'), Buffer.from(otherXmp)),
  );
}

/** Two pictures in one file; the second begins behind the end of the first. */
export async function multiPictureJpeg(): Promise<{ file: Buffer; second: Buffer }> {
  const second = await picture(3, 16, 16).jpeg().toBuffer();
  const list = Buffer.alloc(4 + 8 + 2 + 3 * 12 + 4 + 2 * 16);
  list.write('MPF\0MM\0*\0\0\0\u0008', 0, 'latin1');
  list.writeUInt16BE(3, 12);
  const entry = (index: number, tag: number, type: number, count: number, value: number) => {
    const at = 14 + 12 * index;
    list.writeUInt16BE(tag, at);
    list.writeUInt16BE(type, at + 2);
    list.writeUInt32BE(count, at + 4);
    list.writeUInt32BE(value, at + 8);
  };
  entry(0, 0xb000, 7, 4, 0x3031_3030);
  entry(1, 0xb001, 4, 1, 2);
  entry(2, 0xb002, 7, 32, 50);
  const xmp = [latin1('http://ns.adobe.com/xap/1.0/\0'), Buffer.from(otherXmp)];
  const first = withJpegSegments(
    await picture().jpeg().toBuffer(),
    1,
    jpegSegment(0xe2, list),
    jpegSegment(0xe1, ...xmp),
  );
  const listHead = first.indexOf('MPF\0') + 4;
  first.writeUInt32BE(0x2003_0000, listHead + 50);
  first.writeUInt32BE(first.length, listHead + 54);
  first.writeUInt32BE(0x0002_0002, listHead + 66);
  first.writeUInt32BE(second.length, listHead + 70);
  first.writeUInt32BE(first.length - listHead, listHead + 74);
  return { file: Buffer.concat([first, second]), second };
}

async function animatedWebp(): Promise<Buffer> {
  const frames = await Promise.all(
    [0, 120].map((hue) => picture(4, 32, 32).modulate({ hue }).png().toBuffer()),
  );
  return sharp(frames, { join: { animated: true } })
    .webp({ loop: 3, delay: [90, 120] })
    .toBuffer();
}

/** A file of a simple kind, extended with chunks that nobody knows, one of them of odd length. */
async function webpWithUnknownChunks(): Promise<Buffer> {
  const plain = await described(picture()).webp().toBuffer();
  const [head, ...others] = webpParts(plain).map(({ whole }) => whole);
  return webpOf(
    head!,
    webpChunk('abcd', latin1('odd')),
    ...others,
    webpChunk('zzzz', latin1('last')),
  );
}

async function pngWithEveryText(): Promise<Buffer> {
  const { deflateSync } = await import('node:zlib');
  const packed = deflateSync(Buffer.from('packed text'));
  const png = await picture().png().toBuffer();
  const head = withPngChunks(
    png,
    'IDAT',
    pngChunk('tEXt', latin1('Author\0Ren\u00e9')),
    pngChunk('zTXt', Buffer.concat([latin1('Comment\0\0'), packed])),
    pngChunk('iTXt', Buffer.from('Title\0\0\0de\0Titel\0Schnee 雪')),
    pngChunk('eXIf', exifOfTexts({ 0x010e: 'a wall', 0x8298: 'me' })),
    pngChunk('teSt', latin1('private')),
  );
  const xmp = Buffer.concat([
    latin1('XML:com.adobe.xmp\0\u0001\0\0\0'),
    deflateSync(Buffer.from(otherXmp)),
  ]);
  const time = Buffer.from([7, 0xe8, 2, 3, 4, 5, 6]);
  return withPngChunks(head, 'IEND', pngChunk('iTXt', xmp), pngChunk('tIME', time));
}

/** One file of every kind that the formats allow, by a name with its extension. */
export async function everyKind(): Promise<Map<string, Buffer>> {
  const cmyk = picture(4).toColourspace('cmyk');
  const kinds: Readonly<Record<string, Promise<Buffer>>> = {
    'plain.png': picture().png().toBuffer(),
    'grey.png': picture(1).toColourspace('b-w').png().toBuffer(),
    'alpha.png': described(picture(4)).png().toBuffer(),
    'interlaced.png': described(picture()).png({ progressive: true }).toBuffer(),
    'palette.png': described(picture(4)).png({ palette: true, colours: 32 }).toBuffer(),
    'sixteen-bits.png': described(picture()).toColourspace('rgb16').png().toBuffer(),
    'animated.png': animatedPng(),
    'every-text.png': pngWithEveryText(),
    'plain.jpg': picture().jpeg().toBuffer(),
    'grey.jpg': described(picture(1).toColourspace('b-w')).jpeg().toBuffer(),
    'progressive.jpg': described(picture()).jpeg({ progressive: true }).toBuffer(),
    'cmyk.jpg': cmyk.withXmp(otherXmp).jpeg().toBuffer(),
    'turned.jpg': described(picture()).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    'restarts.jpg': Promise.resolve(restartJpeg()),
    'many-segments.jpg': jpegOfManySegments(),
    'multi-picture.jpg': multiPictureJpeg().then(({ file }) => file),
    'lossy.webp': picture().webp().toBuffer(),
    'lossless.webp': picture().webp({ lossless: true }).toBuffer(),
    'lossless-alpha.webp': picture(4).webp({ lossless: true }).toBuffer(),
    'lossy-alpha.webp': described(picture(4)).webp().toBuffer(),
    'described.webp': described(picture()).webp().toBuffer(),
    'animated.webp': animatedWebp(),
    'unknown-chunks.webp': webpWithUnknownChunks(),
  };
  const names = Object.keys(kinds);
  const files = await Promise.all(Object.values(kinds));
  return new Map(names.map((name, index) => [name, files[index]!]));
}
