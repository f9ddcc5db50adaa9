import { parentPort, workerData } from 'node:worker_threads';
import { createImageTasks, type ImageTasks } from '../core/provenance/imageTasks.ts';
import type { ImageAnswer, ImageQuestion } from './imageWorkerMessages.ts';
import { readRegularFile } from './regularFile.ts';
import { sentError } from './sentError.ts';
import { createWorkerProgress } from './workerProgress.ts';
import { systemHashes } from './systemHashes.ts';

/** A sign of life, which a task that holds this thread up keeps from being given. */
const signEveryMs = 200;

/** Does the tasks of `imageThread.ts` in a worker thread. */
function serve(port: NonNullable<typeof parentPort>): void {
  const tasks = createImageTasks({ readFile: readRegularFile, hashes: systemHashes });
  const progress = createWorkerProgress(workerData as SharedArrayBuffer);
  let active = 0;
  let signs: ReturnType<typeof setInterval> | undefined;

  const answer = async ({ id, task, given }: ImageQuestion): Promise<void> => {
    if (active++ === 0) signs = setInterval(progress.step, signEveryMs);
    try {
      const run = tasks[task] as (...values: typeof given) => ReturnType<ImageTasks[typeof task]>;
      const result = await run(...given);
      // Moved there and not copied: nobody here needs it any more.
      const moved = result instanceof Uint8Array ? [result.buffer as ArrayBuffer] : [];
      port.postMessage({ kind: 'done', id, result } satisfies ImageAnswer, moved);
    } catch (error) {
      const failure = sentError(error);
      port.postMessage({ kind: 'failed', id, failure } satisfies ImageAnswer);
    } finally {
      if (--active === 0) clearInterval(signs);
    }
  };

  port.on('message', (question: ImageQuestion) => void answer(question));
}

if (parentPort) serve(parentPort);
