import { deflateSync } from 'node:zlib';
import {
  jpegSegment,
  pngChunk,
  webpChunk,
  webpOf,
  webpParts,
  withJpegSegments,
  withPngChunks,
} from '../unit/core/provenance/imageParts.ts';

/** Builds a file of about so many bytes, of pieces that the format allows. */
export type HostileImage = (byteCount: number) => Buffer;

/** 32 × 24 pixels of one colour, as an encoder writes them. */
const png = Buffer.from(
  [
    'iVBORw0KGgoAAAANSUhEUgAAACAAAAAYCAIAAAAUMWhjAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAMElE',
    'QVRIiWMwXlVOU8QwasGq0SAqH01FxqMZrXy0qDAeLU1XjVY4xqNV5qrB3aoAABza/C5IUx9GAAAAAElF',
    'TkSuQmCC',
  ].join(''),
  'base64',
);
const jpeg = Buffer.from(
  [
    '/9j/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKB',
    'TmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8',
    'fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAAYACADASIAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAA',
    'AP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAWAQEBAQAAAAAAAAAAAAAAAAAAAgX/xAAUEQEAAAAAAAAA',
    'AAAAAAAAAAAA/9oADAMBAAIRAxEAPwAAllAAAAAAP//Z',
  ].join(''),
  'base64',
);
const webp = Buffer.from(
  [
    'UklGRkIAAABXRUJQVlA4IDYAAADwAgCdASogABgAPm00lkekIyIhKAgAgA2JZQAAS3dLAACb+g+Jq//8',
    '7B/96P/THrSowdgAAAA=',
  ].join(''),
  'base64',
);

/** As many of the same as fit. */
const many = (piece: Uint8Array, byteCount: number): Buffer =>
  Buffer.alloc(Math.floor(byteCount / piece.length) * piece.length, piece);

const repeated = (text: (index: number) => string, byteCount: number): string => {
  const pieces: string[] = [];
  for (let length = 0, index = 0; length < byteCount; index += 1) {
    const piece = text(index);
    pieces.push(piece);
    length += piece.length;
  }
  return pieces.join('');
};

const description = (attributes: string, inner: string): string =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
  `<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:q="urn:q"${attributes}>${inner}` +
  `</rdf:Description></rdf:RDF></x:xmpmeta>`;

/** XMP of about so many bytes by what it is made of. */
export const hostilePackets: Readonly<Record<string, (byteCount: number) => string>> = {
  'with entities': (bytes) =>
    description('', `<dc:description>${repeated(() => '&lt;', bytes)}</dc:description>`),
  'with attributes': (bytes) =>
    description(
      repeated((index) => ` q:a${index}=""`, bytes),
      '',
    ),
  'with a long namespace': (bytes) =>
    description(
      ` xmlns:n="${'u'.repeat(Math.min(20_000, bytes / 2))}"${repeated((index) => ` n:a${index}=""`, bytes / 2)}`,
      '',
    ),
  'with elements': (bytes) =>
    description(
      '',
      repeated(() => '<q:a/>', bytes),
    ),
  'with a list': (bytes) =>
    description(
      '',
      `<dc:subject><rdf:Bag>${repeated(() => '<rdf:li>&lt;</rdf:li>', bytes)}</rdf:Bag></dc:subject>`,
    ),
  'with declarations, deep': (bytes) =>
    description(
      '',
      `${'<q:b xmlns:z="u">'.repeat(50)}${'<q:c q:d=""/>'.repeat(bytes / 30)}${'</q:b>'.repeat(50)}`,
    ),
  'with comments': (bytes) =>
    description(
      '',
      repeated(() => '<!---->', bytes),
    ),
};

const xmpHead = Buffer.from('XML:com.adobe.xmp\0\0\0\0\0', 'latin1');
const packedXmpHead = Buffer.from('XML:com.adobe.xmp\0\u0001\0\0\0', 'latin1');
const pngXmp = (packet: string): Buffer =>
  withPngChunks(png, 'IDAT', pngChunk('iTXt', Buffer.concat([xmpHead, Buffer.from(packet)])));
const packedPngXmp = (packet: string): Buffer =>
  withPngChunks(png, 'IDAT', pngChunk('iTXt', Buffer.concat([packedXmpHead, deflateSync(packet)])));

const portion = (guid: string, fullLength: number, offset: number, length: number): Buffer => {
  const place = Buffer.alloc(8);
  place.writeUInt32BE(fullLength, 0);
  place.writeUInt32BE(offset, 4);
  const name = Buffer.from(`http://ns.adobe.com/xmp/extension/\0${guid}`, 'latin1');
  return jpegSegment(0xe1, name, place, Buffer.alloc(length, 'x'));
};

const extendedWebp = (...chunks: Buffer[]): Buffer => {
  const header = Buffer.alloc(10);
  // XMP and Exif are said to be there.
  header[0] = 0x0c;
  header[4] = 31;
  header[7] = 23;
  const [frame] = webpParts(webp);
  return webpOf(webpChunk('VP8X', header), frame!.whole, ...chunks);
};

