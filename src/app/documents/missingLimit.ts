import { ImageError } from '../../core/errors.ts';
import { imageLimit } from '../../core/models.ts';
import type { Uri } from '../uri.ts';
import type { DocumentSource } from './documentReading.ts';
import type { OpenDocuments } from './openDocuments.ts';

/** Counts the missing files of one document. */
export interface MissingCount {
  /**
   * To be told of missing files in the order of the document, the same ones again, too.
   * @param offset where the document shows it
   * @throws {ImageError} `badRequest` that names document and line, where one command can't make them all.
   */
  note(path: string, source: DocumentSource, offset: number): Promise<void>;
}

/** No command makes more images than this, so neither is more planned. */
export interface MissingLimit {
  ofOne(): MissingCount;
  /** Why a document is left out whose missing images are too many together with those of others. */
  tooManyWith(document: Uri): ImageError;
  /** Of a document that could not be searched, for a reason that nobody has thought of. */
  unsearchable(document: Uri): ImageError;
}

export interface MissingLimitOptions {
  readonly documents: Pick<OpenDocuments, 'open'>;
  /** As people call a file of the workspace. */
  readonly pathOf: (uri: Uri) => string;
}

export function createMissingLimit({ documents, pathOf }: MissingLimitOptions): MissingLimit {
  /** From 1; `undefined` for a notebook, whose cells have lines of their own, and for what can't be opened any more. */
  const lineOf = async (
    { uri, open }: DocumentSource,
    offset: number,
  ): Promise<number | undefined> => {
    if (open && open.length !== 1) return undefined;
    try {
      const document = open?.[0] ?? (await documents.open(uri));
      return document.positionAt(offset).line + 1;
    } catch {
      return undefined;
    }
  };

  return {
    ofOne() {
      const paths = new Set<string>();
      return {
        async note(path, source, offset) {
          paths.add(path);
          if (paths.size <= imageLimit) return;
          const name = pathOf(source.uri);
          const line = await lineOf(source, offset);
          throw tooMany(line === undefined ? name : `${name}, line ${line}`, 'up to here');
        },
      };
    },
    unsearchable: (document) =>
      new ImageError(
        'badRequest',
        `${pathOf(document)} could not be searched for pictures; the log says why.`,
        { field: 'document' },
      ),
    tooManyWith: (document) => tooMany(pathOf(document), 'with those of other documents'),
  };
}

const tooMany = (place: string, which: string): ImageError =>
  new ImageError(
    'badRequest',
    `${place}: ${which} more than ${imageLimit.toLocaleString('en')} images are missing, which is the most that one command makes.`,
    { field: 'uri' },
  );
