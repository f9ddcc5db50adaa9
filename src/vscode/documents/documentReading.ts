import * as vscode from 'vscode';
import type { DocumentPlace } from '../../core/assetFolder.ts';
import type { DocumentLanguage, PictureReference } from '../../core/documents/documentLanguage.ts';
import { languageOf, languageTable } from '../../core/documents/languageTable.ts';
import { userLanguage } from '../../core/documents/userPattern.ts';
import { ImageError } from '../../core/errors.ts';
import type { DocumentLanguages } from '../documentLanguages.ts';
import { homeOf } from '../documentPlace.ts';
import { createBreather } from './breather.ts';
import { findDocuments } from './ignoreFiles.ts';
import type { DocumentFile, PictureFinder, ReadAs } from './pictureFinder.ts';

/** A document whose pictures can be found. */
export interface DocumentSource {
  /** Of the file; for a notebook, the notebook's. */
  readonly uri: vscode.Uri;
  readonly place: DocumentPlace;
  readonly language: DocumentLanguage;
  readonly readAs: ReadAs;
  /** URI path of the folder that a leading slash means, where the settings name one. */
  readonly siteRootPath?: string;
  /** What is in the editor, which counts before what is on the disk. */
  readonly open?: readonly vscode.TextDocument[];
}

/** Reads documents for the pictures that they show. */
export interface DocumentReading {
  /** @throws {ImageError} `badRequest` where the file can't be opened or its language is not known. */
  sourceOf(uri: vscode.Uri): Promise<DocumentSource>;
  /** `undefined`: of a language without pictures, or without a place. */
  sourceOfOpen(document: vscode.TextDocument): DocumentSource | undefined;
  /** Every document of the workspace, in the order of paths, that no rule leaves out. */
  sourcesInWorkspace(signal: AbortSignal): Promise<DocumentSource[]>;
  picturesIn(source: DocumentSource, signal: AbortSignal): Promise<readonly PictureReference[]>;
  /** Tells of every source once, by its index, as it has been read. */
  picturesInAll(
    sources: readonly DocumentSource[],
    onRead: (index: number, references: readonly PictureReference[]) => void,
    signal: AbortSignal,
  ): Promise<void>;
}

export interface DocumentReadingOptions {
  readonly finder: PictureFinder;
  readonly languages: DocumentLanguages;
}

const notebookExtension = '.ipynb';
/** Files of other file systems that are asked for at the same time. */
const textsAtOnce = 8;

