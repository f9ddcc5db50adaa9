import { parentPort, workerData } from 'node:worker_threads';
import type {
  FindPictures,
  PictureWriter,
  PictureReference,
} from '../core/documents/documentLanguage.ts';
import { planInsertion } from '../core/documents/insertion.ts';
import { languageTable } from '../core/documents/languageTable.ts';
import { userLanguage } from '../core/documents/userPattern.ts';
import { inParallel } from '../core/parallel.ts';
import {
  boundedPictures,
  inPieces,
  maxPieceWeight,
  weightOf,
} from '../core/documents/boundedPictures.ts';
import { withoutRepeated } from '../core/batch/firstWords.ts';
import { loadSheetReader } from '../core/batch/promptSheet.ts';
import { planSheet } from '../core/batch/sheetRows.ts';
import { listDocuments } from './documentListing.ts';
import type {
  PictureAnswer,
  PictureNews,
  PictureQuestion,
  SomePictures,
} from './pictureWorkerMessages.ts';
import { sentError } from './sentError.ts';
import { sheetInPieces, type SheetPiece } from './sheetPieces.ts';
import { readShortFile } from './shortFile.ts';
import type {
  FolderToSearch,
  FoundInFile,
  ListedFolder,
  ReadAs,
} from '../app/documents/pictureFinder.ts';
import { createWorkerProgress } from './workerProgress.ts';

/** Files read at the same time: more gain nothing on a disk's four threads in Node. */
const filesAtOnce = 8;
/** Documents beyond this size are no documents that somebody writes. */
const maxDocumentBytes = 16 * 1024 * 1024;
/** Files between two messages, so that ten thousand of them don't cost ten thousand messages. */
const filesPerNews = 64;
/** Names in one message: the thread that takes them is everybody's. */
const namesPerNews = 1000;

interface Reader {
  readonly find: FindPictures;
  readonly mayHavePictures: (bytes: Buffer) => boolean;
  readonly loadWriter: () => Promise<PictureWriter>;
}

