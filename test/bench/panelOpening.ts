import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/projectPaths.mjs';
import type { VsCodeVersion } from '../../scripts/setUp.mjs';
import type { BenchExtension } from './benchExtensions.ts';
import { startPanelBench, type PanelWindow } from './panelWindow.ts';

/** Milliseconds from the press on the icon to the painted view, one of each for every window. */
export interface PanelOpening {
  /** The first time in its window, so with the activation of its extension. */
  readonly first: { readonly ours: readonly number[]; readonly empty: readonly number[] };
  /** Once more in the same window: the extension is active, and VS Code makes the page anew. */
  readonly again: { readonly ours: readonly number[]; readonly empty: readonly number[] };
  readonly scriptBytes: number;
  readonly scriptGzipBytes: number;
}

export interface PanelOpeningOptions {
  readonly ours: BenchExtension;
  readonly version: VsCodeVersion;
  readonly rootPath: string;
  /** Windows to open, each new. */
  readonly windows: number;
  readonly say: (line: string) => void;
}

export async function measurePanelOpening(options: PanelOpeningOptions): Promise<PanelOpening> {
  const { windows, say } = options;
  await using bench = await startPanelBench(options);
  const first = { ours: [] as number[], empty: [] as number[] };
  const again = { ours: [] as number[], empty: [] as number[] };
  for (let round = 0; round < windows; round++) {
    const window = await bench.openWindow();
    try {
      // What VS Code does once for the first webview of a window belongs to neither.
      await window.open('warm');
      const isOursFirst = round % 2 === 0;
      await openBoth(window, first, isOursFirst);
      await openBoth(window, again, isOursFirst);
    } finally {
      await window.close();
    }
    if ((round + 1) % 5 === 0) say(`  ${round + 1} of ${windows} windows`);
  }
  const parts = ['pages.js', 'panel.js'].map((name) => readFile(join(projectRoot, 'dist', name)));
  const script = Buffer.concat(await Promise.all(parts));
  return {
    first,
    again,
    scriptBytes: script.byteLength,
    scriptGzipBytes: gzipSync(script).byteLength,
  };
}

async function openBoth(
  window: PanelWindow,
  times: { readonly ours: number[]; readonly empty: number[] },
  isOursFirst: boolean,
): Promise<void> {
  if (isOursFirst) times.ours.push(await window.open('ours'));
  times.empty.push(await window.open('empty'));
  if (!isOursFirst) times.ours.push(await window.open('ours'));
  // The next opening has to be one, whichever was opened last.
  await window.open('warm');
}
