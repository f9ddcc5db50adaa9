import type { CancelPhase, CancelTimes } from './cancelTimes.ts';
import type {
  ActivationResult,
  CommandResult,
  CommandStages,
  MemoryReading,
  MemoryResult,
  Script,
  VariationsResult,
  VariationsRound,
} from './jobs.ts';
import { limits } from './limits.ts';
import { rowOf, single, type Row } from './rows.ts';
import { spreadOf } from './statistics.ts';

interface Rows {
  readonly rows: readonly Row[];
  readonly details: Readonly<Record<string, unknown>>;
}

const kilobytes = (scripts: readonly Script[]): number =>
  scripts.reduce((sum, { bytes }) => sum + bytes, 0) / 1000;

export function packageRows(vsixBytes: number, bundle: readonly Script[]): Rows {
  return {
    rows: [
      rowOf({ what: 'VSIX', unit: 'KB', ours: single(vsixBytes / 1000), limit: limits.vsixKb }),
      rowOf({ what: 'all scripts in it', unit: 'KB', ours: single(kilobytes(bundle)) }),
    ],
    details: { vsixBytes, bundle },
  };
}

export function activationRows(results: {
  readonly ours: readonly ActivationResult[];
  readonly empty: readonly ActivationResult[];
}): Rows {
  const of = (list: readonly ActivationResult[], name: 'activateMs' | 'loadMs' | 'ownMs') =>
    spreadOf(list.map((result) => result[name]));
  const against = (name: 'activateMs' | 'loadMs' | 'ownMs') => ({
    unit: 'ms' as const,
    ours: of(results.ours, name),
    baseline: { what: 'an empty extension', ...of(results.empty, name) },
    compares: 'difference' as const,
  });
  const scripts = results.ours[0]?.scripts ?? [];
  return {
    rows: [
      rowOf({
        what: 'activation, against an empty extension',
        ...against('activateMs'),
        limit: limits.activationBeyondEmptyMs,
      }),
      rowOf({ what: '  of it: loading the scripts', ...against('loadMs') }),
      rowOf({ what: '  of it: our activate()', ...against('ownMs') }),
      rowOf({
        what: 'script that activation loads',
        unit: 'KB',
        ours: single(kilobytes(scripts)),
        limit: limits.activationScriptKb,
      }),
    ],
    details: { scripts },
  };
}

export function firstCommandRows(ours: readonly ActivationResult[]): Rows {
  const nth = (index: number) =>
    spreadOf(ours.flatMap(({ commandMs }) => commandMs?.[index] ?? []));
  const scriptsAfterCommands = ours[0]?.scriptsAfterCommands ?? [];
  return {
    rows: [
      rowOf({
        what: 'first command of a window, against its third',
        unit: 'ms',
        ours: nth(0),
        baseline: { what: 'the third command', ...nth(2) },
        compares: 'difference',
      }),
      rowOf({
        what: 'second command, against its third',
        unit: 'ms',
        ours: nth(1),
        baseline: { what: 'the third command', ...nth(2) },
        compares: 'difference',
      }),
      rowOf({
        what: 'script that is loaded after it',
        unit: 'KB',
        ours: single(kilobytes(scriptsAfterCommands)),
      }),
    ],
    details: { scriptsAfterCommands },
  };
}

