import * as vscode from 'vscode';
import type { PictureReference } from '../../core/documents/documentLanguage.ts';
import { documentEndings } from '../../core/documents/languageTable.ts';
import { cancelled, ImageError } from '../../core/errors.ts';
import { inParallel } from '../../core/parallel.ts';
import { createBreather } from '../../app/documents/breather.ts';
import type { DocumentReading, DocumentSource } from './documentReading.ts';
import { findDocuments, folderToSearch } from './leftOutFiles.ts';
import {
  DocumentTooLong,
  type FilesRead,
  type ListedFolder,
  type PictureFinder,
} from '../../app/documents/pictureFinder.ts';

export interface WorkspaceReadingEvents {
  /** Told once of each document that shows pictures; they come in any order. */
  readonly onFound: (source: DocumentSource, references: readonly PictureReference[]) => void;
  /** Told once of each document that is left out, as reading it took too long. */
  readonly onTooLong: (uri: vscode.Uri) => void;
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
  const { reading, finder } = options;

  /** Files by the ending of their names: settings take VS Code long to find out. */
  const createGroups = (
    groups: FileGroup[],
  ): ((path: string, uriOf: () => vscode.Uri) => FileGroup | undefined) => {
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
    folder: vscode.WorkspaceFolder,
    { groups, texts }: Documents,
    signal: AbortSignal,
  ): Promise<void> => {
    const open = openDocuments(({ scheme, fsPath }) => (scheme === 'file' ? fsPath : ''));
    const groupOf = createGroups(groups);
    const add = (fsPath: string): void => {
      const document = open.get(fsPath);
      if (!document) {
        groupOf(fsPath, () => vscode.Uri.file(fsPath))?.fsPaths.push(fsPath);
        return;
      }
      const source = reading.sourceOfOpen(document);
      if (source) texts.push(source);
    };
    const onListed = (listed: readonly ListedFolder[]): void => {
      for (const { prefix, names } of listed) for (const name of names) add(prefix + name);
    };
    await finder.listDocuments(folderToSearch(folder), onListed, signal);
  };

  const listElsewhere = async (
    folder: vscode.WorkspaceFolder,
    { groups, texts }: Documents,
    signal: AbortSignal,
  ): Promise<void> => {
    const { uris, rules } = await findDocuments(folder, documentGlob(), signal);
    const open = openDocuments((uri) => uri.toString());
    const groupOf = createGroups(groups);
    const breather = createBreather(signal);
    for (const uri of uris) {
      await breather.pause();
      const isOfFolder = vscode.workspace.getWorkspaceFolder(uri)?.index === folder.index;
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
      const bytes = await vscode.workspace.fs.readFile(source.uri);
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
      for (const folder of vscode.workspace.workspaceFolders ?? []) {
        const list = folder.uri.scheme === 'file' ? listOnDisk : listElsewhere;
        await list(folder, documents, signal);
      }
      const { groups, texts } = documents;
      const total = groups.reduce((sum, { fsPaths }) => sum + fsPaths.length, texts.length);
      let done = 0;
      const countOn = (count: number): void => onProgress((done += count), total);
      const readGroup = async ({ like, fsPaths }: FileGroup): Promise<void> => {
        const onRead = ({ count, found, tooLong = [] }: FilesRead): void => {
          for (const index of tooLong) onTooLong(vscode.Uri.file(fsPaths[index]!));
          for (const { index, references } of found) {
            onFound(sourceLike(like, vscode.Uri.file(fsPaths[index]!)), references);
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

function openDocuments(keyOf: (uri: vscode.Uri) => string): Map<string, vscode.TextDocument> {
  return new Map(vscode.workspace.textDocuments.map((each) => [keyOf(each.uri), each]));
}

function documentGlob(): string {
  return `**/*.{${documentEndings.map((ending) => ending.slice(1)).join(',')}}`;
}

const sourceLike = (like: DocumentSource, uri: vscode.Uri): DocumentSource => ({
  ...like,
  uri,
  place: { ...like.place, path: uri.path },
});
