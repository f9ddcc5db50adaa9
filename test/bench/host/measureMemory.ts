import { seeds } from '../benchRequests.ts';
import type { MemoryReading, MemoryResult } from '../jobs.ts';
import { openBenchDocument } from './benchDocument.ts';
import { garbageCollector } from './garbageCollector.ts';
import { generateForBench } from './generateForBench.ts';
import { untilCalm } from './stopwatch.ts';

/** The memory of the extension host before the first image, after it, and after many more, all linked. */
export async function measureMemory(images: number): Promise<MemoryResult> {
  const document = await openBenchDocument();
  const collect = garbageCollector();
  const atStart = await read(collect);
  await generateForBench();
  const afterFirst = await read(collect);
  for (let count = 0; count < images; count++) {
    if (count % 10 === 0) await document.restore();
    await generateForBench({ seed: seeds[count % seeds.length] ?? 1 });
  }
  await document.restore();
  return { atStart, afterFirst, afterAll: await read(collect) };
}

async function read(collect: () => void): Promise<MemoryReading> {
  await untilCalm();
  // What finalizers let go of is only gone in the next round.
  for (let round = 0; round < 3; round++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed, external, rss };
}