/** A scan in the place of the JPEG's own. */
const withScan = (data: Buffer): Buffer => {
  const scanAt = jpeg.indexOf(Buffer.from([0xff, 0xda]));
  const dataAt = scanAt + 2 + jpeg.readUInt16BE(scanAt + 2);
  return Buffer.concat([jpeg.subarray(0, dataAt), data, Buffer.from([0xff, 0xd9])]);
};

const frame = (): Buffer => {
  const head = Buffer.alloc(16);
  return webpChunk('ANMF', Buffer.concat([head, webpParts(webp)[0]!.whole]));
};

/** No packet is longer: it takes the builder more than anybody who reads it. */
const longest = (byteCount: number): number => Math.min(byteCount, 4_000_000);

/** Files that are legal and meant to hurt, by name. */
export const hostileImages: Readonly<Record<string, HostileImage>> = {
  'empty comments.jpg': (bytes) => withJpegSegments(jpeg, 1, many(jpegSegment(0xfe), bytes)),
  'empty comments behind the header.jpg': (bytes) =>
    withJpegSegments(jpeg, 4, many(jpegSegment(0xfe), bytes)),
  'filling.jpg': (bytes) => withJpegSegments(jpeg, 1, Buffer.alloc(bytes, 0xff)),
  'stuffing.jpg': (bytes) => withScan(many(Buffer.from([0xff, 0x00]), bytes)),
  'restarts.jpg': (bytes) => withScan(many(Buffer.from([0x11, 0xff, 0xd0]), bytes)),
  'parts of XMP.jpg': (bytes) => {
    const note = description('', '').replace(
      'xmlns:q',
      `xmlns:n="http://ns.adobe.com/xmp/note/" n:HasExtendedXMP="${'A'.repeat(32)}" xmlns:q`,
    );
    const main = jpegSegment(
      0xe1,
      Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1'),
      Buffer.from(note),
    );
    return withJpegSegments(
      jpeg,
      1,
      main,
      many(portion('A'.repeat(32), 4_000_000_000, 0, 1), bytes),
    );
  },
  'long parts of XMP.jpg': (bytes) =>
    withJpegSegments(jpeg, 1, many(portion('B'.repeat(32), 1_000_000, 0, 60_000), bytes)),
  'nothing but Exif.jpg': (bytes) =>
    withJpegSegments(jpeg, 1, many(jpegSegment(0xe1, Buffer.from('Exif\0\0II*\0')), bytes)),

  'empty chunks.png': (bytes) =>
    withPngChunks(png, 'IDAT', many(pngChunk('teXt', Buffer.alloc(0)), bytes)),
  'empty data.png': (bytes) =>
    withPngChunks(png, 'IEND', many(pngChunk('IDAT', Buffer.alloc(0)), bytes)),
  'one long chunk of data.png': (bytes) =>
    withPngChunks(png, 'IEND', pngChunk('IDAT', Buffer.alloc(bytes))),
  'texts.png': (bytes) =>
    withPngChunks(png, 'IDAT', many(pngChunk('tEXt', Buffer.from('a\0b')), bytes)),
  'parameters.png': (bytes) =>
    withPngChunks(png, 'IDAT', many(pngChunk('tEXt', Buffer.from('parameters\0b')), bytes)),
  'packets.png': (bytes) =>
    withPngChunks(
      png,
      'IDAT',
      many(pngChunk('iTXt', Buffer.concat([xmpHead, Buffer.from('<a/>')])), bytes),
    ),
  'packed texts.png': (bytes) => {
    // Each would be a thousand times as long.
    const bomb = Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(1_900_000, 'x'))]);
    return withPngChunks(png, 'IDAT', many(pngChunk('zTXt', bomb), bytes));
  },
  'packed text without end.png': (bytes) => {
    const bomb = Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(4 * bytes))]);
    return withPngChunks(png, 'IDAT', pngChunk('zTXt', bomb));
  },

  'unknown chunks.webp': (bytes) => extendedWebp(many(webpChunk('zzzz', Buffer.alloc(0)), bytes)),
  'packets.webp': (bytes) => extendedWebp(many(webpChunk('XMP ', Buffer.alloc(0)), bytes)),
  'Exif.webp': (bytes) => extendedWebp(many(webpChunk('EXIF', Buffer.alloc(2)), bytes)),
  'frames.webp': (bytes) => extendedWebp(many(frame(), bytes)),
  'chunks in a frame.webp': (bytes) => {
    const inner = Buffer.concat([
      Buffer.alloc(16),
      webpParts(webp)[0]!.whole,
      many(webpChunk('zzzz', Buffer.alloc(0)), bytes),
    ]);
    return extendedWebp(webpChunk('ANMF', inner));
  },
  ...Object.fromEntries(
    Object.entries(hostilePackets).flatMap(([what, packet]): [string, HostileImage][] => [
      [`a packet ${what}.png`, (bytes) => pngXmp(packet(longest(bytes)))],
      [`a packed packet ${what}.png`, (bytes) => packedPngXmp(packet(longest(bytes)))],
      [
        `a packet ${what}.webp`,
        (bytes) => extendedWebp(webpChunk('XMP ', Buffer.from(packet(longest(bytes))))),
      ],
    ]),
  ),
};
