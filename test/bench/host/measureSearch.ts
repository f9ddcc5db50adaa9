import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { parse, postprocess, preprocess } from 'micromark';
import * as vscode from 'vscode';
import { usualExtensions } from '../../../src/core/documents/markdown/markdownPictures.ts';
import type { SearchResult, SearchRound } from '../jobs.ts';
import { garbageCollector } from './garbageCollector.ts';
import { timed, untilCalm } from './stopwatch.ts';

export interface SearchOptions {
  /** Documents without a picture, 10 KB each. */
  readonly plainFiles: number;
  /** Documents with one, which is there, 10 KB each. */
  readonly markedFiles: number;
  readonly rounds: number;
}

const documentBytes = 10_000;
const folderCount = 100;
/** Files that the search and its baseline read at the same time. */
const filesAtOnce = 8;
const resolutionMs = 1;
const maxBesideMs = 5000;
const folderName = 'bench-search';
const ignoreRules = 'node_modules/\ndist/\n*.log\n.env*\n!.env.example\n';
const paragraph =
  'The *tide* turned at noon, and the `boats` came in with [what they had](https://example.org/catch) ' +
  'caught off the **northern** banks.\n\n- cod\n- haddock\n  - smoked\n\n## The next day\n\n';
const text = paragraph.repeat(Math.ceil(documentBytes / paragraph.length));

/** The search for missing images in a large workspace, against reading and parsing the same files without it. */
export async function measureSearch(options: SearchOptions): Promise<SearchResult> {
  const { plainFiles, markedFiles, rounds } = options;
  return {
    plain: await measure(plainFiles, rounds, text, undefined),
    marked: await measure(markedFiles, rounds, `${text}![The harbour](there.png)\n`, parseOnce),
  };
}

async function measure(
  count: number,
  rounds: number,
  document: string,
  use: ((text: string) => void) | undefined,
): Promise<SearchRound[]> {
  const root = join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, folderName);
  const paths = Array.from({ length: count }, (_, index) =>
    join(root, `d${index % folderCount}`, `f${index}.md`),
  );
  for (let folder = 0; folder < folderCount; folder++) {
    await mkdir(join(root, `d${folder}`), { recursive: true });
    await writeFile(join(root, `d${folder}`, 'there.png'), '');
  }
  await writeFile(join(root, '.gitignore'), ignoreRules);
  await lanes(paths, (path) => writeFile(path, document));
  const all: SearchRound[] = [];
  try {
    // What is loaded and cached by the first is there for all that count.
    for (let round = -1; round < rounds; round++) {
      await untilCalm();
      const bare = await timed(() =>
        lanes(paths, async (path) => {
          const bytes = await readFile(path);
          use?.(bytes.toString('utf8'));
        }),
      );
      await untilCalm();
      const ours = await watched(() =>
        vscode.commands.executeCommand('fluxKlein.generateMissingImagesInWorkspace', {
          confirmed: true,
        }),
      );
      const beside = await watched(() => busyThread(Math.min(ours.ms, maxBesideMs)));
      if (round < 0) continue;
      all.push({
        searchMs: ours.ms,
        bareMs: bare.ms,
        blockedMs: ours.blockedMs,
        besideBlockedMs: beside.blockedMs,
      });
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
  return all;
}

/** How long it took, and the longest time that this thread did nothing else. */
async function watched(
  run: () => PromiseLike<unknown>,
): Promise<{ readonly ms: number; readonly blockedMs: number }> {
  // What the baseline has left behind is not the search's to clear away.
  garbageCollector()();
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  const { ms } = await timed(run);
  delays.disable();
  return { ms, blockedMs: Math.max(0, delays.max / 1e6 - resolutionMs) };
}

/** Resolves once another thread has been busy for so long. */
async function busyThread(ms: number): Promise<void> {
  const script = `const end = performance.now() + ${ms}; while (performance.now() < end) JSON.stringify({ end });`;
  await once(new Worker(script, { eval: true }), 'exit');
}

async function lanes(
  paths: readonly string[],
  each: (path: string) => Promise<void>,
): Promise<void> {
  const waiting = paths.values();
  const lane = async (): Promise<void> => {
    for (const path of waiting) await each(path);
  };
  await Promise.all(Array.from({ length: filesAtOnce }, lane));
}

function parseOnce(document: string): void {
  const extensions = [...usualExtensions()];
  postprocess(
    parse({ extensions })
      .document()
      .write(preprocess()(document, undefined, true)),
  );
}
