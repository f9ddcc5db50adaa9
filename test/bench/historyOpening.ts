import { glob, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { provenanceOf } from '../../src/core/provenance/provenance.ts';
import { embedProvenance } from '../support/imageProvenance.ts';
import type { VsCodeVersion } from '../../scripts/setUp.mjs';
import type { BenchExtension } from './benchExtensions.ts';
import { benchRequest } from './benchRequests.ts';
import { startPanelBench, type PanelBench } from './panelWindow.ts';
import { rowOf, type Row } from './rows.ts';
import { spreadOf } from './statistics.ts';

/** Source: what has to hold of the history, at the median. */
const manyToFewRatio = 1.5;
const fewImages = 100;
const manyImages = 10_000;
const side = 96;

/** Milliseconds from the press on the header of the history to its first picture, one of each for every window. */
export interface HistoryOpening {
  /** With what an earlier window has kept of the images. */
  readonly kept: { readonly many: readonly number[]; readonly few: readonly number[] };
  /** With nothing but the files. */
  readonly anew: { readonly many: readonly number[]; readonly few: readonly number[] };
}

export interface HistoryOpeningOptions {
  readonly ours: BenchExtension;
  readonly version: VsCodeVersion;
  readonly rootPath: string;
  /** Windows to open of each kind. */
  readonly windows: number;
  readonly say: (line: string) => void;
}

export async function measureHistoryOpening(
  options: HistoryOpeningOptions,
): Promise<HistoryOpening> {
  const { windows, say } = options;
  await using few = await startPanelBench(options);
  await using many = await startPanelBench(options);
  await putImages(few.workspacePath, fewImages);
  await putImages(many.workspacePath, manyImages);
  const kept = { many: [] as number[], few: [] as number[] };
  const anew = { many: [] as number[], few: [] as number[] };
  for (let round = 0; round < windows; round++) {
    for (const times of [anew, kept]) {
      const isAnew = times === anew;
      // In turns, so that what else the machine does strikes both alike.
      const isManyFirst = round % 2 === 0;
      if (isManyFirst) times.many.push(await openOnce(many, isAnew));
      times.few.push(await openOnce(few, isAnew));
      if (!isManyFirst) times.many.push(await openOnce(many, isAnew));
    }
    say(`  ${round + 1} of ${windows} rounds`);
  }
  return { kept, anew };
}

export function historyRows({ kept, anew }: HistoryOpening): {
  readonly rows: readonly Row[];
  readonly details: Readonly<Record<string, unknown>>;
} {
  const against = (times: HistoryOpening['kept']) => ({
    unit: 'ms' as const,
    ours: spreadOf(times.many),
    baseline: { what: `with ${fewImages} images`, ...spreadOf(times.few) },
    compares: 'ratio' as const,
    limit: manyToFewRatio,
  });
  const what = `opening the history of ${manyImages} images to its first pictures`;
  return {
    rows: [
      rowOf({ what, ...against(kept) }),
      rowOf({ what: '  with nothing kept, from the files alone', ...against(anew) }),
    ],
    details: { kept, anew },
  };
}

/** Opens the history in a new window, and waits until what it knows of the images is kept. */
async function openOnce(bench: PanelBench, isAnew: boolean): Promise<number> {
  if (isAnew) await Promise.all((await keptPaths(bench)).map((path) => rm(path)));
  const window = await bench.openWindow();
  try {
    await window.open('ours');
    const ms = await window.open('history');
    while ((await keptPaths(bench)).length === 0) await window.page.waitForTimeout(200);
    return ms;
  } finally {
    await window.close();
  }
}

async function keptPaths({ userDataPath }: PanelBench): Promise<string[]> {
  const paths: string[] = [];
  for await (const path of glob('**/history.jsonl', { cwd: userDataPath })) {
    paths.push(join(userDataPath, path));
  }
  return paths;
}

async function putImages(workspacePath: string, count: number): Promise<void> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const picture = sharp({
    create: { width: side, height: side, channels: 3, background: '#000', noise },
  });
  const bytes = await picture.webp({ quality: 80 }).toBuffer();
  const folder = join(workspacePath, 'history');
  await mkdir(folder, { recursive: true });
  for (let index = 0; index < count; index++) {
    const provenance = provenanceOf({
      request: { ...benchRequest(index + 1), prompt: `Terns over mole ${Math.floor(index / 3)}` },
      recordId: `record-${index}`,
      createdAtMs: 1_774_605_601_250 + index * 1000,
      toolVersion: '1.0.0',
    });
    await writeFile(join(folder, `tern-${index}.webp`), await embedProvenance(bytes, provenance));
  }
}
