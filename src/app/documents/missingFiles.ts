import { createFirstWords, fileKey } from '../../core/batch/firstWords.ts';
import {
  pictureFile,
  type PictureFile,
  type PictureFileOptions,
} from '../../core/batch/missingPictures.ts';
import type { PictureReference } from '../../core/documents/documentLanguage.ts';
import { cancelled } from '../../core/errors.ts';
import { inParallel } from '../../core/parallel.ts';
import { baseNameOf } from '../../core/uriPath.ts';
import type { Breather } from './breather.ts';
import type { DocumentSource } from './documentReading.ts';
import type { MissingLimit } from './missingLimit.ts';
import { DocumentTooLong } from './pictureFinder.ts';
import type { NamesNow } from './pictureNames.ts';
import type { Uri } from '../uri.ts';

/** A file that a document shows, with those of the places that show it which decide what becomes of it. */
export interface ShownFile {
  readonly file: PictureFile;
  /** Anywhere in the workspace will do. */
  readonly isAnywhere: boolean;
  readonly places: ShownPlace[];
}

export interface ShownPlace {
  /** Among all that the document shows. */
  readonly order: number;
  readonly reference: PictureReference;
}

/** A place that shows what is missing. */
export interface Missing extends ShownPlace {
  readonly document: Uri;
  readonly file: PictureFile;
}

export interface FileLookup {
  readonly exists: (uri: Uri) => Promise<boolean>;
  readonly names: NamesNow;
  readonly breather: Breather;
  readonly limit: MissingLimit;
  readonly signal: AbortSignal;
}

/** Files that the disk is asked for at the same time, for one document. */
const filesAtOnce = 1000;
/** Other places that a document's pictures may lie in, in languages where each may lie in many: books have fewer. */
const maxOtherLookups = 30_000;

/** The files that references mean, by `fileKey`. Nothing else of the references is kept. */
export async function shownFiles(
  references: readonly PictureReference[],
  options: PictureFileOptions,
  breather: Breather,
): Promise<ReadonlyMap<string, ShownFile>> {
  const shown = new Map<string, ShownFile | undefined>();
  const words = createFirstWords();
  for (const [order, reference] of references.entries()) {
    const pause = breather.pause();
    if (pause) await pause;
    const key = fileKey(reference);
    if (!shown.has(key)) {
      const file = pictureFile(reference, options);
      const isAnywhere = reference.isWikiEmbed === true && !reference.path.includes('/');
      shown.set(key, file && { file, isAnywhere, places: [] });
    }
    const known = shown.get(key);
    if (known && words.decides(key, reference)) known.places.push({ order, reference });
  }
  return new Map([...shown].flatMap(([key, each]) => (each ? [[key, each] as const] : [])));
}

/** What is on the disk, asked once for each file. */
export function createKnownFiles({ exists, names, breather, limit, signal }: FileLookup) {
  const known = new Map<string, Promise<boolean>>();
  const existsAt = (uri: Uri): Promise<boolean> => {
    const key = uri.toString();
    const answer = known.get(key) ?? exists(uri);
    known.set(key, answer);
    return answer;
  };

  return {
    breather,
    /**
     * Those files of a document that are missing, in its order.
     * @throws {ImageError} `badRequest` where they are more than one command makes; `cancelled`
     * @throws {DocumentTooLong} where there are too many places to look at
     */
    async missingOf(source: DocumentSource, files: Iterable<ShownFile>): Promise<ShownFile[]> {
      let otherLookups = 0;
      const isThere = async ({ file, isAnywhere }: ShownFile): Promise<boolean> => {
        const { path, alternativePaths } = file;
        if (isAnywhere && (await names.has(baseNameOf(path)))) return true;
        const isAt = async (each: string): Promise<boolean> => {
          const pause = breather.pause();
          if (pause) await pause;
          if (signal.aborted) throw cancelled();
          return existsAt(source.uri.with({ path: each, query: '', fragment: '' }));
        };
        if (await isAt(path)) return true;
        for (const each of alternativePaths) {
          if (++otherLookups > maxOtherLookups) throw new DocumentTooLong();
          if (await isAt(each)) return true;
        }
        return false;
      };
      const missing: ShownFile[] = [];
      await inParallel(files, filesAtOnce, async (each) => {
        if (!(await isThere(each))) missing.push(each);
      });
      missing.sort((a, b) => a.places[0]!.order - b.places[0]!.order);
      const count = limit.ofOne();
      for (const { file, places } of missing) {
        await count.note(file.path, source, places[0]!.reference.start);
      }
      return missing;
    },
  };
}

export type KnownFiles = ReturnType<typeof createKnownFiles>;

/** The places that decide what becomes of missing files, in the order of the document. */
export function missingPlaces(document: Uri, files: readonly ShownFile[]): Missing[] {
  const words = createFirstWords();
  return files
    .flatMap(({ file, places }) => places.map((place) => ({ ...place, document, file })))
    .toSorted((a, b) => a.order - b.order)
    .filter(({ file, reference }) => words.decides(file.path, reference));
}
