import * as vscode from 'vscode';
import type { PictureReference } from '../../core/documents/documentLanguage.ts';
import { languageOf, languageTable } from '../../core/documents/languageTable.ts';
import { ImageError } from '../../core/errors.ts';
import { createBreather } from './breather.ts';
import type { DocumentReading, DocumentSource } from './documentReading.ts';
import { findDocuments } from './ignoreFiles.ts';
import type { FilesRead, PictureFinder } from './pictureFinder.ts';

export interface WorkspaceReadingEvents {
  /** Told once of each document that shows pictures; they come in any order. */
  readonly onFound: (source: DocumentSource, references: readonly PictureReference[]) => void;
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
 * Files of one workspace folder and language, which share their settings. No more is kept of each file: of
 * thousands few show pictures, and whatever outlives its moment keeps the thread of all extensions busy
 * collecting garbage.
 */
interface FileGroup {
  readonly like: DocumentSource;
  readonly uris: vscode.Uri[];
  readonly fsPaths: string[];
}

/** Texts that are asked for at the same time. */
const textsAtOnce = 8;

export function createWorkspaceReading(options: WorkspaceReadingOptions): WorkspaceReading {
  const { reading, finder } = options;

  /** What is open counts as it is in the editor, and a worker cannot read what is not on the disk. */
  const sortOut = async (
    signal: AbortSignal,
  ): Promise<{ readonly groups: readonly FileGroup[]; readonly texts: DocumentSource[] }> => {
    const { uris, rules } = await findDocuments(documentGlob(), signal);
    const open = new Map(vscode.workspace.textDocuments.map((each) => [each.uri.path, each]));
    const groups = createFileGroups(reading);
    const texts: DocumentSource[] = [];
    const breather = createBreather(signal);
    for (const uri of uris) {
      await breather.pause();
      if (rules.covers(uri.path)) continue;
      const document = open.get(uri.path);
      if (document?.uri.toString() === uri.toString()) {
        const source = reading.sourceOfOpen(document);
        if (source) texts.push(source);
        continue;
      }
      const group = groups.of(uri);
      if (uri.scheme === 'file') {
        group?.uris.push(uri);
        group?.fsPaths.push(uri.fsPath);
      } else if (group) {
        texts.push(sourceLike(group, uri));
      }
    }
    return { groups: groups.all(), texts };
  };

  const readText = async (
    source: DocumentSource,
    signal: AbortSignal,
  ): Promise<readonly PictureReference[]> => {
    if (source.open) return reading.picturesIn(source, signal);
    try {
      const bytes = await vscode.workspace.fs.readFile(source.uri);
      return await finder.inText(new TextDecoder().decode(bytes), source.readAs, signal);
    } catch (error) {
      if (error instanceof ImageError) throw error;
      return [];
    }
  };

  return {
    async read({ onFound, onProgress }, signal) {
      const { groups, texts } = await sortOut(signal);
      const total = groups.reduce((sum, { uris }) => sum + uris.length, texts.length);
      let done = 0;
      const countOn = (count: number): void => onProgress((done += count), total);
      const readGroups = async (): Promise<void> => {
        for (const group of groups) {
          const { fsPaths, like, uris } = group;
          const onRead = ({ count, found }: FilesRead): void => {
            for (const { index, references } of found) {
              onFound(sourceLike(group, uris[index]!), references);
            }
            countOn(count);
          };
          await finder.inFiles(fsPaths, like.readAs, onRead, signal);
        }
      };
      const waiting = texts.values();
      const readTexts = async (): Promise<void> => {
        for (const source of waiting) {
          const references = await readText(source, signal);
          if (references.length > 0) onFound(source, references);
          countOn(1);
        }
      };
      await Promise.all([readGroups(), ...Array.from({ length: textsAtOnce }, readTexts)]);
      return total;
    },
  };
}

function documentGlob(): string {
  const endings = languageTable.flatMap(({ extensions }) => extensions);
  return `**/*.{${endings.map((ending) => ending.slice(1)).join(',')}}`;
}

function createFileGroups({ sourceOfFile }: DocumentReading): {
  /** @throws {ImageError} `badRequest` where the person's pattern for the language is wrong. */
  of(uri: vscode.Uri): FileGroup | undefined;
  all(): readonly FileGroup[];
} {
  /** Settings take VS Code long to find out. */
  const groups = new Map<string, FileGroup>();
  const find = (uri: vscode.Uri): FileGroup | undefined => {
    const language = languageOf({ languageId: 'plaintext', fileName: uri.path });
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    const key = `${language?.name} ${folder?.uri.toString()}`;
    const known = groups.get(key);
    if (known) return known;
    const like = sourceOfFile(uri);
    const group = like && { like, uris: [], fsPaths: [] };
    if (group) groups.set(key, group);
    return group;
  };
  /** So does the folder of the workspace that a file lies in, and the language by its name. */
  const byPlace = new Map<string, FileGroup | undefined>();
  return {
    of(uri) {
      const { scheme, authority, path } = uri;
      const folderPath = path.slice(0, path.lastIndexOf('/'));
      const place = `${scheme} ${authority} ${folderPath} ${path.slice(path.lastIndexOf('.'))}`;
      if (!byPlace.has(place)) byPlace.set(place, find(uri));
      return byPlace.get(place);
    },
    all: () => [...groups.values()],
  };
}

const sourceLike = ({ like }: FileGroup, uri: vscode.Uri): DocumentSource => ({
  ...like,
  uri,
  place: { ...like.place, path: uri.path },
});
