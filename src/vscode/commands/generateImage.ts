import * as vscode from 'vscode';
import type { GenerateArgs } from '../../core/request.ts';
import { isMarkdown, nameOf } from '../documentPlace.ts';
import { hasNoPlace, obviousFolder, type SavingContext } from '../imagePlan.ts';
import type { Batch, GeneratedImage, ImageStudio } from '../imageStudio.ts';
import type { InsertionTarget, InsertionTargets } from '../insertionTarget.ts';
import type { Log } from '../log.ts';
import type { Settings } from '../settings.ts';
import type { ApiKeyDialog } from './apiKeyDialog.ts';
import { createGenerateForPerson } from './generateForPerson.ts';
import { askOptions, askPrompt, type OptionsPreview } from './optionsDialog.ts';
import { askForFile } from './saveDialog.ts';

/** Generate Image for people, from the palette. */
export interface GenerateImage {
  withQuestions(): Promise<GeneratedImage[] | undefined>;
  /** The selection is the prompt, and the settings decide the rest. */
  fromSelection(): Promise<GeneratedImage[] | undefined>;
}

export interface GenerateImageOptions {
  readonly studio: ImageStudio;
  readonly targets: InsertionTargets;
  readonly keyDialog: ApiKeyDialog;
  readonly settings: Settings;
  readonly log: Log;
}

const { t } = vscode.l10n;

export function createGenerateImage(options: GenerateImageOptions): GenerateImage {
  const { studio, targets, keyDialog, settings, log } = options;
  const generateForPerson = createGenerateForPerson({
    studio,
    keyDialog,
    editPrompt: (prompt) => withQuestions(prompt),
    log,
  });

  const confirmCount = async ({ items }: Batch): Promise<boolean> => {
    const limit = settings.limit('confirmImagesAbove');
    if (limit > 0 && items.length <= limit) return true;
    const proceed = t('Generate');
    const question =
      items.length === 1 ? t('Generate one image?') : t('Generate {0} images?', items.length);
    const detail = t('Each image is charged to your 1min.ai account.');
    const answer = vscode.window.showInformationMessage(question, { modal: true, detail }, proceed);
    return (await answer) === proceed;
  };

  /** Asks what only the person can say before anything is sent; `undefined`: they backed out. */
  const decide = async (args: GenerateArgs, context: SavingContext): Promise<Batch | undefined> => {
    const chosen = hasNoPlace(context) ? await askForFile(t('Generate and Save')) : context.chosen;
    if (hasNoPlace(context) && !chosen) return undefined;
    const batch = studio.prepare(args, { ...context, ...(chosen && { chosen }) });
    return (await confirmCount(batch)) ? batch : undefined;
  };

  /** Hands the target on to the making of the batch, or lets go of it. */
  const withTarget = async (
    compose: (target: InsertionTarget | undefined) => Promise<Batch | undefined>,
  ): Promise<GeneratedImage[] | undefined> => {
    const target = await targets.current();
    let batch: Batch | undefined;
    try {
      batch = await compose(target);
    } finally {
      if (!batch) target?.dispose();
    }
    return batch && generateForPerson(batch);
  };

  const askEverything = async (
    target: InsertionTarget | undefined,
    prompt: string,
  ): Promise<Batch | undefined> => {
    let words = prompt;
    for (;;) {
      const asked = await askPrompt(words);
      if (asked.kind !== 'accepted') return undefined;
      words = asked.value;
      const workspaceFolder = await folderFor(target);
      if (workspaceFolder === 'left') return undefined;
      const contextOf = (args: GenerateArgs): SavingContext => ({ target, args, workspaceFolder });
      const answer = await askOptions({ prompt: words }, (args) =>
        previewOf(args, contextOf(args)),
      );
      if (answer.kind === 'left') return undefined;
      if (answer.kind === 'accepted') return decide(answer.value, contextOf(answer.value));
    }
  };

  const previewOf = (args: GenerateArgs, context: SavingContext): OptionsPreview => {
    const batch = studio.prepare(args, context);
    const { target } = context;
    return {
      request: batch.items[0]!.request,
      altText: batch.altText,
      file: hasNoPlace(context)
        ? t('You choose where it is saved')
        : t('Saves as {0}', vscode.workspace.asRelativePath(studio.preview(batch), false)),
      link:
        target && isMarkdown(target.document)
          ? t('link goes into {0}', nameOf(target.document))
          : t('link goes to the clipboard'),
    };
  };

  const withQuestions = async (prompt?: string): Promise<GeneratedImage[] | undefined> => {
    if (!(await keyDialog.ensure())) return undefined;
    return withTarget((target) =>
      askEverything(target, prompt ?? target?.selectedText.replace(/\s+/g, ' ').trim() ?? ''),
    );
  };

  return {
    withQuestions: () => withQuestions(),

    async fromSelection() {
      if (!(await keyDialog.ensure())) return undefined;
      return withTarget(async (target) => {
        const prompt = target?.selectedText.trim();
        if (!prompt) {
          const text = t('Select the words that describe the image, then run the command again.');
          void vscode.window.showInformationMessage(text);
          return undefined;
        }
        const workspaceFolder = await folderFor(target);
        if (workspaceFolder === 'left') return undefined;
        return decide({ prompt }, { target, args: {}, workspaceFolder });
      });
    },
  };
}

/** The folder that counts; asks where there are several and nothing says which. */
async function folderFor(
  target: InsertionTarget | undefined,
): Promise<vscode.WorkspaceFolder | 'left' | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder = obviousFolder(target) ?? (folders.length === 1 ? folders[0] : undefined);
  if (folder || folders.length === 0) return folder;
  const placeHolder = t('Which folder are the images for?');
  return (await vscode.window.showWorkspaceFolderPick({ placeHolder })) ?? 'left';
}
