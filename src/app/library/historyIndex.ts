import type { Disposable } from '../disposable.ts';
import type { Uri } from '../uri.ts';
import { newestFirst, type HistoryImage } from '../../core/history/historyList.ts';
import {
  indexKey,
  isCurrent,
  type FileStamp,
  type ImageEssentials,
  type IndexedFile,
} from '../../core/history/indexedFile.ts';
import { foldText } from '../../core/history/promptSearch.ts';
import { promptLimit } from '../../core/models.ts';
import { TaskGivenUp } from '../../core/provenance/imageTasks.ts';
import type { Logger } from '../../core/ports.ts';
import type { ImageReading } from '../images/imageReading.ts';
import type { HistoryCache } from './historyCache.ts';
import { inParallel } from '../../core/parallel.ts';
import { inSlices } from './slices.ts';

/** Where a file is, by its workspace folder. */
export type ImagePlace = Pick<IndexedFile, 'folder' | 'path'>;

/** The image files of the workspace, of whatever origin. */
export interface WorkspaceImages {
  /**
   * Those that no setting excludes.
   * @param maxCount absent: all of them
   */
  find(maxCount?: number): Promise<ImagePlace[]>;
  uriOf(place: ImagePlace): Uri;
  /** `undefined` for what is no file, or gone. */
  stampOf(uri: Uri): Promise<FileStamp | undefined>;
}

/** The generated images of the workspace: what their files say, and nothing that they do not. */
export interface HistoryIndex extends Disposable {
  /** False until the files have been looked at once. */
  readonly isComplete: boolean;
  /** Newest first. */
  images(): readonly HistoryImage[];
  get(id: string): HistoryImage | undefined;
  /** Resolves with the first images to show, long before all are known. */
  begin(): Promise<void>;
  /**
   * Looks what the workspace has now. A file is read again only where its time or length differs.
   * @param changed keys of files that may have, besides those that are new; absent: any may
   */
  check(changed?: ReadonlySet<string>): Promise<void>;
  /** Whether a file that was found lies below one of these. */
  hasBelow(keys: ReadonlySet<string>): boolean;
  /** Files that are known to be gone. */
  forget(ids: readonly string[]): void;
}

export interface HistoryIndexOptions {
  readonly cache: HistoryCache;
  readonly reading: Pick<ImageReading, 'provenanceOf'>;
  readonly files: WorkspaceImages;
  readonly onChange: () => void;
  readonly log: Logger;
}

/** So many are enough to fill a window with pictures while the rest is looked for. */
const firstCount = 80;
/** Of any prompt that the service takes, all; a thousand files with ten times as much would fill the memory. */
const maxPromptUnits = 2 * promptLimit;
/** Files looked at in the same moment. */
const maxParallel = 8;

