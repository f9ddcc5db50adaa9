import * as vscode from 'vscode';
import {
  createMissingPlanner,
  pictureFile,
  type MissingPicture,
  type MissingPlan,
  type MissingReference,
  type PictureFile,
} from '../../core/batch/missingPictures.ts';
import { cancelled } from '../../core/errors.ts';
import type { PictureReference } from '../../core/documents/documentLanguage.ts';
import { imageFilesGlob, type ImageFormat } from '../../core/imageFormats.ts';
import { baseNameOf, dirNameOf } from '../../core/uriPath.ts';
import { isCaseFolding } from '../../app/files/caseFolding.ts';
import { lazily } from '../../app/lazily.ts';
import type { Log } from '../host/log.ts';
import { createBreather } from '../../app/documents/breather.ts';
import { ignoreRulesAbove } from './leftOutFiles.ts';
import type { DocumentReading, DocumentSource } from './documentReading.ts';
import { createMissingLimit } from './missingLimit.ts';
import { createOpenPictures } from './openPictures.ts';
import { DocumentTooLong } from '../../app/documents/pictureFinder.ts';
import type { WorkspaceReading, WorkspaceReadingEvents } from './workspaceReading.ts';

/** What is missing, and from where. */
export interface MissingImages extends MissingPlan {
  /** The first document that shows the picture with this URI path. */
  documentOf(path: string): vscode.Uri | undefined;
  /** A file's URI from its path. */
  uriOf(path: string): vscode.Uri;
  readonly documentCount: number;
  /** Documents that are left out, as reading them took too long. */
  readonly tooLong: readonly vscode.Uri[];
}

/** A place in an open document that shows a missing picture. */
export interface MissingPlace {
  readonly range: vscode.Range;
  readonly picture: MissingPicture;
}

/** Looks for pictures that documents show and that do not exist. Sends and writes nothing. */
export interface MissingSearch {
  inDocument(uri: vscode.Uri, signal: AbortSignal): Promise<MissingImages>;
  /** For hints in an editor: empty for a language without pictures. */
  placesIn(
    document: vscode.TextDocument,
    options: { readonly isUrgent: boolean },
    signal: AbortSignal,
  ): Promise<readonly MissingPlace[]>;
  inWorkspace(
    onProgress: WorkspaceReadingEvents['onProgress'],
    signal: AbortSignal,
  ): Promise<MissingImages>;
}

export interface MissingSearchOptions {
  readonly reading: DocumentReading;
  readonly workspace: WorkspaceReading;
  readonly exists: (uri: vscode.Uri) => Promise<boolean>;
  /** The format for a path without extension, by the settings of its document. */
  readonly defaultFormat: (document: vscode.Uri) => ImageFormat;
  readonly log: Pick<Log, 'warn'>;
}

/** Files that the disk is asked for at the same time, for one document. */
const referencesAtOnce = 1000;