export function createDocumentReading(options: DocumentReadingOptions): DocumentReading {
  const { finder, languages } = options;

  /** @throws {ImageError} `badRequest` where the person's pattern for the language is wrong. */
  const describe = (
    uri: vscode.Uri,
    known: DocumentLanguage | undefined,
    place: DocumentPlace,
    open?: readonly vscode.TextDocument[],
  ): DocumentSource | undefined => {
    const languageId = open?.[0]?.languageId ?? known?.languageIds[0] ?? '';
    const text = languages.patternFor(languageId, uri);
    const language = text === undefined ? known : userLanguage(text, languageId, known);
    const siteRootPath = languages.siteRootFor(uri);
    return (
      language && {
        uri,
        place,
        language,
        readAs: {
          ...(known && { languageName: known.name }),
          ...(text !== undefined && { pattern: { languageId, text } }),
        },
        ...(siteRootPath !== undefined && { siteRootPath }),
        ...(open && { open }),
      }
    );
  };

  const sourceOfOpen: DocumentReading['sourceOfOpen'] = (document) => {
    const { uri, place } = homeOf(document);
    const { languageId } = document;
    const language = languageOf({ languageId, fileName: uri.path });
    return place && describe(uri, language, place, [document]);
  };

  const sourceOfNotebook = async (uri: vscode.Uri): Promise<DocumentSource | undefined> => {
    const cells = (await vscode.workspace.openNotebookDocument(uri)).getCells();
    const texts = cells.flatMap(({ kind, document }) =>
      kind === vscode.NotebookCellKind.Markup ? [document] : [],
    );
    const language = languageOf({ languageId: 'markdown', fileName: uri.path });
    return describe(uri, language, placeOf(uri), texts);
  };

  const openSource = async (uri: vscode.Uri): Promise<DocumentSource | undefined> => {
    try {
      if (uri.path.toLowerCase().endsWith(notebookExtension)) return await sourceOfNotebook(uri);
      return sourceOfOpen(await vscode.workspace.openTextDocument(uri));
    } catch (cause) {
      // A wrong pattern in the settings says so itself.
      if (cause instanceof ImageError) throw cause;
      throw new ImageError('badRequest', 'uri must name a document that can be opened.', {
        field: 'uri',
        cause,
      });
    }
  };

  const textsOf = ({ open }: DocumentSource): readonly string[] =>
    (open ?? []).map((document) => document.getText());

  const picturesIn: DocumentReading['picturesIn'] = async (source, signal) => {
    const texts = textsOf(source);
    const found = texts.map((text) => finder.inText(text, source.readAs, signal));
    return (await Promise.all(found)).flat();
  };

  return {
    sourceOfOpen,
    picturesIn,

    async sourceOf(uri) {
      const source = await openSource(uri);
      if (source) return source;
      throw new ImageError('badRequest', 'uri must name a document that can show pictures.', {
        field: 'uri',
      });
    },

    async sourcesInWorkspace(signal) {
      const endings = languageTable.flatMap(({ extensions }) => extensions);
      const names = endings.map((ending) => ending.slice(1));
      return sourcesOf(await findDocuments(`**/*.{${names.join(',')}}`, signal), signal);
    },

    async picturesInAll(sources, onRead, signal) {
      const files: DocumentFile[] = [];
      const indexes: number[] = [];
      const texts: number[] = [];
      const breather = createBreather(signal);
      for (const [index, source] of sources.entries()) {
        await breather.pause();
        if (source.open || source.uri.scheme !== 'file') {
          texts.push(index);
        } else {
          indexes.push(index);
          files.push({ fsPath: source.uri.fsPath, readAs: source.readAs });
        }
      }
      const inFiles = finder.inFiles(
        files,
        ({ index, references }) => onRead(indexes[index]!, references),
        signal,
      );
      const waiting = texts.values();
      const readNext = async (): Promise<void> => {
        for (const index of waiting) onRead(index, await readText(sources[index]!, signal));
      };
      await Promise.all([inFiles, ...Array.from({ length: textsAtOnce }, readNext)]);
    },
  };

  async function sourcesOf(
    uris: readonly vscode.Uri[],
    signal: AbortSignal,
  ): Promise<DocumentSource[]> {
    const open = new Map(vscode.workspace.textDocuments.map((each) => [each.uri.toString(), each]));
    const describeFile = describeLikeOthers(describe);
    const sources: DocumentSource[] = [];
    const breather = createBreather(signal);
    for (const uri of uris) {
      await breather.pause();
      const document = open.size > 0 ? open.get(uri.toString()) : undefined;
      const language = languageOf({ languageId: 'plaintext', fileName: uri.path });
      const source = document ? sourceOfOpen(document) : language && describeFile(uri, language);
      if (source) sources.push(source);
    }
    return sources;
  }

  async function readText(
    source: DocumentSource,
    signal: AbortSignal,
  ): Promise<readonly PictureReference[]> {
    if (source.open) return picturesIn(source, signal);
    try {
      const bytes = await vscode.workspace.fs.readFile(source.uri);
      return await finder.inText(new TextDecoder().decode(bytes), source.readAs, signal);
    } catch (error) {
      if (error instanceof ImageError) throw error;
      return [];
    }
  }
}

/** Files of one workspace folder and language share their settings, which take VS Code long to find out. */
function describeLikeOthers(
  describe: (
    uri: vscode.Uri,
    language: DocumentLanguage,
    place: DocumentPlace,
  ) => DocumentSource | undefined,
): (uri: vscode.Uri, language: DocumentLanguage) => DocumentSource | undefined {
  const known = new Map<string, DocumentSource>();
  return (uri, language) => {
    const place = placeOf(uri);
    const key = `${place.workspaceFolderPath} ${language.name}`;
    const like = known.get(key) ?? describe(uri, language, place);
    if (like) known.set(key, like);
    return like && { ...like, uri, place };
  };
}

function placeOf(uri: vscode.Uri): DocumentPlace {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return { path: uri.path, ...(folder && { workspaceFolderPath: folder.uri.path }) };
}
