import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sourceOf } from '../../src/core/provenance/byteSource.ts';
import { readForeign } from '../../src/core/provenance/readForeign.ts';
import { readProvenance } from '../../src/core/provenance/readProvenance.ts';
import { ImageError } from '../../src/core/errors.ts';
import { readImage, readImageInSlices } from '../../src/core/imageFormat.ts';
import { createImageThread } from '../../src/node/imageThread.ts';
import { hostileImages } from '../support/hostileImages.ts';
import { embedProvenance, stripMetadata } from '../support/imageProvenance.ts';
import { countOf, isLong } from '../support/testLength.ts';
import { sampleProvenance } from '../unit/core/provenance/sampleProvenance.ts';
import { fuzz } from './support/fuzzer.ts';
import type { HostileImageReport } from './support/hostileImageRun.ts';

const runPath = fileURLToPath(new URL('support/hostileImageRun.ts', import.meta.url));
const workerPath = fileURLToPath(new URL('../../src/node/imageWorker.ts', import.meta.url));
const largestBytes = 48_000_000;
const names = Object.keys(hostileImages);

/** In a process with little memory of its own, which a file that takes too much would end. */
async function runAlone(name: string, byteCount: number): Promise<HostileImageReport> {
  const args = ['--max-old-space-size=160', runPath, name, String(byteCount)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as HostileImageReport;
}

describe('An image of legal pieces that are meant to hurt', () => {
  for (const name of names) {
    test(`${name}: little is read of it, however long it is`, async () => {
      const whole = sourceOf(
        hostileImages[name]!(countOf({ sample: 4_000_000, full: largestBytes })),
      );
      for (const [read, most] of [
        [readProvenance, 3_500_000],
        [readForeign, 14_000_000],
      ] as const) {
        let bytesRead = 0;
        let readings = 0;
        await read({
          byteCount: whole.byteCount,
          read(offset, length) {
            bytesRead += length;
            readings += 1;
            return whole.read(offset, length);
          },
        });
        assert.ok(bytesRead <= most, `${bytesRead} bytes`);
        assert.ok(readings <= 25_000, `${readings} readings`);
      }
    });
  }

  test('takes memory in the measure of its length, and no process dies of it', async () => {
    const byteCount = countOf({ sample: 8_000_000, full: largestBytes });
    for (const name of isLong ? names : names.filter((_, index) => index % 6 === 0)) {
      const { memoryBytes } = await runAlone(name, byteCount);
      assert.ok(
        memoryBytes <= 5 * byteCount + 150_000_000,
        `${name}: ${Math.round(memoryBytes / 1e6)} MB`,
      );
    }
  });

  // Milliseconds say something only where nothing else runs.
  if (isLong)
    test('takes twice the time when it is twice as long, and no more', async () => {
      for (const name of names) {
        const costOf = async (byteCount: number): Promise<number> =>
          (await runAlone(name, byteCount)).processorMs;
        const tried: string[] = [];
        // What else the machine does can double one time, but not always the longer one's.
        const isInMeasure = async (): Promise<boolean> => {
          const half = await costOf(largestBytes / 2);
          const whole = await costOf(largestBytes);
          tried.push(`${half.toFixed(0)} and ${whole.toFixed(0)} ms`);
          return whole <= Math.min(2.5 * half + 50, 15_000);
        };
        const passes = (await isInMeasure()) || (await isInMeasure()) || (await isInMeasure());
        assert.ok(passes, `${name}: ${tried.join(', ')}`);
      }
    });

  if (isLong)
    test('holds the host for at most 50 ms', async () => {
      const thread = createImageThread({ workerPath });
      try {
        for (const name of names) {
          const bytes = hostileImages[name]!(largestBytes);
          let longestMs = Infinity;
          // Whatever else the machine does can hold up any thread, but not each time.
          for (let again = 0; again < 5 && longestMs > 50; again += 1) {
            const delay = monitorEventLoopDelay({ resolution: 5 });
            await new Promise((resolve) => setTimeout(resolve, 50));
            delay.enable();
            await readImageInSlices(bytes, () => new Promise(setImmediate));
            await thread.marked(bytes, sampleProvenance).catch(asRefusal);
            await thread.provenanceIn({ bytes });
            delay.disable();
            longestMs = Math.min(longestMs, delay.max / 1e6);
          }
          assert.ok(longestMs <= 50, `${name}: ${longestMs.toFixed(0)} ms`);
        }
      } finally {
        thread.dispose();
      }
    });
});

function asRefusal(error: unknown): void {
  if (!(error instanceof ImageError)) throw error;
}

fuzz<Uint8Array>('An image of pieces that are legal', [
  {
    name: 'everything that reads and writes metadata',
    draw: (random) =>
      hostileImages[random.pick(names)]!(random.below(random.oneIn(200) ? 60_000 : 600) + 100),
    async read(bytes) {
      readImage(bytes);
      await readProvenance(sourceOf(bytes));
      await readForeign(sourceOf(bytes));
      stripMetadata(bytes);
      await embedProvenance(bytes, sampleProvenance);
    },
  },
]);
