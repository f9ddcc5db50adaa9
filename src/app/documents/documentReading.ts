import type { DocumentPlace } from '../../core/assetFolder.ts';
import type { DocumentLanguage, PictureReference } from '../../core/documents/documentLanguage.ts';
import { languageOf } from '../../core/documents/languageTable.ts';
import { userLanguage } from '../../core/documents/userPattern.ts';
import { ImageError } from '../../core/errors.ts';
import type { DocumentLanguages } from './documentLanguages.ts';
import { DocumentTooLong, type PictureFinder, type ReadAs } from './pictureFinder.ts';
import type { Folders } from '../folders.ts';
import type { Uri } from '../uri.ts';
import type { OpenDocuments, TextDocument } from './openDocuments.ts';

/** A document whose pictures can be found. */
export interface DocumentSource {
  /** Of the file; for a notebook, the notebook's. */
  readonly uri: Uri;
  readonly place: DocumentPlace;
  readonly language: DocumentLanguage;
  readonly readAs: ReadAs;
  /** URI path of the folder that a leading slash means, where the settings name one. */
  readonly siteRootPath?: string;
  /** What is in the editor, which counts before what is on the disk. */
  readonly open?: readonly TextDocument[];
}

/** Reads documents for the pictures that they show. */
export interface DocumentReading {
  /** @throws {ImageError} `badRequest` where the file can't be opened or its language is not known. */
  sourceOf(uri: Uri): Promise<DocumentSource>;
  /** `undefined`: of a language without pictures, or without a place. */
  sourceOfOpen(document: TextDocument): DocumentSource | undefined;
  /**
   * A file as it is on the disk, by its name; `undefined`: of a language without pictures.
   * @throws {ImageError} `badRequest` where the person's pattern for the language is wrong.
   */
  sourceOfFile(uri: Uri): DocumentSource | undefined;
  /** Rejects `cancelled` and `DocumentTooLong`. */
  picturesIn(source: DocumentSource, signal: AbortSignal): Promise<readonly PictureReference[]>;
}

export interface DocumentReadingOptions {
  readonly finder: PictureFinder;
  readonly languages: DocumentLanguages;
  readonly documents: OpenDocuments;
  readonly folders: Folders;
}

const notebookExtension = '.ipynb';

export function createDocumentReading(options: DocumentReadingOptions): DocumentReading {
  const { finder, languages, documents, folders } = options;

  const placeOf = (uri: Uri): DocumentPlace => {
    const folder = folders.of(uri);
    return { path: uri.path, ...(folder && { workspaceFolderPath: folder.uri.path }) };
  };

  /** @throws {ImageError} `badRequest` where the person's pattern for the language is wrong. */
  const describe = (
    uri: Uri,
    known: DocumentLanguage | undefined,
    place: DocumentPlace,
    open?: readonly TextDocument[],
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
    const { uri, place } = documents.homeOf(document);
    const { languageId } = document;
    const language = languageOf({ languageId, fileName: uri.path });
    return place && describe(uri, language, place, [document]);
  };

  const sourceOfNotebook = async (uri: Uri): Promise<DocumentSource | undefined> => {
    const texts = await documents.cellsOf(uri);
    const language = languageOf({ languageId: 'markdown', fileName: uri.path });
    return describe(uri, language, placeOf(uri), texts);
  };

  const openSource = async (uri: Uri): Promise<DocumentSource | undefined> => {
    try {
      if (uri.path.toLowerCase().endsWith(notebookExtension)) return await sourceOfNotebook(uri);
      return sourceOfOpen(await documents.open(uri));
    } catch (cause) {
      // A wrong pattern in the settings says so itself.
      if (cause instanceof ImageError) throw cause;
      throw new ImageError('badRequest', 'uri must name a document that can be opened.', {
        field: 'uri',
        cause,
      });
    }
  };

  /** Versions of documents that took too long: nobody waits for the same again. */
  const tooLong = new WeakMap<TextDocument, number>();
  const picturesInOpen = async (
    document: TextDocument,
    readAs: ReadAs,
    signal: AbortSignal,
  ): Promise<readonly PictureReference[]> => {
    const { version } = document;
    if (tooLong.get(document) === version) throw new DocumentTooLong();
    try {
      return await finder.inText(document.getText(), readAs, signal);
    } catch (error) {
      if (error instanceof DocumentTooLong) tooLong.set(document, version);
      throw error;
    }
  };

  const picturesIn: DocumentReading['picturesIn'] = async ({ open = [], readAs }, signal) =>
    (await Promise.all(open.map((each) => picturesInOpen(each, readAs, signal)))).flat();

  return {
    sourceOfOpen,
    picturesIn,

    sourceOfFile(uri) {
      const language = languageOf({ languageId: 'plaintext', fileName: uri.path });
      return describe(uri, language, placeOf(uri));
    },

    async sourceOf(uri) {
      const source = await openSource(uri);
      if (source) return source;
      throw new ImageError('badRequest', 'uri must name a document that can show pictures.', {
        field: 'uri',
      });
    },
  };
}
