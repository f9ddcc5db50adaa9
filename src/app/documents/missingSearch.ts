import { fileKey } from '../../core/batch/firstWords.ts';
import {
  createMissingPlanner,
  type MissingPicture,
  type MissingPlan,
} from '../../core/batch/missingPictures.ts';
import type { PictureReference } from '../../core/documents/documentLanguage.ts';
import { type ImageFormat } from '../../core/imageFormats.ts';
import { dirNameOf } from '../../core/uriPath.ts';
import { isCaseFolding } from '../files/caseFolding.ts';
import { createBreather, type Breather } from './breather.ts';
import type { DocumentReading, DocumentSource } from './documentReading.ts';
import { type OpenPictures } from './openPictures.ts';
import { DocumentTooLong } from './pictureFinder.ts';
import { cancelled, ImageError } from '../../core/errors.ts';
import {
  createKnownFiles,
  missingPlaces,
  shownFiles,
  type KnownFiles,
  type Missing,
  type ShownFile,
} from './missingFiles.ts';
import { createMissingOfAll } from './missingOfAll.ts';
import { createPictureNames, type NamesNow, type PictureNamesOptions } from './pictureNames.ts';
import type { WorkspaceReading, WorkspaceReadingEvents } from './workspaceReading.ts';
import type { IgnoreRules } from '../../core/batch/ignoreRules.ts';
import type { TextSelection } from '../../core/documents/textSelection.ts';
import type { Logger } from '../../core/ports.ts';
import type { Folders } from '../folders.ts';
import type { Uri } from '../uri.ts';
import type { MissingLimit } from './missingLimit.ts';
import type { TextDocument } from './openDocuments.ts';

/** What is missing, and from where. */
export interface MissingImages extends MissingPlan {
  /** The first document that shows the picture with this URI path. */
  documentOf(path: string): Uri | undefined;
  /** A file's URI from its path. */
  uriOf(path: string): Uri;
  readonly documentCount: number;
  /** Documents that are left out, as reading them took too long. */
  readonly tooLong: readonly Uri[];
  /** Documents that are left out, as one command can't make all that is missing in them. */
  readonly tooMany: readonly DocumentFailure[];
}

export interface DocumentFailure {
  readonly uri: Uri;
  readonly error: ImageError;
}

/** A place in an open document that shows a missing picture. */
export interface MissingPlace {
  readonly range: TextSelection;
  readonly picture: MissingPicture;
}

/** Looks for pictures that documents show and that do not exist. Sends and writes nothing. */
export interface MissingSearch {
  inDocument(uri: Uri, signal: AbortSignal): Promise<MissingImages>;
  /** For hints in an editor: empty for a language without pictures. */
  placesIn(
    document: TextDocument,
    options: { readonly isUrgent: boolean },
    signal: AbortSignal,
  ): Promise<readonly MissingPlace[]>;
  /** To be told when pictures have come or gone, for hints that ask what is anywhere in the workspace. */
  filesChanged(): void;
  inWorkspace(
    onProgress: WorkspaceReadingEvents['onProgress'],
    signal: AbortSignal,
  ): Promise<MissingImages>;
}

export interface MissingSearchOptions {
  readonly reading: DocumentReading;
  /** For hints; what is open may be read for others as well. */
  readonly openPictures: OpenPictures;
  readonly workspace: WorkspaceReading;
  readonly exists: (uri: Uri) => Promise<boolean>;
  /** So many pictures of the workspace at most. */
  readonly findPictures: PictureNamesOptions['find'];
  /** The format for a path without extension, by the settings of its document. */
  readonly defaultFormat: (document: Uri) => ImageFormat;
  /** Rules of git for these files. */
  readonly rulesAbove: (
    paths: Iterable<string>,
    uriOf: (path: string) => Uri,
    breather: Breather,
  ) => Promise<IgnoreRules>;
  readonly folders: Folders;
  readonly limit: MissingLimit;
  readonly log: Pick<Logger, 'warn'>;
}

