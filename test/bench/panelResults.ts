import { glob, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Frame } from 'playwright-core';
import type { VsCodeVersion } from '../../scripts/setUp.mjs';
import type { BenchExtension } from './benchExtensions.ts';
import { startPanelBench, type PanelBench } from './panelWindow.ts';

/** How the panel bears a long list of results. */
export interface ManyResults {
  /** Entries that the list really had. */
  readonly listed: number;
  /** The most pictures that were in the page at once, and how many were there at all. */
  readonly mostPictures: number;
  readonly picturesSeen: number;
  /** Milliseconds of each task of 50 or more: while nothing happened, and while the list was scrolled. */
  readonly idleTasksMs: readonly number[];
  readonly scrollTasksMs: readonly number[];
  readonly scrolledPx: number;
}

export interface ManyResultsOptions {
  readonly ours: BenchExtension;
  readonly version: VsCodeVersion;
  readonly rootPath: string;
  readonly images: number;
}

/** Gives a window a history of so many images, and scrolls through them to the end and back. */
export async function measureManyResults(options: ManyResultsOptions): Promise<ManyResults> {
  await using bench = await startPanelBench(options);
  await makeOneImage(bench);
  await multiply(bench, options.images);
  const window = await bench.openWindow();
  try {
    await window.open('ours');
    const frame = await window.panelFrame();
    await frame
      .locator('flux-klein-image')
      .nth(options.images - 1)
      .waitFor({ state: 'attached' });
    await frame.locator('img[src^="blob:"]').first().waitFor();
    return (await frame.evaluate(scrollScript)) as ManyResults;
  } finally {
    await window.close();
  }
}

async function makeOneImage(bench: PanelBench): Promise<void> {
  const window = await bench.openWindow();
  try {
    await window.open('ours');
    const frame: Frame = await window.panelFrame();
    await frame.locator('#prompt').fill('Terns over a mole');
    await frame.getByRole('button', { name: /^Generate/ }).click();
    await frame.locator('img[src^="blob:"]').first().waitFor();
    await untilStored(bench);
  } finally {
    await window.close();
  }
}

async function storedPath({ userDataPath }: PanelBench): Promise<string | undefined> {
  for await (const path of glob('**/images.json', { cwd: userDataPath })) {
    return join(userDataPath, path);
  }
  return undefined;
}

async function untilStored(bench: PanelBench): Promise<void> {
  for (;;) {
    const path = await storedPath(bench);
    const text = path === undefined ? '' : await readFile(path, 'utf8');
    if (text.includes('"done"')) return;
    await sleep(100);
  }
}

interface StoredImages {
  readonly version: number;
  readonly jobs: { readonly asset: { readonly uri: string }; readonly request: object }[];
}

/** Copies the one image under so many names, five to a batch, into the list that the next window reads. */
async function multiply(bench: PanelBench, count: number): Promise<void> {
  const path = await storedPath(bench);
  if (path === undefined) throw new Error('the list of images was not kept');
  const { version, jobs } = JSON.parse(await readFile(path, 'utf8')) as StoredImages;
  const [job] = jobs;
  if (!job) throw new Error('the list of images is empty');
  const source = new URL(job.asset.uri).pathname;
  const bytes = await readFile(decodeURIComponent(source));
  const many = [];
  for (let index = 0; index < count; index++) {
    const file = join(dirname(decodeURIComponent(source)), `tern-${index}.webp`);
    await writeFile(file, bytes);
    many.push({
      ...job,
      id: `bench-${index}`,
      batchId: `batch-${Math.floor(index / 5)}`,
      index: index % 5,
      request: {
        ...job.request,
        prompt: `Terns over mole ${Math.floor(index / 5)}`,
        seed: index + 1,
      },
      asset: { ...job.asset, uri: pathToFileURL(file).href },
    });
  }
  await writeFile(path, JSON.stringify({ version, jobs: many }));
}

/**
 * Runs in the page: two quiet seconds, then down to the end, half a screen at a time and slowly enough for pictures
 * to arrive, and up again in a rush.
 */
const scrollScript = `(async () => {
  const tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: 'longtask' });
  const pictures = () => [...document.querySelectorAll('img')];
  const seen = new Set();
  let mostPictures = 0;
  const count = () => {
    const now = pictures();
    mostPictures = Math.max(mostPictures, now.length);
    for (const { src } of now) seen.add(src);
  };
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  // Found before anything is measured: to ask every card for its height makes the browser lay all of them out.
  const room = (element) => element.scrollHeight - element.clientHeight;
  const scroller = [document.scrollingElement, ...document.querySelectorAll('body *')]
    .reduce((best, each) => (room(each) > room(best) ? each : best));
  const scrolledPx = room(scroller);
  await wait(1000);
  tasks.length = 0;
  await wait(2000);
  const idleTasksMs = tasks.splice(0);
  for (const step of [1, -1]) {
    for (let moved = 0; moved < scrolledPx; moved += scroller.clientHeight / 2) {
      scroller.scrollBy({ top: (step * scroller.clientHeight) / 2, behavior: 'instant' });
      await frame();
      count();
      await frame();
      count();
      if (step > 0) await wait(100);
    }
    await wait(500);
    count();
  }
  return {
    listed: document.querySelectorAll('flux-klein-image').length,
    mostPictures,
    picturesSeen: seen.size,
    idleTasksMs,
    scrollTasksMs: tasks,
    scrolledPx,
  };
})()`;
