import { crc32, deflateSync } from 'node:zlib';
import type { PictureFormat } from './painter.ts';

function pngChunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}

function hugePng(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(Buffer.alloc(1024))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function hugeJpeg(): Buffer {
  // SOI, a baseline frame header of 65535 × 65535 in one component, a scan of nothing, EOI.
  const frame = [0xff, 0xc0, 0, 11, 8, 0xff, 0xff, 0xff, 0xff, 1, 1, 0x11, 0];
  const scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0];
  return Buffer.from([0xff, 0xd8, ...frame, ...scan, 0, 0xff, 0xd9]);
}

function hugeWebp(side: number): Buffer {
  const bytes = Buffer.alloc(30 + 16);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WEBPVP8X', 8, 'latin1');
  bytes.writeUInt32LE(10, 16);
  bytes.writeUIntLE(side - 1, 24, 3);
  bytes.writeUIntLE(side - 1, 27, 3);
  bytes.write('VP8L', 30, 'latin1');
  bytes.writeUInt32LE(8, 34);
  bytes[38] = 0x2f;
  return bytes;
}

/** A file of a few bytes whose header claims far more pixels than anything should decode. */
export function hugeImage(format: PictureFormat): Buffer {
  if (format === 'jpg') return hugeJpeg();
  return format === 'webp' ? hugeWebp(100_000) : hugePng(100_000);
}
