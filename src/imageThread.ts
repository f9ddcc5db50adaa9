import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { cancelled, ImageError } from './core/errors.ts';
import type { ImageInput, ImageTasks } from './core/provenance/imageTasks.ts';
import type { ImageAnswer, ImageFailure, ImageQuestion } from './imageWorkerMessages.ts';

export interface ImageThreadOptions {
  /** The bundled worker. */
  readonly workerPath?: string;
}

/** The tasks of images, done on a thread of their own. */
export interface ImageThread extends ImageTasks {
  dispose(): void;
}

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/** Bytes copied before all others on this thread get their turn. */
const copiedPerTurn = 500_000;
/** Enough for the largest image within the limits several times; beyond it the thread ends, and the window lives on. */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };

/** Starts the thread with the first task, and again after it has ended by a failure. */
export function createImageThread({
  workerPath = join(__dirname, 'imageWorker.js'),
}: ImageThreadOptions = {}): ImageThread {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastId = 0;
  let isDisposed = false;

  const failAll = (error: unknown): void => {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };

  const running = (): Worker => {
    if (worker) return worker;
    const started = new Worker(workerPath, { resourceLimits });
    // A window that closes does not wait for it.
    started.unref();
    started.on('message', (answer: ImageAnswer) => {
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.kind === 'done') asked?.resolve(answer.result as never);
      else asked?.reject(errorOf(answer.failure));
    });
    started.on('error', (error) => {
      if (worker === started) failAll(error);
    });
    return (worker = started);
  };

  const ask = <Task extends keyof ImageTasks>(
    task: Task,
    given: Parameters<ImageTasks[Task]>,
    moved: readonly ArrayBuffer[],
  ): ReturnType<ImageTasks[Task]> => {
    const answered = new Promise((resolve, reject) => {
      if (isDisposed) throw cancelled();
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      running().postMessage({ id, task, given } as ImageQuestion, moved);
    });
    return answered as ReturnType<ImageTasks[Task]>;
  };

  const askOf = async <Task extends 'provenanceIn' | 'factsOf' | 'stripped'>(
    task: Task,
    ...[image, ...more]: Parameters<ImageTasks[Task]>
  ): Promise<Awaited<ReturnType<ImageTasks[Task]>>> => {
    const own: ImageInput = 'bytes' in image ? { bytes: await copyOf(image.bytes) } : image;
    const moved = 'bytes' in own ? [own.bytes.buffer as ArrayBuffer] : [];
    const given = [own, ...more] as Parameters<ImageTasks[Task]>;
    return (await ask(task, given, moved)) as Awaited<ReturnType<ImageTasks[Task]>>;
  };

  return {
    provenanceIn: (image) => askOf('provenanceIn', image),
    factsOf: (image, maxMeasuredBytes) => askOf('factsOf', image, maxMeasuredBytes),
    stripped: (image) => askOf('stripped', image),
    async marked(bytes, provenance) {
      const own = await copyOf(bytes);
      return ask('marked', [own, provenance], [own.buffer]);
    },
    dispose() {
      isDisposed = true;
      void worker?.terminate();
      failAll(cancelled());
    },
  };
}

/** Bytes that can be moved to the worker. The caller's stay: should the worker die, they are all there is. */
async function copyOf(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const copy = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += copiedPerTurn) {
    if (at > 0) await new Promise(setImmediate);
    copy.set(bytes.subarray(at, at + copiedPerTurn), at);
  }
  return copy;
}

function errorOf({ message, code, reason, field }: ImageFailure): Error {
  if (code === undefined) return new Error(message);
  return new ImageError(code, message, {
    ...(reason !== undefined && { reason }),
    ...(field !== undefined && { field }),
  });
}
