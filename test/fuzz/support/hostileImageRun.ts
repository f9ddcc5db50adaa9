import { readImage, readImageInSlices } from '../../../src/core/imageFormat.ts';
import { ImageError } from '../../../src/core/errors.ts';
import { hostileImages } from '../../support/hostileImages.ts';
import { imageTasks } from '../../support/imageTasks.ts';
import { sampleProvenance } from '../../unit/core/provenance/sampleProvenance.ts';

/** What a process of its own prints of one file: run with its name and bytes. */
export interface HostileImageReport {
  /** Processor time of all that is done with an image. */
  readonly processorMs: number;
  /** Taken for it beyond what the process and the file had. */
  readonly memoryBytes: number;
}

const [name = '', byteCount = ''] = process.argv.slice(2);
const bytes = hostileImages[name]!(Number(byteCount));
const pause = (): Promise<void> => new Promise(setImmediate);

const steps: readonly (() => unknown)[] = [
  () => readImage(bytes),
  () => readImageInSlices(bytes, pause),
  () => imageTasks.provenanceIn({ bytes }),
  () => imageTasks.factsOf({ bytes }, 100_000_000),
  () => imageTasks.stripped({ bytes }),
  () => imageTasks.marked(bytes, sampleProvenance),
];

const residentBytes = (): number => process.memoryUsage().rss;
const before = residentBytes();
let most = before;
const watch = setInterval(() => (most = Math.max(most, residentBytes())), 5);
const start = process.threadCpuUsage();
for (const step of steps) {
  try {
    await step();
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
  }
  most = Math.max(most, residentBytes());
}
const { user, system } = process.threadCpuUsage(start);
clearInterval(watch);
const report: HostileImageReport = {
  processorMs: (user + system) / 1000,
  memoryBytes: most - before,
};
console.log(JSON.stringify(report));