export function commandRows({ rounds, probes }: CommandResult): Rows {
  const bare = rounds.map(({ bareRequestMs, bareInsertMs }) => bareRequestMs + bareInsertMs);
  const part = (what: string, times: readonly number[]): Row =>
    rowOf({ what: `  ${what}`, unit: 'ms', ours: spreadOf(times) });
  const stage = (what: string, name: keyof CommandStages): Row =>
    part(
      what,
      rounds.map(({ stages }) => stages[name]),
    );
  return {
    rows: [
      rowOf({
        what: 'command to file and link, against request, download and one insertSnippet',
        unit: 'ms',
        ours: spreadOf(rounds.map(({ commandMs }) => commandMs)),
        baseline: { what: 'bare request, download and insertSnippet', ...spreadOf(bare) },
        compares: 'difference',
        limit: limits.commandBeyondBareMs,
      }),
      stage('command → the request arrives', 'beforeRequestMs'),
      stage('→ the request for the image arrives', 'requestMs'),
      stage('→ the file lies there', 'downloadAndWriteMs'),
      stage('→ the document has the link', 'insertMs'),
      stage('→ the command ends', 'endMs'),
      part(
        'bare: request and download',
        rounds.map(({ bareRequestMs }) => bareRequestMs),
      ),
      part(
        'bare: insertSnippet',
        rounds.map(({ bareInsertMs }) => bareInsertMs),
      ),
      ...Object.entries(probes).map(([name, times]) => part(`alone: ${name}`, times)),
    ],
    details: { rounds, probes },
  };
}

export function variationsRows(results: readonly VariationsResult[]): Rows {
  const rows = results.flatMap(({ parallel, rounds }) => {
    const bare = spreadOf(rounds.map(({ bareMs }) => bareMs));
    const shared = {
      unit: 'ms' as const,
      baseline: { what: `eight bare requests, ${parallel} at once`, ...bare },
      compares: 'ratio' as const,
    };
    return [
      rowOf({
        what: `eight variations, ${parallel} at once, against bare ones`,
        ...shared,
        ours: spreadOf(rounds.map(({ commandMs }) => commandMs)),
        limit: limits.variationsToBareRatio,
      }),
      rowOf({
        what: '  to the last file',
        ...shared,
        ours: spreadOf(rounds.map(({ lastFileMs }) => lastFileMs)),
      }),
      arrival('first', parallel, rounds, (times) => Math.min(...times)),
      arrival('last', parallel, rounds, (times) => Math.max(...times)),
    ];
  });
  return { rows, details: { variations: results } };
}

function arrival(
  which: string,
  parallel: number,
  rounds: readonly VariationsRound[],
  choose: (times: readonly number[]) => number,
): Row {
  return rowOf({
    what: `  until the ${which} of the eight requests arrives`,
    unit: 'ms',
    ours: spreadOf(rounds.map(({ requestsMs }) => choose(requestsMs))),
    baseline: {
      what: `eight bare requests, ${parallel} at once`,
      ...spreadOf(rounds.map(({ bareRequestsMs }) => choose(bareRequestsMs))),
    },
    compares: 'difference',
  });
}

export function memoryRows({ atStart, afterFirst, afterAll }: MemoryResult, images: number): Rows {
  const row = (what: string, name: keyof MemoryReading): Row =>
    rowOf({
      what: `${what} after ${images} images, against after one`,
      unit: 'MB',
      ours: single(afterAll[name] / 1e6),
      baseline: { what: 'after the first image', ...single(afterFirst[name] / 1e6) },
      compares: 'difference',
    });
  return {
    rows: [
      row('heap of the host', 'heap'),
      row('external memory of the host', 'external'),
      row('resident memory of the host', 'rss'),
      rowOf({
        what: 'heap of the host after one image, against before',
        unit: 'MB',
        ours: single(afterFirst.heap / 1e6),
        baseline: { what: 'before', ...single(atStart.heap / 1e6) },
        compares: 'difference',
      }),
    ],
    details: { atStart, afterFirst, afterAll },
  };
}

const phaseWords: Readonly<Record<CancelPhase, string>> = {
  request: 'waiting for the answer',
  retryWait: 'in the wait of a retry',
  download: 'in the download',
};

export function cancelRows(times: CancelTimes): Rows {
  return {
    rows: (Object.keys(phaseWords) as CancelPhase[]).map((phase) =>
      rowOf({
        what: `cancel ${phaseWords[phase]}`,
        unit: 'ms',
        ours: spreadOf(times[phase]),
        limit: limits.cancelMs,
      }),
    ),
    details: { slowestMs: Object.values(times).flatMap((list) => Math.max(...list)) },
  };
}