export function createMissingSearch(options: MissingSearchOptions): MissingSearch {
  const { reading, workspace, exists, defaultFormat, log } = options;
  const openPictures = createOpenPictures(reading);

  /** Those of a document's pictures that are missing, in its order. */
  const missingOf = async (
    source: DocumentSource,
    references: readonly PictureReference[],
    files: KnownFiles,
  ): Promise<Missing[]> => {
    const { uri, place, siteRootPath } = source;
    const { formats, mayOmitExtension = false } = source.language;
    // Settings take VS Code long to find out, and nobody else needs this one.
    const wanted = mayOmitExtension ? defaultFormat(uri) : 'png';
    const options = {
      document: place,
      ...(siteRootPath !== undefined && { siteRootPath }),
      formatWithoutExtension: formats.includes(wanted) ? wanted : 'png',
      mayOmitExtension,
    } as const;
    const missing: Missing[] = [];
    for (let from = 0; from < references.length; from += referencesAtOnce) {
      const some = references.slice(from, from + referencesAtOnce);
      const found = await Promise.all(
        some.map(async (reference): Promise<Missing[]> => {
          const file = pictureFile(reference, options);
          if (!file || (await files.has(uri, reference, file))) return [];
          return [{ document: uri, reference, file }];
        }),
      );
      for (const one of found.flat()) {
        await files.limit.note(one.file.path, source, one.reference.start);
        missing.push(one);
      }
    }
    return missing;
  };

  /** What is on the disk, asked once for each file. */
  const createKnownFiles = (signal: AbortSignal) => {
    const known = new Map<string, Promise<boolean>>();
    // A wiki embed that is no more than a name means the file of that name, wherever it lies.
    const loadNames = lazily(async () => {
      const uris = await vscode.workspace.findFiles(imageFilesGlob);
      return new Set(uris.map(({ path }) => baseNameOf(path).toLowerCase()));
    });
    const existsAt = (uri: vscode.Uri): Promise<boolean> => {
      const key = uri.toString();
      const answer = known.get(key) ?? exists(uri);
      known.set(key, answer);
      return answer;
    };
    return {
      limit: createMissingLimit(),
      async has(
        document: vscode.Uri,
        reference: PictureReference,
        { path, alternativePaths }: PictureFile,
      ) {
        if (reference.isWikiEmbed && !reference.path.includes('/')) {
          if ((await loadNames()).has(baseNameOf(path).toLowerCase())) return true;
        }
        for (const each of [path, ...alternativePaths]) {
          if (signal.aborted) throw cancelled();
          if (await existsAt(document.with({ path: each, query: '', fragment: '' }))) return true;
        }
        return false;
      },
    };
  };
  type KnownFiles = ReturnType<typeof createKnownFiles>;

  const planOf = async (
    missing: readonly Missing[],
    rootPaths: readonly string[],
    documentCount: number,
    base: vscode.Uri,
    tooLong: readonly vscode.Uri[],
    signal: AbortSignal,
  ): Promise<MissingImages> => {
    for (const uri of tooLong) log.warn(`Reading ${uri.path} took too long: it is left out.`);
    const documents = new Map<string, vscode.Uri>();
    for (const { document, file } of missing) {
      if (!documents.has(file.path)) documents.set(file.path, document);
    }
    const uriOf = (path: string): vscode.Uri => {
      return (documents.get(path) ?? base).with({ path, query: '', fragment: '' });
    };
    const breather = createBreather(signal);
    const rules = await ignoreRulesAbove(documents.keys(), uriOf, breather);
    const planner = createMissingPlanner({ rootPaths, ignoreCase: isCaseFolding });
    for (const { reference, file } of missing) {
      await breather.pause();
      planner.add({ reference, file, isIgnored: rules.covers(file.path) });
    }
    return {
      ...planner.plan(),
      documentOf: (path) => documents.get(path),
      uriOf,
      documentCount,
      tooLong,
    };
  };

  const rootPathsFor = (source: DocumentSource | undefined): string[] => {
    const folders = vscode.workspace.workspaceFolders ?? [];
    if (folders.length > 0) return folders.map(({ uri }) => uri.path);
    return source ? [dirNameOf(source.place.path)] : [];
  };

  return {
    async inDocument(uri, signal) {
      const source = await reading.sourceOf(uri);
      const tooLong: vscode.Uri[] = [];
      const references = await reading.picturesIn(source, signal).catch((error: unknown) => {
        if (!(error instanceof DocumentTooLong)) throw error;
        tooLong.push(source.uri);
        return [];
      });
      const missing = await missingOf(source, references, createKnownFiles(signal));
      return planOf(missing, rootPathsFor(source), 1, source.uri, tooLong, signal);
    },

    async placesIn(document, urgency, signal) {
      const source = reading.sourceOfOpen(document);
      if (!source) return [];
      const { version } = document;
      const references = await openPictures.of(document, source, urgency, signal);
      const missing = await missingOf(source, references, createKnownFiles(signal));
      if (missing.length === 0) return [];
      const { pictures } = await planOf(missing, rootPathsFor(source), 1, source.uri, [], signal);
      // Offsets of a text that is no more point anywhere.
      if (document.version !== version) return [];
      const byPath = new Map(pictures.map((picture) => [picture.path, picture]));
      return missing.flatMap(({ reference: { start, end }, file }) => {
        const picture = byPath.get(file.path);
        const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
        return picture ? [{ range, picture }] : [];
      });
    },

    async inWorkspace(onProgress, givenSignal) {
      const tooMany = new AbortController();
      const signal = AbortSignal.any([givenSignal, tooMany.signal]);
      const files = createKnownFiles(signal);
      const searched: { readonly path: string; readonly missing: Promise<Missing[]> }[] = [];
      const onFound: WorkspaceReadingEvents['onFound'] = (source, references) => {
        // Files are looked for while the next documents are read.
        if (signal.aborted) return;
        const missing = missingOf(source, references, files);
        // What one document has too many of ends the reading of all others.
        missing.catch((error: unknown) => tooMany.abort(error));
        searched.push({ path: source.uri.path, missing });
      };
      const tooLong: vscode.Uri[] = [];
      const onTooLong = (uri: vscode.Uri): unknown => tooLong.push(uri);
      const whenAllAreKnown = async (): Promise<{ documentCount: number; missing: Missing[] }> => {
        const documentCount = await workspace.read({ onFound, onTooLong, onProgress }, signal);
        searched.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
        const missing = await Promise.all(searched.map((each) => each.missing));
        return { documentCount, missing: missing.flat() };
      };
      const { documentCount, missing } = await whenAllAreKnown().catch((error: unknown) => {
        // The others only say that they were stopped.
        throw tooMany.signal.aborted ? tooMany.signal.reason : error;
      });
      if (givenSignal.aborted) throw cancelled();
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      return planOf(missing, rootPathsFor(undefined), documentCount, folder!.uri, tooLong, signal);
    },
  };
}

type Missing = Omit<MissingReference, 'isIgnored'> & { readonly document: vscode.Uri };
