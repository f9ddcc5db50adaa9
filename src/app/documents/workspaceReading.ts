import type { PictureReference } from '../../core/documents/documentLanguage.ts';
import { documentEndings } from '../../core/documents/languageTable.ts';
import { cancelled, ImageError } from '../../core/errors.ts';
import { inParallel } from '../../core/parallel.ts';
import { createBreather } from './breather.ts';
import type { DocumentReading, DocumentSource } from './documentReading.ts';
import {
  DocumentTooLong,
  type FilesRead,
  type FolderToSearch,
  type ListedFolder,
  type PictureFinder,
} from './pictureFinder.ts';
import type { IgnoreRules } from '../../core/batch/ignoreRules.ts';
import type { Folders, WorkspaceFolder } from '../folders.ts';
import type { Uri, Uris } from '../uri.ts';
import type { OpenDocuments, TextDocument } from './openDocuments.ts';

export interface WorkspaceReadingEvents {
  /** Told once of each document that shows pictures; they come in any order. */
  readonly onFound: (source: DocumentSource, references: readonly PictureReference[]) => void;
  /** Told once of each document that is left out, as reading it took too long. */
  readonly onTooLong: (uri: Uri) => void;
  /** Documents read so far, of how many. */
  readonly onProgress: (done: number, total: number) => void;
}

/** Reads every document of the workspace that no rule leaves out. */
export interface WorkspaceReading {
  /**
   * Resolves to how many documents there are. Rejects `cancelled`, and `badRequest` where the person's
   * pattern for a language is wrong.
   */
  read(events: WorkspaceReadingEvents, signal: AbortSignal): Promise<number>;
}

export interface WorkspaceReadingOptions {
  readonly reading: DocumentReading;
  readonly finder: PictureFinder;
  readonly documents: Pick<OpenDocuments, 'all'>;
  readonly folders: Folders;
  readonly uris: Pick<Uris, 'file'>;
  readonly places: DocumentPlaces;
  readonly readFile: (uri: Uri) => PromiseLike<Uint8Array>;
}

/** Where documents are looked for, as the settings have it. */
export interface DocumentPlaces {
  /** How a folder of this computer is searched. */
  folderToSearch(folder: WorkspaceFolder): FolderToSearch;
  /**
   * The files of any other folder whose names match, in no order, and the rules by which git would leave some of them
   * out. Rejects `cancelled`.
   */
  findDocuments(
    folder: WorkspaceFolder,
    glob: string,
    signal: AbortSignal,
  ): Promise<{ readonly uris: readonly Uri[]; readonly rules: IgnoreRules }>;
}

/**
 * Files of one workspace folder and kind, which share their settings. No more is kept of each: of thousands few
 * show pictures, and whatever outlives its moment keeps the thread of all extensions busy collecting garbage.
 */
interface FileGroup {
  readonly like: DocumentSource;
  readonly fsPaths: string[];
}

/** What there is to read. */
interface Documents {
  readonly groups: FileGroup[];
  /** What is open counts as it is in the editor, and the worker reads nothing but files of this computer. */
  readonly texts: DocumentSource[];
}

/** Texts that are asked for at the same time. */
const textsAtOnce = 8;

