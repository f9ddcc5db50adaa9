import * as vscode from 'vscode';
import { safeName } from '../../core/assetName.ts';
import { contactSheet } from '../../core/batch/contactSheet.ts';
import { loadSheetReader, sheetExtensions } from '../../core/batch/promptSheet.ts';
import { planSheet, type PromptSheet } from '../../core/batch/sheetRows.ts';
import { ImageError } from '../../core/errors.ts';
import type { GenerationRequest } from '../../core/request.ts';
import { relativePath } from '../../core/uriPath.ts';
import type { GeneratedImage } from '../../app/making/batch.ts';
import { uriArgument } from '../host/uriArgument.ts';
import type { Command } from '../host/commandTable.ts';
import type { SavingContext } from '../../app/making/savingContext.ts';
import type { ImageStudio } from '../../app/making/imageStudio.ts';
import type { TextFiles } from '../host/textFiles.ts';
import { checkerIgnoredWords } from '../../app/words/requestWords.ts';
import { parse } from './generateMissingImages.ts';
import { requireTrust, type LongBatches } from './longBatch.ts';
import type { LongPlan } from '../../app/making/longPlan.ts';
import { l10n } from '../host/l10n.ts';
import { showInformationMessage } from '../dialogs/windowText.ts';

export interface RunPromptSheetOptions {
  readonly studio: ImageStudio;
  readonly batches: LongBatches;
  readonly files: TextFiles;
}

/** Makes the images of a prompt sheet into a folder of its name, with a contact sheet beside them. */
export function createRunPromptSheet(options: RunPromptSheetOptions): Required<Command> {
  const { studio, batches, files } = options;

  const planOf = async (uri: vscode.Uri): Promise<LongPlan> => {
    requireTrust();
    const sheet = await readSheet(uri);
    const name = stemOf(uri);
    const workspaceFolder =
      vscode.workspace.getWorkspaceFolder(uri) ?? vscode.workspace.workspaceFolders?.[0];
    const context: SavingContext = { target: undefined, args: {}, workspaceFolder };
    if (!workspaceFolder) {
      throw new ImageError('noWorkspace', 'No folder is open for the images of the sheet.');
    }
    const batch = studio.order(
      sheet.jobs.map(({ args: { fileName, ...args }, imageCount }) => ({
        args,
        imageCount,
        destination: { subfolder: name, ...(fileName !== undefined && { fileName }) },
      })),
      context,
    );
    const jobs = sheet.jobs.flatMap((job) => Array.from({ length: job.imageCount }, () => job));
    const labelOf = (index: number, { seed }: GenerationRequest): string =>
      l10n.t('Line {0}, seed {1}', jobs[index]!.line, seed);
    return {
      title: l10n.t('Images of {0}', nameOf(uri)),
      batch,
      images: batch.items.map(({ request, index }) => ({
        label: labelOf(index, request),
        request,
        ...(jobs[index]!.isCheckerIgnored && { note: checkerIgnoredWords(l10n) }),
      })),
      labelOf,
      failures: sheet.failures.map(({ line, prompt, error }, index) => ({
        index: batch.items.length + index,
        line,
        prompt,
        code: error.code,
        message: l10n.t('Line {0}: {1}', line, error.message),
        mayHaveBeenCharged: false,
      })),
      leftOut: [],
      hasOwnSeed: new Set(
        jobs.flatMap(({ args }, index) => (args.seed === undefined ? [] : [index])),
      ),
      finish: (images) => writeContactSheet(name, images),
    };
  };

  const writeContactSheet = async (
    name: string,
    images: readonly GeneratedImage[],
  ): Promise<void> => {
    const [first] = images;
    if (!first) return;
    const folder = folderOf(vscode.Uri.parse(first.uri, true), name);
    const text = contactSheet({
      name,
      images: images.map(({ uri, prompt, seed }) => ({
        path: relativePath(folder.path, vscode.Uri.parse(uri, true).path),
        prompt,
        seed,
      })),
      words: { image: l10n.t('Image'), prompt: l10n.t('Prompt'), seed: l10n.t('Seed') },
    });
    await files.writeNew(folder, name, '.md', text);
  };

  const showPlan = async (uri: vscode.Uri): Promise<unknown> => {
    const plan = await planOf(uri);
    if (plan.images.length + plan.failures.length > 0) return batches.runWithQuestions(plan);
    void showInformationMessage(l10n.t('{0} has no prompts.', nameOf(uri)));
    return [];
  };

  return {
    async interactive(given) {
      requireTrust();
      const uri = given ?? activeSheet() ?? (await askForSheet());
      return uri && showPlan(uri);
    },
    async withArguments(given): Promise<GeneratedImage[]> {
      const { uri, confirmed } = parse(given, ['uri', 'confirmed']);
      return batches.run(await planOf(uriArgument(uri, 'uri')), confirmed);
    },
  };
}

const nameOf = ({ path }: vscode.Uri): string => path.slice(path.lastIndexOf('/') + 1);

const stemOf = (uri: vscode.Uri): string =>
  safeName(nameOf(uri).replace(/\.[^.]*$/, '')) || 'sheet';

/** The folder of the sheet, in which names may have made others; that of an image which was saved elsewhere. */
function folderOf(image: vscode.Uri, sheetName: string): vscode.Uri {
  const folders = image.path.split('/').slice(0, -1);
  const end = folders.lastIndexOf(sheetName) + 1;
  return image.with({ path: folders.slice(0, end || undefined).join('/') });
}

async function readSheet(uri: vscode.Uri): Promise<PromptSheet> {
  const loading = loadSheetReader(uri.path);
  if (!loading) {
    const message = `uri must name a prompt sheet: a file that ends in ${sheetExtensions.join(', ')}.`;
    throw new ImageError('badRequest', message, { field: 'uri' });
  }
  const [read, text] = await Promise.all([loading, textOf(uri)]);
  if (text.length > maxSheetBytes) throw tooLong();
  return planSheet(read(text));
}

/** Room for ten thousand prompts, and read within a second. */
const maxSheetBytes = 4_000_000;

const tooLong = (): ImageError =>
  new ImageError('badRequest', 'uri must name a prompt sheet of at most 4 MB.', { field: 'uri' });

/** What is in the editor counts before what is on the disk. */
async function textOf(uri: vscode.Uri): Promise<string> {
  const key = uri.toString();
  const open = vscode.workspace.textDocuments.find((each) => each.uri.toString() === key);
  if (open) return open.getText();
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    // A pipe would keep the reader for ever.
    if ((type & vscode.FileType.File) === 0) throw new Error('This is no file.');
    if (size > maxSheetBytes) throw tooLong();
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (cause) {
    if (cause instanceof ImageError) throw cause;
    throw new ImageError('badRequest', 'uri must name a file that can be read.', {
      field: 'uri',
      cause,
    });
  }
}

/** A Markdown page in front is more likely a page than a sheet, so that asks. */
function activeSheet(): vscode.Uri | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri && /\.(?:csv|tsv|jsonl|ndjson)$/i.test(uri.path) ? uri : undefined;
}

async function askForSheet(): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showOpenDialog({
    title: l10n.t('Choose a prompt sheet'),
    openLabel: l10n.t('Generate Images'),
    ...(folder && { defaultUri: folder }),
    filters: { [l10n.t('Prompt sheets')]: sheetExtensions.map((each) => each.slice(1)) },
  });
  return chosen?.[0];
}
