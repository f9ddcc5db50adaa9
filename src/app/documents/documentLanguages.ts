import type { DocumentLanguage } from '../../core/documents/documentLanguage.ts';
import { languageOf } from '../../core/documents/languageTable.ts';
import { siteRootPath } from '../../core/documents/siteRoot.ts';
import { userLanguage, userPatternOf } from '../../core/documents/userPattern.ts';
import { ImageError } from '../../core/errors.ts';
import type { ReadAs } from './pictureFinder.ts';
import type { Settings } from '../settings.ts';
import type { Folders } from '../folders.ts';
import type { Uri } from '../uri.ts';
import type { OpenDocument } from './insertionTarget.ts';

/** What a language is told from. */
export type LanguageOfDocument = Pick<OpenDocument, 'uri' | 'languageId'>;

/** How documents write pictures: the table of languages, and before it what the settings say. */
export interface DocumentLanguages {
  /**
   * @returns `undefined` for a language that nobody knows.
   * @throws {ImageError} `badRequest` for a bad pattern of the document's language.
   */
  of(document: LanguageOfDocument): DocumentLanguage | undefined;
  /** How another thread finds that language again. Throws like `of`. */
  readAs(document: LanguageOfDocument): ReadAs;
  /** True where the language is known, even if its pattern is a bad one. */
  isKnown(document: LanguageOfDocument): boolean;
  /**
   * The person's own pattern for a language.
   * @throws {ImageError} `badRequest` for a bad one.
   */
  patternFor(languageId: string, scope: Uri): string | undefined;
  /** URI path of the folder that a leading `/` means in the links of a workspace folder; for a file in it. */
  siteRootFor(uri: Uri | undefined): string | undefined;
}

export interface DocumentLanguagesOptions {
  readonly settings: Settings;
  readonly folders: Folders;
  /** The file that a document lies in: of the notebook, where it is one of its cells. */
  readonly fileOf: (document: LanguageOfDocument) => Uri;
}

export function createDocumentLanguages({
  settings,
  folders,
  fileOf,
}: DocumentLanguagesOptions): DocumentLanguages {
  const patternFor: DocumentLanguages['patternFor'] = (languageId, scope) =>
    userPatternOf(settings.value('imagePatterns', scope), languageId);

  const inTable = (document: LanguageOfDocument): DocumentLanguage | undefined =>
    languageOf({
      languageId: document.languageId,
      fileName: document.uri.path,
      isNotebookCell: document.uri.scheme === 'vscode-notebook-cell',
    });

  const of: DocumentLanguages['of'] = (document) => {
    const { languageId } = document;
    const known = inTable(document);
    const pattern = patternFor(languageId, fileOf(document));
    return pattern === undefined ? known : userLanguage(pattern, languageId, known);
  };

  return {
    of,
    patternFor,

    readAs(document) {
      const { languageId } = document;
      const known = inTable(document);
      const text = patternFor(languageId, fileOf(document));
      return {
        ...(known && { languageName: known.name }),
        ...(text !== undefined && { pattern: { languageId, text } }),
      };
    },

    isKnown(document) {
      try {
        return of(document) !== undefined;
      } catch {
        return true;
      }
    },

    siteRootFor(uri) {
      const setting = settings.value('siteRoot', uri);
      const field = 'fluxKlein.siteRoot';
      if (setting === undefined || setting === null) return undefined;
      if (typeof setting !== 'string') {
        throw new ImageError('badRequest', `${field} must be a text.`, { field });
      }
      const folder = uri && folders.of(uri);
      return siteRootPath(setting, folder?.uri.path);
    },
  };
}
