import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { cancelled } from './core/errors.ts';
import type { PictureReference } from './core/documents/documentLanguage.ts';
import type { PictureAnswer, PictureNews, PictureQuestion } from './pictureWorkerMessages.ts';
import type { PictureFinder } from './vscode/documents/pictureFinder.ts';

interface Waiting {
  readonly onNews: (news: PictureNews) => void;
  readonly resolve: (references: readonly PictureReference[]) => void;
  readonly reject: (error: unknown) => void;
}

export interface PictureFindingOptions {
  /** The bundled worker. */
  readonly workerPath?: string;
}

/** Copying the question for the worker keeps this thread busy, so a question must not be long. */
const filesPerQuestion = 2000;

/**
 * Finds pictures in a worker thread, which is started with the first question: a parser may take longer over a
 * big document than the editor may be held up.
 */
export function createPictureFinder({
  workerPath = join(__dirname, 'pictureWorker.js'),
}: PictureFindingOptions = {}): PictureFinder {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastId = 0;

  const failAll = (error: unknown): void => {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };

  const drop = (id: number): void => {
    waiting.delete(id);
    worker?.postMessage({ kind: 'cancel', id } satisfies PictureQuestion);
  };

  const running = (): Worker => {
    if (worker) return worker;
    const started = new Worker(workerPath);
    // A window that closes does not wait for it.
    started.unref();
    started.on('message', (answer: PictureAnswer | PictureNews) => {
      const asked = waiting.get(answer.id);
      if (answer.kind === 'listed' || answer.kind === 'read') {
        try {
          asked?.onNews(answer);
        } catch (error) {
          drop(answer.id);
          asked?.reject(error);
        }
        return;
      }
      waiting.delete(answer.id);
      if (answer.kind === 'done') asked?.resolve(answer.references);
      else asked?.reject(new Error(answer.message));
    });
    started.on('error', failAll);
    return (worker = started);
  };

  type NewQuestion<Q = PictureQuestion> = Q extends { kind: 'cancel' } ? never : Omit<Q, 'id'>;

  const ask = (
    question: NewQuestion,
    onNews: (news: PictureNews) => void,
    signal: AbortSignal,
  ): Promise<readonly PictureReference[]> => {
    if (signal.aborted) return Promise.reject(cancelled());
    const id = ++lastId;
    return new Promise<readonly PictureReference[]>((resolve, reject) => {
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
      waiting.set(id, { onNews, resolve: settled(resolve), reject: settled(reject) });
      running().postMessage({ ...question, id } as PictureQuestion);
    });
  };

  return {
    inText: (text, readAs, signal) => ask({ kind: 'text', text, readAs }, () => undefined, signal),
    async listDocuments(folder, onListed, signal) {
      const onNews = (news: PictureNews): void => {
        if (news.kind === 'listed') onListed(news.folders);
      };
      await ask({ kind: 'list', folder }, onNews, signal);
    },
    async inFiles(fsPaths, readAs, onRead, signal) {
      for (let from = 0; from < fsPaths.length; from += filesPerQuestion) {
        const some = fsPaths.slice(from, from + filesPerQuestion);
        const onNews = (news: PictureNews): void => {
          if (news.kind !== 'read') return;
          const { count, found } = news.read;
          onRead({ count, found: found.map((each) => ({ ...each, index: from + each.index })) });
        };
        await ask({ kind: 'files', fsPaths: some, readAs }, onNews, signal);
      }
    },
    dispose() {
      void worker?.terminate();
      failAll(cancelled());
    },
  };
}
