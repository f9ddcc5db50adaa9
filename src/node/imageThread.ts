import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { cancelled } from '../core/errors.ts';
import { TaskGivenUp, type ImageInput, type ImageTasks } from '../core/provenance/imageTasks.ts';
import type { ImageAnswer, ImageQuestion } from './imageWorkerMessages.ts';
import { receivedError } from './sentError.ts';
import { createWorkerProgress } from './workerProgress.ts';

export interface ImageThreadOptions {
  /** The bundled worker. */
  readonly workerPath?: string;
  /** How long the thread may give no sign of life. */
  readonly patienceMs?: number;
  /** How long a task may take that is alone on its thread, whatever signs it gives. */
  readonly longestSingleMs?: number;
}

/** The tasks of images, done on a thread of their own. */
export interface ImageThread extends ImageTasks {
  dispose(): void;
}

/** Bytes copied before all others on this thread get their turn. */
const copiedPerTurn = 500_000;
/** Enough for the largest image within the limits several times; beyond it the thread ends, and the window lives on. */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };
/** Far more than any image takes that somebody made. */
const usualPatienceMs = 10_000;
const lookEveryMs = 500;
/** A file may lie where nobody answers any more, and others wait behind it. */
const usualSingleMs = 30_000;

type Task = keyof ImageTasks;
type Given<T extends Task> = Parameters<ImageTasks[T]>;
/** What goes to the worker, made anew for each try: bytes are moved there. */
type Prepare<T extends Task> = () => Promise<{
  readonly given: Given<T>;
  readonly moved: readonly ArrayBuffer[];
}>;

/** Starts the thread with the first task, and again after it has ended by a failure. */
export function createImageThread({
  workerPath = join(__dirname, 'imageWorker.js'),
  patienceMs = usualPatienceMs,
  longestSingleMs = usualSingleMs,
}: ImageThreadOptions = {}): ImageThread {
  const shared = createThread(workerPath, patienceMs);
  // What a thread died of is one of its tasks: each is tried once more where it harms nobody but itself.
  const single = createThread(workerPath, patienceMs);
  let lastSingle: Promise<unknown> = Promise.resolve();
  let isDisposed = false;

  const attempt = async <T extends Task>(
    thread: Thread,
    task: T,
    prepare: Prepare<T>,
  ): Promise<Awaited<ReturnType<ImageTasks[T]>>> => {
    const { given, moved } = await prepare();
    if (isDisposed) throw cancelled();
    return thread.ask(task, given, moved);
  };

  const alone = async <T extends Task>(
    task: T,
    prepare: Prepare<T>,
  ): Promise<Awaited<ReturnType<ImageTasks[T]>>> => {
    const timer = setTimeout(() => single.end(tookTooLong()), longestSingleMs);
    timer.unref();
    try {
      return await attempt(single, task, prepare);
    } finally {
      clearTimeout(timer);
    }
  };

  const run = async <T extends Task>(
    task: T,
    prepare: Prepare<T>,
  ): Promise<Awaited<ReturnType<ImageTasks[T]>>> => {
    try {
      return await attempt(shared, task, prepare);
    } catch (error) {
      if (!(error instanceof TaskGivenUp)) throw error;
    }
    const mine = lastSingle.then(() => alone(task, prepare));
    lastSingle = mine.catch(() => undefined);
    return mine;
  };

  const preparing =
    <T extends 'provenanceIn' | 'factsOf' | 'stripped'>(
      ...[image, ...more]: Given<T>
    ): Prepare<T> =>
    async () => {
      const own: ImageInput = 'bytes' in image ? { bytes: await copyOf(image.bytes) } : image;
      const moved = 'bytes' in own ? [own.bytes.buffer as ArrayBuffer] : [];
      return { given: [own, ...more] as Given<T>, moved };
    };

  return {
    provenanceIn: (image) => run('provenanceIn', preparing<'provenanceIn'>(image)),
    factsOf: (image, maxMeasuredBytes) =>
      run('factsOf', preparing<'factsOf'>(image, maxMeasuredBytes)),
    stripped: (image) => run('stripped', preparing<'stripped'>(image)),
    marked: (bytes, provenance) =>
      run('marked', async () => {
        const own = await copyOf(bytes);
        return { given: [own, provenance], moved: [own.buffer] };
      }),
    dispose() {
      isDisposed = true;
      for (const thread of [shared, single]) thread.end(cancelled());
    },
  };
}

const tookTooLong = (): TaskGivenUp => new TaskGivenUp('An image took too long.');

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/** One worker, started when it is needed. */
interface Thread {
  /** Rejects `TaskGivenUp` where the worker dies of one of its tasks, or gets no further. */
  ask<T extends Task>(
    task: T,
    given: Given<T>,
    moved: readonly ArrayBuffer[],
  ): Promise<Awaited<ReturnType<ImageTasks[T]>>>;
  end(error: unknown): void;
}

function createThread(workerPath: string, patienceMs: number): Thread {
  const waiting = new Map<number, Waiting>();
  let progress = createWorkerProgress();
  let worker: Worker | undefined;
  let watch: ReturnType<typeof setInterval> | undefined;
  let lastId = 0;

  const end = (error: unknown): void => {
    void worker?.terminate();
    worker = undefined;
    clearInterval(watch);
    watch = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };

  /** Time that this thread was held up itself does not count: it is measured by what it sees. */
  const watchOver = (): ReturnType<typeof setInterval> => {
    let turn = -1;
    let looks = 0;
    const timer = setInterval(() => {
      if (waiting.size === 0) {
        clearInterval(watch);
        watch = undefined;
        return;
      }
      const now = progress.turn();
      looks = now === turn ? looks + 1 : 0;
      turn = now;
      if (looks * lookEveryMs >= patienceMs) end(tookTooLong());
    }, lookEveryMs);
    timer.unref();
    return timer;
  };

  const running = (): Worker => {
    if (worker) return worker;
    progress = createWorkerProgress();
    const started = new Worker(workerPath, { resourceLimits, workerData: progress.memory });
    // A window that closes does not wait for it.
    started.unref();
    started.on('message', (answer: ImageAnswer) => {
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.kind === 'done') asked?.resolve(answer.result as never);
      else asked?.reject(receivedError(answer.failure));
    });
    started.on('error', ({ message }) => {
      if (worker === started) end(new TaskGivenUp(message));
    });
    return (worker = started);
  };

  return {
    ask: (task, given, moved) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        running().postMessage({ id, task, given } as ImageQuestion, moved);
        watch ??= watchOver();
      }),
    end,
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
