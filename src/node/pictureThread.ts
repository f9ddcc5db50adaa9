import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { cancelled } from '../core/errors.ts';
import type {
  PictureAnswer,
  PictureNews,
  PictureQuestion,
  NewQuestion,
  SomePictures,
} from './pictureWorkerMessages.ts';
import {
  DocumentTooLong,
  type PictureFinder,
  type FoundInFile,
} from '../app/documents/pictureFinder.ts';
import type { SheetReader } from '../app/sheets/sheetReader.ts';
import { readInQuestions, toldOnce, type AskForFiles } from './fileQuestions.ts';
import { createPicturePieces, type PicturePieces } from './picturePieces.ts';
import { receivedError, type SentError } from './sentError.ts';
import { createSheetJoiner } from './sheetPieces.ts';
import { createWorkerProgress } from './workerProgress.ts';
import { watchWorker } from './workerWatch.ts';

type Done = Extract<PictureAnswer, { kind: 'done' }>;

interface Waiting {
  /** What is still to be answered, should another worker have to do it. */
  question: NewQuestion;
  askedOf?: Worker;
  readonly pieces: PicturePieces;
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

/** Far more than the documents take that people write. */
const maxWorkerMegabytes = 1024;

/**
 * Finds pictures in a worker thread, which is started with the first question: a parser may take longer over a
 * big document than the editor may be held up. Prompt sheets are read there as well. A document that takes it too long,
 * or too much memory, is given up, and another worker goes on with the rest.
 */
export function createPictureThread({
  workerPath = join(__dirname, 'pictureWorker.js'),
  patienceMs = 5000,
}: PictureFindingOptions = {}): PictureFinder & SheetReader {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let watch: ReturnType<typeof setInterval> | undefined;
  let lastId = 0;
  /** Asked one after the other, the first one now: a worker has died, and nobody knows over which of them. */
  let suspects: number[] = [];

  const endWorker = (): void => {
    void worker?.terminate();
    worker = undefined;
    clearInterval(watch);
  };

  const failAll = (error: unknown): void => {
    endWorker();
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    suspects = [];
  };

  const askFirst = (): void => {
    const [first] = suspects;
    if (first !== undefined) post(first, waiting.get(first)!);
  };

  const remove = (id: number): void => {
    waiting.delete(id);
    const [first] = suspects;
    suspects = suspects.filter((each) => each !== id);
    if (suspects[0] !== first) askFirst();
  };

  const drop = (id: number): void => {
    remove(id);
    worker?.postMessage({ kind: 'cancel', id } satisfies PictureQuestion);
  };

  const post = (id: number, asked: Waiting): void => {
    if (suspects.length > 0 && !suspects.includes(id)) suspects.push(id);
    if (suspects.length > 0 && suspects[0] !== id) return;
    const own = running();
    if (asked.askedOf === own) return;
    asked.askedOf = own;
    asked.pieces.forget();
    own.postMessage({ ...asked.question, id } as PictureQuestion);
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

  /** Has the worker go on with what comes in pieces. */
  const askForMore = (id: number, index: number, from: Worker): void => {
    // Else as many messages as there are would be taken in one go, with nothing of this thread in between.
    setImmediate(() => {
      if (worker === from) from.postMessage({ kind: 'more', id, index } satisfies PictureQuestion);
    });
  };

  const receive = (answer: PictureAnswer | PictureNews | SomePictures, from: Worker): void => {
    const { id, kind } = answer;
    const asked = waiting.get(id);
    const whole = ({ index, references }: FoundInFile): FoundInFile => ({
      index,
      references: asked?.pieces.whole(index, references) ?? references,
    });
    if (kind === 'some') {
      asked?.pieces.keep(answer);
      askForMore(id, answer.index, from);
    } else if (kind === 'listed' || kind === 'rows') {
      tell(id, answer);
      askForMore(id, 0, from);
    } else if (kind === 'read') {
      tell(id, { ...answer, read: { ...answer.read, found: answer.read.found.map(whole) } });
    } else {
      remove(id);
      if (kind === 'done') {
        asked?.resolve({ ...answer, ...whole({ ...answer, index: 0 }) });
      } else asked?.reject(failureOf(answer.error, asked.question));
    }
  };

  /** Ends the worker, and asks another one for all that is not answered but for what this one was at. */
  const giveUp = (questionId: number, fileIndex: number): void => {
    endWorker();
    const asked = waiting.get(questionId);
    if (asked && asked.question.kind !== 'files') {
      remove(questionId);
      asked.reject(new DocumentTooLong());
    } else if (asked) {
      const [done, tooLong] = [[fileIndex], [fileIndex]];
      tell(questionId, { kind: 'read', id: questionId, read: { done, found: [], tooLong } });
    }
    for (const [id, each] of waiting) post(id, each);
  };

  /** Asks again, one by one, when nobody knows over what a worker died; the one that it dies over alone fails. */
  const askAlone = (error: Error & { code?: unknown }): void => {
    endWorker();
    const [first] = suspects;
    if (first !== undefined) {
      const isTooMuch = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      waiting.get(first)?.reject(isTooMuch ? new DocumentTooLong() : error);
      return remove(first);
    }
    const isLong = (id: number): boolean => waiting.get(id)!.question.kind === 'files';
    suspects = [...waiting.keys()].toSorted((a, b) => Number(isLong(a)) - Number(isLong(b)));
    askFirst();
  };

  const running = (): Worker => {
    if (worker) return worker;
    const own = createWorkerProgress();
    const started = new Worker(workerPath, {
      workerData: own.memory,
      resourceLimits: { maxOldGenerationSizeMb: maxWorkerMegabytes },
    });
    // A window that closes does not wait for it.
    started.unref();
    started.on('message', (answer: PictureAnswer | PictureNews | SomePictures) => {
      if (worker === started) receive(answer, started);
    });
    started.on('error', (error) => {
      if (worker !== started) return;
      const now = own.now();
      if (now) giveUp(now.questionId, now.fileIndex);
      else askAlone(error);
    });
    worker = started;
    watch = watchWorker(own, patienceMs, { isWanted: (id) => waiting.has(id), giveUp });
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
        pieces: createPicturePieces(),
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
    async readSheet(path, text, signal) {
      const joiner = createSheetJoiner();
      const onNews = (news: PictureNews): void => {
        if (news.kind === 'rows') joiner.add(news.piece);
      };
      joiner.add((await ask({ kind: 'sheet', path, text }, onNews, signal)).rows!);
      return joiner.whole();
    },
    async listDocuments(folder, onListed, signal) {
      const tellOnce = toldOnce(onListed);
      const onNews = (news: PictureNews): void => {
        if (news.kind === 'listed') tellOnce(news.folders);
      };
      await ask({ kind: 'list', folder }, onNews, signal);
    },
    async inFiles(fsPaths, readAs, onRead, signal) {
      const kind = 'files';
      const askForFiles: AskForFiles = (files, onSome) => {
        const onNews = (news: PictureNews, asked: Waiting): void => {
          if (news.kind === 'read') asked.question = { kind, files: onSome(news.read), readAs };
        };
        return ask({ kind, files, readAs }, onNews, signal);
      };
      await readInQuestions(fsPaths, askForFiles, onRead);
    },
    dispose: () => failAll(cancelled()),
  };
}

/** What a reader of a text fails with is as much as that it can't be read, but for what it says itself. */
function failureOf(error: SentError, { kind }: NewQuestion): Error {
  const isOfText = kind === 'text' || kind === 'plan' || kind === 'sheet';
  return isOfText && error.code === undefined
    ? new DocumentTooLong(error.message)
    : receivedError(error);
}
