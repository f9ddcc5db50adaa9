import { systemHashes } from '../../../src/node/systemHashes.ts';
import { imageInputOf } from '../../../src/vscode/host/imageInput.ts';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import sharp from 'sharp';
import type * as vscode from 'vscode';
import { createImageTasks, type ImageTasks } from '../../../src/core/provenance/imageTasks.ts';
import { toolName, trainedAlgorithmicMedia } from '../../../src/core/provenance/provenance.ts';
import type {
  FromHistory,
  HistoryItem,
  HistoryState,
  HistoryWishes,
  ToHistory,
} from '../../../src/protocol/historyMessages.ts';
import { createDocumentLanguages } from '../../../src/app/documents/documentLanguages.ts';
import { readRegularFile } from '../../../src/node/regularFile.ts';
import { keptTextIn } from '../../../src/vscode/host/keptText.ts';
import { workspaceImages } from '../../../src/vscode/host/rasterImages.ts';
import { createFavourites } from '../../../src/app/library/favourites.ts';
import { createHistoryCache } from '../../../src/app/library/historyCache.ts';
import { createHistoryHost } from '../../../src/vscode/views/history/historyHost.ts';
import { createHistoryIndex } from '../../../src/app/library/historyIndex.ts';
import { createInsertionTargets } from '../../../src/vscode/editor/insertionTargets.ts';
import { createDocumentLinks } from '../../../src/app/documents/documentLinks.ts';
import { createImageReading } from '../../../src/app/images/imageReading.ts';
import { createVsCodeSettings } from '../../../src/vscode/host/vscodeSettings.ts';
import { embedProvenance } from '../../support/imageProvenance.ts';
import { createPosts } from './posts.ts';
import { createTestLog } from './testLog.ts';
import { inWorkspace } from './workspace.ts';
import { fileOf } from '../../../src/vscode/editor/documentPlace.ts';
import { workspaceFolders } from '../../../src/vscode/host/workspaceFolders.ts';
import { createWindowImages } from '../../../src/extension/windowFiles.ts';

export interface MadeImage {
  readonly prompt: string;
  readonly createdAt: string;
  readonly recordId?: string;
  readonly aspectRatio?: string;
  readonly model?: string;
  /** Pixels on a side. */
  readonly side?: number;
}

/** Writes an image as if it had been generated here. */
export async function putMadeImage(path: string, made: MadeImage): Promise<vscode.Uri> {
  const uri = inWorkspace(path);
  const { side = 8, recordId = `record of ${path}`, ...rest } = made;
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const picture = sharp({
    create: { width: side, height: side, channels: 3, background: '#000', noise },
  });
  const bytes = await embedProvenance(await picture.webp({ quality: 95 }).toBuffer(), {
    model: 'black-forest-labs/flux-2-klein-4b',
    seed: 7,
    aspectRatio: '1:1',
    outputFormat: 'webp',
    recordId,
    tool: `${toolName} 1.0.0`,
    digitalSourceType: trainedAlgorithmicMedia,
    ...rest,
  });
  await mkdir(dirname(uri.fsPath), { recursive: true });
  await writeFile(uri.fsPath, bytes);
  return uri;
}

export const noWishes: HistoryWishes = {
  search: '',
  model: '',
  aspectRatio: '',
  isFavouritesOnly: false,
};

/** The host side of the history, joined as `historyTools.ts` joins it, with a test in the place of the webview. */
export interface HistoryInTest extends vscode.Disposable {
  readonly posts: readonly ToHistory[];
  readonly logged: readonly string[];
  /** Names of the files that were opened, in that order. */
  readonly opened: readonly string[];
  /** Bytes that were read of them. */
  readonly bytesRead: number;
  send(message: FromHistory): void;
  receive(message: unknown): void;
  /** Waits for a snapshot that is as wanted, and returns it. */
  untilState(isWanted: (state: HistoryState) => boolean): Promise<HistoryState>;
  /** The whole list, once all files have been looked at. */
  untilListed(
    areWanted: (items: readonly HistoryItem[]) => boolean,
  ): Promise<readonly HistoryItem[]>;
  until(isReached: (posts: readonly ToHistory[]) => boolean): Promise<void>;
}

export interface HistoryTestOptions {
  readonly storageUri?: vscode.Uri;
  readonly memento?: vscode.Memento;
  readonly showPanel?: () => Promise<void>;
  /** Instead of those that count what is opened and read. */
  readonly tasks?: ImageTasks;
}

export function createMemento(): vscode.Memento {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string, fallback?: T) => (values.get(key) as T) ?? fallback,
    update: async (key: string, value: unknown) => void values.set(key, structuredClone(value)),
  } as vscode.Memento;
}

export function openHistory(options: HistoryTestOptions = {}): HistoryInTest {
  const { log, logged } = createTestLog();
  const opened: string[] = [];
  let bytesRead = 0;
  const tasks = createImageTasks({
    hashes: systemHashes,
    readFile: (fsPath, use) => {
      opened.push(basename(fsPath));
      return readRegularFile(fsPath, (source) =>
        use({
          byteCount: source.byteCount,
          async read(offset, length) {
            const bytes = await source.read(offset, length);
            bytesRead += bytes.length;
            return bytes;
          },
        }),
      );
    },
  });
  const reading = createImageReading(options.tasks ?? tasks, imageInputOf);
  const targets = createInsertionTargets();
  const host = createHistoryHost({
    openIndex: (onChange) =>
      createHistoryIndex({
        cache: createHistoryCache(keptTextIn(options.storageUri, 'history.jsonl'), log),
        reading,
        files: workspaceImages,
        onChange,
        log,
      }),
    files: createWindowImages(),
    favourites: createFavourites(options.memento ?? createMemento()),
    targets,
    links: createDocumentLinks({
      folders: workspaceFolders,
      languages: createDocumentLanguages({
        settings: createVsCodeSettings(),
        folders: workspaceFolders,
        fileOf,
      }),
    }),
    showPanel: options.showPanel ?? (async () => undefined),
    log,
  });
  const { all: posts, post, until } = createPosts<ToHistory>();
  const session = { post };
  const newest = (): HistoryState | undefined =>
    posts.flatMap((post) => (post.type === 'state' ? [post.state] : [])).at(-1);
  const untilState: HistoryInTest['untilState'] = async (isWanted) => {
    await until(() => {
      const state = newest();
      return state !== undefined && isWanted(state);
    });
    return newest()!;
  };
  return {
    posts,
    logged,
    opened,
    get bytesRead() {
      return bytesRead;
    },
    send: (message) => host.receive(message, session),
    receive: (message) => host.receive(message, session),
    until,
    untilState,
    untilListed: async (areWanted) =>
      (await untilState(({ phase, items }) => phase === 'ready' && areWanted(items))).items,
    dispose() {
      host.remove(session);
      host.dispose();
      targets.dispose();
    },
  };
}