/** Answers the questions of `pictureThread.ts` in a worker thread. */
function serve(port: NonNullable<typeof parentPort>): void {
  const active = new Map<number, AbortController>();
  const readers = new Map<string, Promise<Reader>>();
  const readerFor = (readAs: ReadAs): Promise<Reader> => {
    const key = JSON.stringify(readAs);
    const known = readers.get(key) ?? loadReader(readAs);
    readers.set(key, known);
    return known;
  };
  const progress = createWorkerProgress(workerData as SharedArrayBuffer);
  const tell = (message: PictureAnswer | PictureNews | SomePictures): void =>
    port.postMessage(message);
  /** What goes on once there is time for more on the other side. */
  const held = new Map<string, () => void>();

  /** Resolves once there is time for more than what is told, or nobody wants it any more. */
  const tellAndWait = async (
    [id, index]: readonly [id: number, index: number],
    message: PictureNews | SomePictures,
  ): Promise<void> => {
    // To copy it takes memory: if there is none left, it is known for whom.
    progress.during(id, index, () => tell(message));
    await new Promise<void>((resolve) => {
      held.set(`${id} ${index}`, resolve);
    });
    held.delete(`${id} ${index}`);
  };

  /** Tells all pictures of a document but the last of them, which are left for the answer. */
  const tellFirst = async (
    [id, index]: readonly [id: number, index: number],
    pictures: readonly PictureReference[],
    signal: AbortSignal,
  ): Promise<readonly PictureReference[]> => {
    let references: readonly PictureReference[] = [];
    for (const piece of inPieces(pictures)) {
      if (references.length > 0) {
        await tellAndWait([id, index], { kind: 'some', id, index, references });
        if (signal.aborted) return [];
      }
      references = piece;
    }
    return references;
  };

  /** Tells all that a sheet asks for but the last of it, which is left for the answer. */
  const readSheet = async (
    { id, path, text }: Extract<PictureQuestion, { kind: 'sheet' }>,
    signal: AbortSignal,
  ): Promise<SheetPiece | undefined> => {
    const read = await loadSheetReader(path);
    if (!read) throw new Error(`There is no kind of sheet for ${path}.`);
    const sheet = progress.during(id, 0, () => planSheet(read(text, progress.step), progress.step));
    let last: SheetPiece | undefined;
    for (const piece of sheetInPieces(sheet)) {
      if (last) await tellAndWait([id, 0], { kind: 'rows', id, piece: last });
      if (signal.aborted) return undefined;
      last = piece;
    }
    return last;
  };

  const searchFiles = async (
    { id, files, readAs }: Extract<PictureQuestion, { kind: 'files' }>,
    signal: AbortSignal,
  ): Promise<void> => {
    const reader = await readerFor(readAs);
    let done: number[] = [];
    let weight = 0;
    let found: FoundInFile[] = [];
    let tooLong: number[] = [];
    const flush = (): void => {
      const read = { done, found, ...(tooLong.length > 0 && { tooLong }) };
      if (done.length > 0)
        progress.during(id, done.at(-1)!, () => tell({ kind: 'read', id, read }));
      done = [];
      weight = 0;
      found = [];
      tooLong = [];
    };
    const searchFile = async (
      index: number,
      fsPath: string,
    ): Promise<FoundInFile['references']> => {
      const bytes = await readShortFile(fsPath, maxDocumentBytes);
      if (!bytes || !reader.mayHavePictures(bytes)) return [];
      const pictures = progress.during(id, index, () => {
        const all = boundedPictures(reader.find(bytes.toString('utf8'), progress.step));
        return withoutRepeated(all);
      });
      return tellFirst([id, index], pictures, signal);
    };
    await inParallel(files, filesAtOnce, async ([index, fsPath]) => {
      if (signal.aborted) return;
      const references = await searchFile(index, fsPath).catch(() => {
        // Such as a parser whose calls nest too deeply: one document must not fail all others.
        tooLong.push(index);
        return [];
      });
      const more = weightOf(references);
      if (weight + more > maxPieceWeight) flush();
      weight += more;
      if (references.length > 0) found.push({ index, references });
      if (done.push(index) >= filesPerNews) flush();
    });
    flush();
  };

  const listFolder = async (
    id: number,
    folder: FolderToSearch,
    signal: AbortSignal,
  ): Promise<void> => {
    let count = 0;
    let folders: ListedFolder[] = [];
    let telling: Promise<void> | undefined;
    const tellNext = async (
      before: Promise<void> | undefined,
      some: readonly ListedFolder[],
    ): Promise<void> => {
      await before;
      if (!signal.aborted) await tellAndWait([id, 0], { kind: 'listed', id, folders: some });
    };
    const onListed = async ({ prefix, names }: ListedFolder): Promise<void> => {
      for (let from = 0; from < names.length;) {
        const some = names.slice(from, from + namesPerNews - count);
        folders.push({ prefix, names: some });
        from += some.length;
        count += some.length;
        if (count < namesPerNews) continue;
        // One after the other, however many folders are listed at the same time.
        telling = tellNext(telling, folders);
        folders = [];
        count = 0;
        await telling;
      }
    };
    await listDocuments(folder, onListed, signal);
    if (folders.length > 0) tell({ kind: 'listed', id, folders });
  };

  const reply = async (question: PictureQuestion, signal: AbortSignal): Promise<PictureAnswer> => {
    const { id } = question;
    if (question.kind === 'text') {
      const { find } = await readerFor(question.readAs);
      // Questions about earlier texts of a document are cancelled by what waits in the queue by now.
      await new Promise(setImmediate);
      if (signal.aborted) return { kind: 'done', id, references: [] };
      const pictures = progress.during(id, 0, () =>
        boundedPictures(find(question.text, progress.step)),
      );
      return { kind: 'done', id, references: await tellFirst([id, 0], pictures, signal) };
    }
    if (question.kind === 'plan') {
      const { text, readAs, ...options } = question.insertion;
      const writer = await (await readerFor(readAs)).loadWriter();
      const all = text.split(/\r\n|\r|\n/);
      const lines = { lineCount: all.length, lineAt: (line: number) => all[line] ?? '' };
      const plan = progress.during(id, 0, () => planInsertion({ writer, lines, ...options }));
      return { kind: 'done', id, references: [], plan };
    }
    if (question.kind === 'sheet') {
      const rows = await readSheet(question, signal);
      return { kind: 'done', id, references: [], ...(rows && { rows }) };
    }
    if (question.kind === 'list') await listFolder(id, question.folder, signal);
    if (question.kind === 'files') await searchFiles(question, signal);
    return { kind: 'done', id, references: [] };
  };

  port.on('message', (question: PictureQuestion) => {
    const { id } = question;
    if (question.kind === 'cancel') {
      active.get(id)?.abort();
      for (const [key, goOn] of held) if (key.startsWith(`${id} `)) goOn();
      return;
    }
    if (question.kind === 'more') {
      held.get(`${id} ${question.index}`)?.();
      return;
    }
    const stop = new AbortController();
    active.set(id, stop);
    reply(question, stop.signal)
      .then(
        (answer) => progress.during(id, 0, () => tell(answer)),
        (error: unknown) => {
          tell({ kind: 'failed', id, error: sentError(error) });
        },
      )
      .finally(() => active.delete(id));
  });
}

async function loadReader({ languageName, pattern }: ReadAs): Promise<Reader> {
  const known = languageTable.find(({ name }) => name === languageName);
  const own = pattern && userLanguage(pattern.text, pattern.languageId, known);
  const language = own ?? known;
  if (!language) throw new Error(`There is no document language ${languageName}.`);
  const markers = language.markers.map(escapeRegExp).join('|');
  // Markers are ASCII, and so are where they stand in UTF-8: decoding one byte to one character is fastest.
  const marker = new RegExp(markers, 'i');
  return {
    find: await language.loadFinder(),
    mayHavePictures: (bytes) => marker.test(bytes.toString('latin1')),
    loadWriter: () => language.loadWriter(),
  };
}

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

if (parentPort) serve(parentPort);
