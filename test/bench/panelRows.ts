import type { PanelOpening } from './panelOpening.ts';
import type { ManyResults } from './panelResults.ts';
import { rowOf, single, type Row } from './rows.ts';
import { spreadOf } from './statistics.ts';

/** What the panel has to hold; times are medians. A kilobyte is 1,000 bytes. */
export const panelLimits = {
  openingToEmptyRatio: 1.6,
  scriptKb: 120,
  pictures: 60,
  taskBeyondIdleMs: 50,
} as const;

interface Rows {
  readonly rows: readonly Row[];
  readonly details: Readonly<Record<string, unknown>>;
}

export function openingRows(opening: PanelOpening): Rows {
  const { first, again, scriptBytes, scriptGzipBytes } = opening;
  const against = (times: PanelOpening['first']) => ({
    unit: 'ms' as const,
    ours: spreadOf(times.ours),
    baseline: { what: 'an empty webview view', ...spreadOf(times.empty) },
    compares: 'ratio' as const,
  });
  return {
    rows: [
      rowOf({
        what: 'opening the panel to a usable form, against an empty webview view',
        ...against(first),
        limit: panelLimits.openingToEmptyRatio,
      }),
      rowOf({ what: '  once more in the same window', ...against(again) }),
      rowOf({
        what: 'script and style of the panel',
        unit: 'KB',
        ours: single(scriptBytes / 1000),
        limit: panelLimits.scriptKb,
      }),
      rowOf({ what: '  the same, gzipped', unit: 'KB', ours: single(scriptGzipBytes / 1000) }),
    ],
    details: { first, again },
  };
}

/** @throws where the list did not have all images, or showed hardly any: then nothing was measured */
export function resultsRows(results: ManyResults, images: number): Rows {
  const { listed, mostPictures, picturesSeen, idleTasksMs, scrollTasksMs } = results;
  if (listed !== images || picturesSeen < images / 4) {
    throw new Error(`of ${images} images ${listed} were listed and ${picturesSeen} shown`);
  }
  // The browser tells of no task under 50 ms; one that it does not tell of counts as none.
  const longest = (tasks: readonly number[]): number => Math.max(0, ...tasks);
  return {
    rows: [
      rowOf({
        what: `most pictures in the page while ${images} are scrolled through`,
        unit: 'pictures',
        ours: single(mostPictures),
        limit: panelLimits.pictures,
      }),
      rowOf({
        what: '  longest task meanwhile, against idle (0: none of 50 ms)',
        unit: 'ms',
        ours: single(longest(scrollTasksMs)),
        baseline: { what: 'longest task while idle', ...single(longest(idleTasksMs)) },
        compares: 'difference',
        limit: panelLimits.taskBeyondIdleMs,
      }),
    ],
    details: { ...results },
  };
}
