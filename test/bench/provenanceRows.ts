import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { sourceOf, type ByteSource } from '../../src/core/provenance/byteSource.ts';
import { provenanceOf, type Provenance } from '../../src/core/provenance/provenance.ts';
import { readProvenance } from '../../src/core/provenance/readProvenance.ts';
import { embedProvenance } from '../support/imageProvenance.ts';
import { benchRequest } from './benchRequests.ts';
import { rowOf, single, type Row } from './rows.ts';
import { spreadOf } from './statistics.ts';

/** Source: what has to hold of provenance, at the median. */
const limitMs = 3;
const fileBytes = 2_000_000;
/** Runs before the clock counts: the first few are the compiler's. */
const warmUps = 10;

/** What provenance costs: time and memory to write it, and what is read of a file to find it. */
export async function provenanceRows(
  rounds: number,
): Promise<{ readonly rows: readonly Row[]; readonly details: Readonly<Record<string, unknown>> }> {
  const provenance = provenanceOf({
    request: benchRequest(1),
    recordId: '3f0e8f2c-5c1f-4a53-9a54-0d3fbd1d8a11',
    createdAtMs: 1_774_605_601_250,
    toolVersion: '1.0.0',
  });
  const rows: Row[] = [];
  const details: Record<string, unknown> = {};
  for (const format of ['webp', 'jpg', 'png'] as const) {
    const original = await largeImage(format);
    const written = await measureWriting(original, provenance, rounds);
    const read = await readTotal(await embedProvenance(original, provenance));
    const size = `a ${format} of ${(original.length / 1e6).toFixed(1)} MB`;
    rows.push(
      rowOf({
        what: `adding provenance to ${size}`,
        unit: 'ms',
        ours: spreadOf(written.times),
        limit: limitMs,
      }),
      rowOf({
        what: `  memory that it takes, against the file's size`,
        unit: 'MB',
        ours: spreadOf(written.memory.map((bytes) => bytes / 1e6)),
        baseline: { what: 'the file', ...single(original.length / 1e6) },
        compares: 'ratio',
        limit: 1.1,
      }),
      rowOf({ what: `  read of it to find provenance`, unit: 'KB', ours: single(read / 1000) }),
    );
    details[format] = { ...written, read };
  }
  return { rows, details: { provenance: details } };
}

/** Noise is what encoders make the most bytes of. */
async function largeImage(format: 'webp' | 'jpg' | 'png'): Promise<Buffer> {
  const pixels = { webp: 1_950_000, jpg: 1_630_000, png: 666_000 }[format];
  const width = Math.round(Math.sqrt(pixels));
  const noise = sharp(randomBytes(width * width * 3), {
    raw: { width, height: width, channels: 3 },
  });
  if (format === 'png') return noise.png({ compressionLevel: 1 }).toBuffer();
  const options = { quality: 98 };
  const encoded = format === 'webp' ? noise.webp({ ...options, effort: 0 }) : noise.jpeg(options);
  const bytes = await encoded.toBuffer();
  if (bytes.length < fileBytes * 0.8) throw new Error(`${format} has only ${bytes.length} bytes`);
  return bytes;
}

async function measureWriting(
  original: Buffer,
  provenance: Provenance,
  rounds: number,
): Promise<{ readonly times: readonly number[]; readonly memory: readonly number[] }> {
  const times: number[] = [];
  const memory: number[] = [];
  for (let round = -warmUps; round < rounds; round += 1) {
    const before = process.memoryUsage().arrayBuffers;
    const start = performance.now();
    await embedProvenance(original, provenance);
    const elapsed = performance.now() - start;
    const taken = process.memoryUsage().arrayBuffers - before;
    if (round < 0) continue;
    times.push(elapsed);
    // Where memory was given back meanwhile, nobody can tell how much was taken.
    if (taken > 0) memory.push(taken);
  }
  return { times, memory };
}

async function readTotal(bytes: Uint8Array): Promise<number> {
  const whole = sourceOf(bytes);
  let total = 0;
  const counted: ByteSource = {
    ...whole,
    async read(offset, length) {
      const piece = await whole.read(offset, length);
      total += piece.length;
      return piece;
    },
  };
  if (!(await readProvenance(counted))) throw new Error('the provenance is not found');
  return total;
}
