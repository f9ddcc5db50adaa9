import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { cancelled } from '../core/errors.ts';
import type { PictureAnswer, PictureNews, PictureQuestion } from './pictureWorkerMessages.ts';
import { DocumentTooLong, type PictureFinder } from '../app/documents/pictureFinder.ts';
import { createWorkerProgress } from './workerProgress.ts';

type NewQuestion<Q = PictureQuestion> = Q extends { kind: 'cancel' } ? never : Omit<Q, 'id'>;

type Done = Extract<PictureAnswer, { kind: 'done' }>;

interface Waiting {
  /** What is still to be answered, should another worker have to do it. */
  question: NewQuestion;
  readonly onNews: (news: PictureNews) => void;
  readonly resolve: (answer: Done) => void;
  readonly reject: (error: unknown) => void;
}

export interface PictureFindingOptions {
  /** The bundled worker. */
  readonly workerPath?: string;
  /** How long one document may be read and get no further. */
  readonly patienceMs?: number;
}

/** Copying the question for the worker keeps this thread busy, so a question must not be long. */
const filesPerQuestion = 2000;
const usualPatienceMs = 5000;
/** How long what nobody wants any more may be read: a new worker takes its time as well. */
const cancelledPatienceMs = 300;
const lookEveryMs = 100;
/** Far more than the documents take that people write. */
const maxWorkerMegabytes = 1024;

/**
 * Finds pictures in a worker thread, which is started with the first question: a parser may take longer over a
 * big document than the editor may be held up. A document that takes it too long, or too much memory, is given up,
 * and another worker goes on with the rest.
 */
export function createPictureThread({
  workerPath = join(__dirname, 'pictureWorker.js'),
  patienceMs = usualPatienceMs,
}: PictureFindingOptions = {}): PictureFinder {
  const waiting = new Map<number, Waiting>();
  let progress = createWorkerProgress();
  let worker: Worker | undefined;
  let watch: ReturnType<typeof setInterval> | undefined;
  let lastId = 0;

  const endWorker = (): void => {
    void worker?.terminate();
    worker = undefined;
    clearInterval(watch);
  };

  const failAll = (error: unknown): void => {
    endWorker();
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };

  const drop = (id: number): void => {
    waiting.delete(id);
    worker?.postMessage({ kind: 'cancel', id } satisfies PictureQuestion);
  };

  const post = (id: number, { question }: Waiting): void => {
    running().postMessage({ ...question, id } as PictureQuestion);
  };

  const tell = (id: number, news: PictureNews): void => {
    const asked = waiting.get(id);
    if (!asked) return;
    try {
      asked.onNews(news);
    } catch (error) {
      drop(id);
      asked.reject(error);
    }
  };

  const receive = (answer: PictureAnswer | PictureNews): void => {
    const { id, kind } = answer;
    if (kind === 'listed' || kind === 'read') {
      tell(id, answer);
      return;
    }
    const asked = waiting.get(id);
    waiting.delete(id);
    if (kind === 'done') asked?.resolve(answer);
    else if (asked?.question.kind === 'text' || asked?.question.kind === 'plan') {
      asked.reject(new DocumentTooLong(answer.message));
    } else asked?.reject(new Error(answer.message));
  };

  /** Ends the worker, and asks another one for all that is not answered but for what this one was at. */
  const giveUp = (questionId: number, fileIndex: number): void => {
    endWorker();
    const asked = waiting.get(questionId);
    if (asked && asked.question.kind !== 'files') {
      waiting.delete(questionId);
      asked.reject(new DocumentTooLong());
    } else if (asked) {
      const read = { done: [fileIndex], found: [], tooLong: [fileIndex] };
      tell(questionId, { kind: 'read', id: questionId, read });
    }
    for (const [id, each] of waiting) post(id, each);
  };

  /** Time that this thread was held up itself does not count: it is measured by what it sees. */
  const watchOver = (): ReturnType<typeof setInterval> => {
    let turn = 0;
    let looks = 0;
    const look = (): void => {
      const now = progress.now();
      const isWanted = now !== undefined && waiting.has(now.questionId);
      // Of what nobody wants any more, no step is one further.
      looks = now && (now.turn === turn || !isWanted) ? looks + 1 : 0;
      if (!now) return;
      ({ turn } = now);
      const limitMs = isWanted ? patienceMs : Math.min(cancelledPatienceMs, patienceMs);
      if (looks * lookEveryMs >= limitMs) giveUp(now.questionId, now.fileIndex);
    };
    const timer = setInterval(look, lookEveryMs);
    timer.unref();
    return timer;
  };

  const running = (): Worker => {
    if (worker) return worker;
    const own = (progress = createWorkerProgress());
    const started = new Worker(workerPath, {
      workerData: own.memory,
      resourceLimits: { maxOldGenerationSizeMb: maxWorkerMegabytes },
    });
    // A window that closes does not wait for it.
    started.unref();
    started.on('message', (answer: PictureAnswer | PictureNews) => {
      if (worker === started) receive(answer);
    });
    started.on('error', (error) => {
      if (worker !== started) return;
      const now = own.now();
      if (now) giveUp(now.questionId, now.fileIndex);
      else failAll(error);
    });
    worker = started;
    watch = watchOver();
    return started;
  };

  const ask = (
    question: NewQuestion,
    onNews: (news: PictureNews, asked: Waiting) => void,
    signal: AbortSignal,
  ): Promise<Done> => {
    if (signal.aborted) return Promise.reject(cancelled());
    const id = ++lastId;
    return new Promise<Done>((resolve, reject) => {
      const stop = (): void => {
        drop(id);
        reject(cancelled());
      };
      signal.addEventListener('abort', stop, { once: true });
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T): void => {
          signal.removeEventListener('abort', stop);
          settle(value);
        };
      const asked: Waiting = {
        question,
        onNews: (news) => onNews(news, asked),
        resolve: settled(resolve),
        reject: settled(reject),
      };
      waiting.set(id, asked);
      post(id, asked);
    });
  };

  return {
    async inText(text, readAs, signal) {
      return (await ask({ kind: 'text', text, readAs }, () => undefined, signal)).references;
    },
    async plan(insertion, signal) {
      return (await ask({ kind: 'plan', insertion }, () => undefined, signal)).plan!;
    },
    async listDocuments(folder, onListed, signal) {
      // A second worker lists all from the beginning.
      const told = new Set<string>();
      const onNews = (news: PictureNews): void => {
        if (news.kind !== 'listed') return;
        const folders = news.folders.filter(({ prefix }) => !told.has(prefix));
        for (const { prefix } of folders) told.add(prefix);
        onListed(folders);
      };
      await ask({ kind: 'list', folder }, onNews, signal);
    },
    async inFiles(fsPaths, readAs, onRead, signal) {
      for (let from = 0; from < fsPaths.length; from += filesPerQuestion) {
        const some = fsPaths.slice(from, from + filesPerQuestion);
        const left = new Map(some.map((fsPath, index) => [from + index, fsPath]));
        const onNews = (news: PictureNews, asked: Waiting): void => {
          if (news.kind !== 'read') return;
          const { done, found, tooLong } = news.read;
          for (const index of done) left.delete(index);
          asked.question = { kind: 'files', files: [...left], readAs };
          onRead({ count: done.length, found, ...(tooLong && { tooLong }) });
        };
        await ask({ kind: 'files', files: [...left], readAs }, onNews, signal);
      }
    },
    dispose: () => failAll(cancelled()),
  };
}