export function createWorkspaceReading(options: WorkspaceReadingOptions): WorkspaceReading {
  const { reading, finder, documents: opened, folders, uris, places, readFile } = options;
  const openBy = (keyOf: (uri: Uri) => string): Map<string, TextDocument> =>
    new Map(opened.all().map((each) => [keyOf(each.uri), each]));

  /** Files by the ending of their names: settings take VS Code long to find out. */
  const createGroups = (
    groups: FileGroup[],
  ): ((path: string, uriOf: () => Uri) => FileGroup | undefined) => {
    const known = new Map<string, FileGroup | undefined>();
    return (path, uriOf) => {
      const ending = path.slice(path.lastIndexOf('.'));
      if (known.has(ending)) return known.get(ending);
      const like = reading.sourceOfFile(uriOf());
      const group = like && { like, fsPaths: [] };
      if (group) groups.push(group);
      known.set(ending, group);
      return group;
    };
  };

  const listOnDisk = async (
    folder: WorkspaceFolder,
    { groups, texts }: Documents,
    signal: AbortSignal,
  ): Promise<void> => {
    const open = openBy(({ scheme, fsPath }) => (scheme === 'file' ? fsPath : ''));
    const groupOf = createGroups(groups);
    const add = (fsPath: string): void => {
      const document = open.get(fsPath);
      if (!document) {
        groupOf(fsPath, () => uris.file(fsPath))?.fsPaths.push(fsPath);
        return;
      }
      const source = reading.sourceOfOpen(document);
      if (source) texts.push(source);
    };
    const onListed = (listed: readonly ListedFolder[]): void => {
      for (const { prefix, names } of listed) for (const name of names) add(prefix + name);
    };
    await finder.listDocuments(places.folderToSearch(folder), onListed, signal);
  };

  const listElsewhere = async (
    folder: WorkspaceFolder,
    { groups, texts }: Documents,
    signal: AbortSignal,
  ): Promise<void> => {
    const { uris: found, rules } = await places.findDocuments(folder, documentGlob(), signal);
    const open = openBy((uri) => uri.toString());
    const groupOf = createGroups(groups);
    const breather = createBreather(signal);
    for (const uri of found) {
      await breather.pause();
      const isOfFolder = folders.of(uri)?.index === folder.index;
      if (!isOfFolder || rules.covers(uri.path)) continue;
      const document = open.get(uri.toString());
      const like = document ? undefined : groupOf(uri.path, () => uri)?.like;
      const source = document ? reading.sourceOfOpen(document) : like && sourceLike(like, uri);
      if (source) texts.push(source);
    }
  };

  const readText = async (
    source: DocumentSource,
    onTooLong: WorkspaceReadingEvents['onTooLong'],
    signal: AbortSignal,
  ): Promise<readonly PictureReference[]> => {
    try {
      if (source.open) return await reading.picturesIn(source, signal);
      const bytes = await readFile(source.uri);
      return await finder.inText(new TextDecoder().decode(bytes), source.readAs, signal);
    } catch (error) {
      if (error instanceof ImageError) throw error;
      if (signal.aborted) throw cancelled();
      if (error instanceof DocumentTooLong) onTooLong(source.uri);
      // What is in an editor can always be got at.
      else if (source.open) throw error;
      return [];
    }
  };

  return {
    async read({ onFound, onTooLong, onProgress }, signal) {
      const documents: Documents = { groups: [], texts: [] };
      for (const folder of folders.all()) {
        const list = folder.uri.scheme === 'file' ? listOnDisk : listElsewhere;
        await list(folder, documents, signal);
      }
      const { groups, texts } = documents;
      const total = groups.reduce((sum, { fsPaths }) => sum + fsPaths.length, texts.length);
      let done = 0;
      const countOn = (count: number): void => onProgress((done += count), total);
      const readGroup = async ({ like, fsPaths }: FileGroup): Promise<void> => {
        const onRead = ({ count, found, tooLong = [] }: FilesRead): void => {
          for (const index of tooLong) onTooLong(uris.file(fsPaths[index]!));
          for (const { index, references } of found) {
            onFound(sourceLike(like, uris.file(fsPaths[index]!)), references);
          }
          countOn(count);
        };
        await finder.inFiles(fsPaths, like.readAs, onRead, signal);
      };
      await Promise.all([
        inParallel(groups, 1, readGroup),
        inParallel(texts, textsAtOnce, async (source) => {
          const references = await readText(source, onTooLong, signal);
          if (references.length > 0) onFound(source, references);
          countOn(1);
        }),
      ]);
      return total;
    },
  };
}

function documentGlob(): string {
  return `**/*.{${documentEndings.map((ending) => ending.slice(1)).join(',')}}`;
}

const sourceLike = (like: DocumentSource, uri: Uri): DocumentSource => ({
  ...like,
  uri,
  place: { ...like.place, path: uri.path },
});
