import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { generate, type GeneratedImage } from '../../host/support/generate.ts';
import { benchRequest } from '../benchRequests.ts';

let calls = 0;

/**
 * Runs the command for images whose pictures the stand-in has painted before. Every call gets names of its own: a
 * search for a free one would take longer with every round.
 * @throws where the images were not linked
 */
export async function generateForBench(
  options: { seed?: number; count?: number } = {},
): Promise<GeneratedImage[]> {
  const { prompt } = benchRequest(1);
  const images = await generate({
    prompt,
    seed: options.seed ?? 1,
    count: options.count ?? 1,
    fileName: `bench-${process.pid}-${++calls}-\${n}`,
  });
  if (!images.every(({ inserted }) => inserted)) throw new Error('the links were not inserted');
  return images;
}

/** When an image had its bytes and its name, in milliseconds since the epoch. */
export async function finishedAt({ uri }: GeneratedImage): Promise<number> {
  // The last change is that of its links: the temporary name goes when the final one is taken.
  return (await stat(vscode.Uri.parse(uri, true).fsPath)).ctimeMs;
}