export function createHistoryIndex(options: HistoryIndexOptions): HistoryIndex {
  const {
    cache,
    reading,
    files: { find, uriOf, stampOf },
    onChange,
    log,
  } = options;
  const files = new Map<string, IndexedFile>();
  /** Those that could not be read, as they were then. */
  const unread = new Map<string, FileStamp>();
  const shown = new Map<string, HistoryImage>();
  const byId = new Map<string, HistoryImage>();
  let ordered: readonly HistoryImage[] | undefined;
  let lastId = 0;
  let isComplete = false;
  let isDisposed = false;
  /** Whether the cache has everything that is known. */
  let isKept = true;
  /** What the next look is for: `all`, or keys. */
  let wanted: 'all' | Set<string> | undefined;
  let looking: Promise<void> | undefined;
  let beginning: Promise<void> | undefined;

  const changed = (): void => {
    ordered = undefined;
    if (!isDisposed) onChange();
  };

  const remove = (key: string): boolean => {
    const image = shown.get(key);
    shown.delete(key);
    if (image) byId.delete(image.id);
    return files.delete(key);
  };

  const put = (key: string, file: IndexedFile): void => {
    const id = shown.get(key)?.id ?? `image-${++lastId}`;
    remove(key);
    files.set(key, file);
    const { folder, path, byteCount, made } = file;
    if (!made) return;
    const image = { id, folder, path, byteCount, made, folded: foldText(made.prompt) };
    shown.set(key, image);
    byId.set(id, image);
  };

  const look = async (key: string, place: ImagePlace): Promise<void> => {
    const uri = uriOf(place);
    const stamp = await stampOf(uri);
    const known = files.get(key) ?? unread.get(key);
    if (stamp && known && isCurrent(known, stamp)) return;
    const made = stamp && (await essentialsOf(uri, stamp));
    const before = shown.get(key);
    unread.delete(key);
    if (stamp && made !== 'unread') put(key, { ...place, ...stamp, ...(made && { made }) });
    else remove(key);
    if (stamp && made === 'unread') unread.set(key, stamp);
    isKept = false;
    if (before || made) changed();
  };

  const essentialsOf = async (
    uri: Uri,
    { mtimeMs }: FileStamp,
  ): Promise<ImageEssentials | 'unread' | undefined> => {
    try {
      const provenance = await reading.provenanceOf(uri);
      if (!provenance) return undefined;
      const { prompt, model, seed, aspectRatio, recordId, createdAt } = provenance;
      const parsedMs = Date.parse(createdAt);
      const createdAtMs = Number.isNaN(parsedMs) ? mtimeMs : parsedMs;
      const shownPrompt = prompt.slice(0, maxPromptUnits);
      return { prompt: shownPrompt, model, seed, aspectRatio, recordId, createdAtMs };
    } catch (error) {
      // No image, or gone in this moment: not one of the history's. What took too long may not, another time.
      return (error as Error).cause instanceof TaskGivenUp ? 'unread' : undefined;
    }
  };

  const lookAt = (places: ReadonlyMap<string, ImagePlace>): Promise<void> =>
    inParallel(places, maxParallel, async ([key, place]) => {
      if (!isDisposed) await look(key, place);
    });

  const update = async (scope: 'all' | ReadonlySet<string>): Promise<void> => {
    const found = new Map<string, ImagePlace>();
    await inSlices(await find(), (place) => found.set(indexKey(place), place));
    const gone: string[] = [];
    await inSlices([...files.keys()], (key) => {
      if (!found.has(key)) gone.push(key);
      else if (scope !== 'all' && !scope.has(key)) found.delete(key);
    });
    for (const key of gone) {
      remove(key);
      isKept = false;
    }
    if (gone.length > 0) changed();
    await lookAt(found);
    if (isDisposed) return;
    if (!isComplete) {
      isComplete = true;
      changed();
    }
    if (!isKept) await keep();
  };

  const keep = async (): Promise<void> => {
    isKept = true;
    const others = [...files.values()].filter(({ made }) => !made);
    const known = images().flatMap((image) => files.get(indexKey(image)) ?? []);
    await cache.write([...known, ...others]);
  };

  const run = async (): Promise<void> => {
    while (wanted && !isDisposed) {
      const scope = wanted;
      wanted = undefined;
      try {
        await update(scope);
      } catch (error) {
        log.warn(`The images of the workspace could not be listed: ${String(error)}`);
        isComplete = true;
        changed();
      }
    }
    looking = undefined;
  };

  const check: HistoryIndex['check'] = (changedKeys) => {
    if (!changedKeys || wanted === 'all') wanted = 'all';
    else wanted = new Set([...(wanted ?? []), ...changedKeys]);
    return (looking ??= run());
  };

  const images = (): readonly HistoryImage[] => (ordered ??= newestFirst([...shown.values()]));

  /** What an earlier window kept; else, so that nobody waits for all, some of the files. */
  const readFirst = (onFirst: () => void): Promise<void> =>
    cache.read((file) => {
      put(indexKey(file), file);
      ordered = undefined;
      if (shown.size === firstCount) onFirst();
      else if (shown.size % 1000 === 0) changed();
    });

  const begin = async (onFirst: () => void): Promise<void> => {
    await readFirst(onFirst);
    if (files.size === 0) {
      const some = await find(firstCount);
      await lookAt(new Map(some.map((place) => [indexKey(place), place])));
    }
    if (shown.size > 0) changed();
    onFirst();
    await check();
  };

  return {
    get isComplete() {
      return isComplete;
    },
    images,
    get: (id) => byId.get(id),
    begin: () =>
      (beginning ??= new Promise((resolve) => {
        begin(resolve).catch((error: unknown) => {
          log.warn(`The history could not be read: ${String(error)}`);
          resolve();
        });
      })),
    check,
    hasBelow: (keys) => keys.size > 0 && [...files.keys()].some((key) => isBelow(key, keys)),
    forget(ids) {
      for (const id of ids) {
        const image = byId.get(id);
        if (image && remove(indexKey(image))) isKept = false;
      }
      changed();
    },
    dispose() {
      isDisposed = true;
    },
  };
}

function isBelow(key: string, others: ReadonlySet<string>): boolean {
  for (let at = key.lastIndexOf('/'); at > 0; at = key.lastIndexOf('/', at - 1)) {
    if (others.has(key.slice(0, at))) return true;
  }
  return false;
}