export function createMissingSearch(options: MissingSearchOptions): MissingSearch {
  const { reading, openPictures, workspace, exists, findPictures, defaultFormat, log } = options;
  const { rulesAbove, folders, limit } = options;

  const names = createPictureNames({ find: findPictures, now: () => performance.now() });

  const filesOf = (
    { uri, place, siteRootPath, language }: DocumentSource,
    references: readonly PictureReference[],
    breather: Breather,
  ): Promise<ReadonlyMap<string, ShownFile>> => {
    const { formats, mayOmitExtension = false } = language;
    // Settings take VS Code long to find out, and nobody else needs this one.
    const wanted = mayOmitExtension ? defaultFormat(uri) : 'png';
    const fileOptions = {
      document: place,
      ...(siteRootPath !== undefined && { siteRootPath }),
      formatWithoutExtension: formats.includes(wanted) ? wanted : 'png',
      mayOmitExtension,
    } as const;
    return shownFiles(references, fileOptions, breather);
  };

  const knownFiles = (namesNow: NamesNow, signal: AbortSignal): KnownFiles =>
    createKnownFiles({ exists, names: namesNow, breather: createBreather(signal), limit, signal });

  const planOf = async (
    missing: readonly Missing[],
    about: Pick<MissingImages, 'documentCount' | 'tooLong' | 'tooMany'> & {
      readonly rootPaths: readonly string[];
      readonly base: Uri;
    },
    signal: AbortSignal,
  ): Promise<MissingImages> => {
    const { rootPaths, base, ...counted } = about;
    for (const uri of counted.tooLong)
      log.warn(`Reading ${uri.path} took too long: it is left out.`);
    const documents = new Map<string, Uri>();
    for (const { document, file } of missing) {
      if (!documents.has(file.path)) documents.set(file.path, document);
    }
    const uriOf = (path: string): Uri => {
      return (documents.get(path) ?? base).with({ path, query: '', fragment: '' });
    };
    const breather = createBreather(signal);
    const rules = await rulesAbove(documents.keys(), uriOf, breather);
    const planner = createMissingPlanner({ rootPaths, ignoreCase: isCaseFolding });
    for (const { reference, file } of missing) {
      await breather.pause();
      planner.add({ reference, file, isIgnored: rules.covers(file.path) });
    }
    return {
      ...planner.plan(),
      documentOf: (path) => documents.get(path),
      uriOf,
      ...counted,
    };
  };

  const rootPathsFor = (source: DocumentSource | undefined): string[] => {
    const open = folders.all();
    if (open.length > 0) return open.map(({ uri }) => uri.path);
    return source ? [dirNameOf(source.place.path)] : [];
  };

  return {
    async inDocument(uri, signal) {
      const source = await reading.sourceOf(uri);
      const files = knownFiles(names.fresh(), signal);
      const tooLong: Uri[] = [];
      const search = async (): Promise<Missing[]> => {
        const references = await reading.picturesIn(source, signal);
        const shown = await filesOf(source, references, files.breather);
        return missingPlaces(source.uri, await files.missingOf(source, shown.values()));
      };
      const missing = await search().catch((error: unknown) => {
        if (!(error instanceof DocumentTooLong)) throw error;
        tooLong.push(source.uri);
        return [];
      });
      const about = { rootPaths: rootPathsFor(source), base: source.uri, documentCount: 1 };
      return planOf(missing, { ...about, tooLong, tooMany: [] }, signal);
    },

    async placesIn(document, urgency, signal) {
      const source = reading.sourceOfOpen(document);
      if (!source) return [];
      const { version } = document;
      const references = await openPictures.of(document, source, urgency, signal);
      const files = knownFiles(names.known(), signal);
      const shown = await filesOf(source, references, files.breather);
      const missing = await files.missingOf(source, shown.values()).catch((error: unknown) => {
        if (error instanceof DocumentTooLong) return [];
        throw error;
      });
      if (missing.length === 0) return [];
      const about = { rootPaths: rootPathsFor(source), base: source.uri, documentCount: 1 };
      const { pictures } = await planOf(
        missingPlaces(source.uri, missing),
        { ...about, tooLong: [], tooMany: [] },
        signal,
      );
      const byPath = new Map(pictures.map((picture) => [picture.path, picture]));
      const isMissing = new Set(missing);
      const places: MissingPlace[] = [];
      for (const reference of references) {
        const pause = files.breather.pause();
        if (pause) await pause;
        // Offsets of a text that is no more point anywhere.
        if (document.version !== version) return [];
        const file = shown.get(fileKey(reference));
        const picture = file && isMissing.has(file) ? byPath.get(file.file.path) : undefined;
        if (!picture) continue;
        const { start, end } = reference;
        const range = { start: document.positionAt(start), end: document.positionAt(end) };
        places.push({ range, picture });
      }
      return places;
    },

    filesChanged: () => names.forget(),

    async inWorkspace(onProgress, signal) {
      const files = knownFiles(names.fresh(), signal);
      const all = createMissingOfAll();
      const tooLong: Uri[] = [];
      const tooMany: DocumentFailure[] = [];
      const add = async (
        source: DocumentSource,
        shown: Promise<ReadonlyMap<string, ShownFile>>,
      ): Promise<void> => {
        const { uri } = source;
        try {
          const missing = await files.missingOf(source, (await shown).values());
          if (all.add(missingPlaces(uri, missing))) return;
          tooMany.push({ uri, error: limit.tooManyWith(uri) });
        } catch (error) {
          if (signal.aborted) throw error;
          if (error instanceof DocumentTooLong) tooLong.push(uri);
          else if (error instanceof ImageError && error.code === 'badRequest') {
            tooMany.push({ uri, error });
          } else {
            // Whatever one document does, it must not take the others along.
            log.warn(`${uri.path} could not be searched: ${stackOf(error)}`);
            tooMany.push({ uri, error: limit.unsearchable(uri) });
          }
        }
      };
      const searched: Promise<void>[] = [];
      const onFound: WorkspaceReadingEvents['onFound'] = (source, references) => {
        // Files are looked for while the next documents are read.
        if (signal.aborted) return;
        const one = add(source, filesOf(source, references, files.breather));
        // It rejects with all of them.
        one.catch(() => undefined);
        searched.push(one);
      };
      const onTooLong = (uri: Uri): unknown => tooLong.push(uri);
      const documentCount = await workspace.read({ onFound, onTooLong, onProgress }, signal);
      await Promise.all(searched);
      if (signal.aborted) throw cancelled();
      const { uri: base } = folders.all()[0]!;
      const about = { rootPaths: rootPathsFor(undefined), base, documentCount };
      return planOf(all.inOrder(), { ...about, tooLong, tooMany }, signal);
    },
  };
}

const stackOf = (error: unknown): string =>
  (error instanceof Error ? error.stack : undefined) ?? String(error);
