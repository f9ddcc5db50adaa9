import { safeName } from '../../core/assetName.ts';
import { contactSheet } from '../../core/batch/contactSheet.ts';
import { isSheetName, sheetExtensions } from '../../core/batch/promptSheet.ts';
import type { PromptSheet, SheetJob } from '../../core/batch/sheetRows.ts';
import { ImageError } from '../../core/errors.ts';
import type { GenerationRequest } from '../../core/request.ts';
import { relativePath } from '../../core/uriPath.ts';
import { createBreather } from '../documents/breather.ts';
import { DocumentTooLong } from '../documents/pictureFinder.ts';
import { checkInside, type Resolve } from '../files/containment.ts';
import type { Folders } from '../folders.ts';
import type { GeneratedImage } from '../making/batch.ts';
import type { PublicFailure } from '../commands/generateForProgram.ts';
import type { ImageOrder } from '../making/imageOrders.ts';
import type { ImageStudio } from '../making/imageStudio.ts';
import type { LongPlan, PlannedImage } from '../making/longPlan.ts';
import type { SavingContext } from '../making/savingContext.ts';
import { nameOf, type Uri, type Uris } from '../uri.ts';
import type { L10n } from '../words/l10n.ts';
import { checkerIgnoredWords } from '../words/requestWords.ts';
import type { SheetReader } from './sheetReader.ts';

export interface SheetPlansOptions {
  readonly studio: Pick<ImageStudio, 'orderMany'>;
  readonly reader: SheetReader;
  /** Reads a text, what is in an editor before what is on the disk. Rejects `SheetTooLong` and whatever keeps it from being read. */
  readonly readText: (uri: Uri, maxBytes: number) => Promise<string>;
  /** Writes a text under a name that is free. */
  readonly writeNew: (folder: Uri, name: string, ending: string, text: string) => Promise<unknown>;
  /** Follows links, also of a path of which only the beginning exists. */
  readonly resolve: Resolve;
  readonly folders: Folders;
  readonly uris: Uris;
  readonly l10n: L10n;
}

/** Why a file is not read. */
export class SheetTooLong extends Error {}

/** Reads prompt sheets into plans, whose images come into a folder of the sheet's name with a contact sheet beside them. */
export function createSheetPlans(options: SheetPlansOptions) {
  const { studio, reader, readText, writeNew, resolve, folders, uris, l10n } = options;

  const readSheet = async (uri: Uri, signal: AbortSignal): Promise<PromptSheet> => {
    if (!isSheetName(uri.path)) {
      const message = `uri must name a prompt sheet: a file that ends in ${sheetExtensions.join(', ')}.`;
      throw new ImageError('badRequest', message, { field: 'uri' });
    }
    const text = await textOf(uri);
    if (text.length > maxSheetBytes) throw tooLong();
    try {
      return await reader.readSheet(uri.path, text, signal);
    } catch (cause) {
      if (cause instanceof DocumentTooLong) throw tooMuch(cause);
      throw cause;
    }
  };

  const textOf = async (uri: Uri): Promise<string> => {
    try {
      return await readText(uri, maxSheetBytes);
    } catch (cause) {
      if (cause instanceof SheetTooLong) throw tooLong();
      const message = 'uri must name a file that can be read.';
      throw new ImageError('badRequest', message, { field: 'uri', cause });
    }
  };

  const writeContactSheet = async (
    name: string,
    images: readonly GeneratedImage[],
  ): Promise<void> => {
    const [first] = images;
    if (!first) return;
    const folder = folderOfSheet(uris.parse(first.uri, true), name);
    const text = contactSheet({
      name,
      images: images.map(({ uri, prompt, seed }) => ({
        path: relativePath(folder.path, uris.parse(uri, true).path),
        prompt,
        seed,
      })),
      words: { image: l10n.t('Image'), prompt: l10n.t('Prompt'), seed: l10n.t('Seed') },
    });
    // A link in the path of the images may lead out of the workspace and in again: they are inside, and this folder is not.
    const roots = folders.all().map(({ uri }) => uri);
    await checkInside({ roots, field: 'uri' }, folder, resolve);
    await writeNew(folder, name, '.md', text);
  };

  /**
   * What a sheet asks for.
   * @throws {ImageError} `badRequest` for what is no sheet, `noWorkspace` where its images have no folder, `cancelled`
   */
  const planOf = async (uri: Uri, signal: AbortSignal): Promise<LongPlan> => {
    const sheet = await readSheet(uri, signal);
    const name = stemOf(uri);
    const workspaceFolder = folders.of(uri) ?? folders.all()[0];
    const context: SavingContext = { target: undefined, args: {}, workspaceFolder };
    if (!workspaceFolder) {
      throw new ImageError('noWorkspace', 'No folder is open for the images of the sheet.');
    }
    const batch = await studio.orderMany(ordersOf(sheet, name), context, signal);
    const breather = createBreather(signal);
    const jobs: SheetJob[] = [];
    const hasOwnSeed = new Set<number>();
    const images: PlannedImage[] = [];
    const labelOf = (index: number, { seed }: GenerationRequest): string =>
      l10n.t('Line {0}, seed {1}', jobs[index]!.line, seed);
    for (const job of sheet.jobs) {
      for (let nth = 0; nth < job.imageCount; nth++) {
        const pause = breather.pause();
        if (pause) await pause;
        const index = jobs.push(job) - 1;
        const { request } = batch.items[index]!;
        if (job.args.seed !== undefined) hasOwnSeed.add(index);
        images.push({
          label: labelOf(index, request),
          request,
          ...(job.isCheckerIgnored && { note: checkerIgnoredWords(l10n) }),
        });
      }
    }
    const failures: PublicFailure[] = [];
    for (const { line, prompt, error } of sheet.failures) {
      const pause = breather.pause();
      if (pause) await pause;
      failures.push({
        index: batch.items.length + failures.length,
        line,
        prompt,
        code: error.code,
        message: l10n.t('Line {0}: {1}', line, error.message),
        mayHaveBeenCharged: false,
      });
    }
    return {
      title: l10n.t('Images of {0}', nameOf(uri)),
      batch,
      images,
      labelOf,
      failures,
      leftOut: [],
      hasOwnSeed,
      finish: (made) => writeContactSheet(name, made),
    };
  };

  return { planOf };
}

function* ordersOf({ jobs }: PromptSheet, subfolder: string): Generator<ImageOrder> {
  for (const { args: all, imageCount } of jobs) {
    const { fileName, ...args } = all;
    const destination = { subfolder, ...(fileName !== undefined && { fileName }) };
    yield { args, imageCount, destination };
  }
}

const stemOf = (uri: Uri): string => safeName(nameOf(uri).replace(/\.[^.]*$/, '')) || 'sheet';

/** The folder of the sheet, in which names may have made others; that of an image which was saved elsewhere. */
function folderOfSheet(image: Uri, sheetName: string): Uri {
  const folders = image.path.split('/').slice(0, -1);
  const end = folders.lastIndexOf(sheetName) + 1;
  return image.with({ path: folders.slice(0, end || undefined).join('/') });
}

/** Room for ten thousand prompts, and read within seconds. */
const maxSheetBytes = 4_000_000;

const tooLong = (): ImageError =>
  new ImageError('badRequest', 'uri must name a prompt sheet of at most 4 MB.', { field: 'uri' });

const tooMuch = (cause: DocumentTooLong): ImageError =>
  new ImageError(
    'badRequest',
    'uri must name a prompt sheet that can be read within a few seconds. Split it into several, or write it as CSV.',
    { field: 'uri', cause },
  );
