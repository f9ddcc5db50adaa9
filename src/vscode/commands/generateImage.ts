import * as vscode from 'vscode';
import type { GenerateArgs } from '../../core/request.ts';
import { nameOf } from '../../app/uri.ts';
import { hasNoPlace, type SavingContext } from '../../app/making/savingContext.ts';
import type { Batch, GeneratedImage } from '../../app/making/batch.ts';
import type { ImageStudio } from '../../app/making/imageStudio.ts';
import type { InsertionTargets } from '../editor/insertionTargets.ts';
import type { InsertionTarget } from '../../app/documents/insertionTarget.ts';
import type { DocumentLinks } from '../../app/documents/documentLinks.ts';
import type { Log } from '../host/log.ts';
import type { Settings } from '../../app/settings.ts';
import type { ApiKeyDialog } from '../dialogs/apiKeyDialog.ts';
import { decideBatch, folderFor } from './decideBatch.ts';
import { createGenerateForPerson } from './generateForPerson.ts';
import { askOptions, askPrompt, type OptionsPreview } from '../dialogs/optionsDialog.ts';
import { l10n } from '../host/l10n.ts';
import { showInformationMessage } from '../dialogs/windowText.ts';

/** Generate Image for people, from the palette. */
export interface GenerateImage {
  withQuestions(): Promise<GeneratedImage[] | undefined>;
  /** The selection is the prompt, and the settings decide the rest. */
  fromSelection(): Promise<GeneratedImage[] | undefined>;
}

export interface GenerateImageOptions {
  readonly studio: ImageStudio;
  readonly targets: InsertionTargets;
  readonly links: DocumentLinks;
  readonly keyDialog: ApiKeyDialog;
  readonly settings: Settings;
  readonly log: Log;
}

export function createGenerateImage(options: GenerateImageOptions): GenerateImage {
  const { studio, targets, links, keyDialog, log } = options;
  const generateForPerson = createGenerateForPerson({
    studio,
    keyDialog,
    editPrompt: (prompt) => withQuestions(prompt),
    log,
  });

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
    // A wrong setting is named before the person has typed anything that could be lost.
    studio.prepare({ prompt: l10n.t('image') }, { target, args: {}, workspaceFolder: undefined });
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
      if (answer.kind === 'accepted')
        return decideBatch(options, answer.value, contextOf(answer.value));
    }
  };

  const previewOf = async (args: GenerateArgs, context: SavingContext): Promise<OptionsPreview> => {
    const batch = studio.prepare(args, context);
    const { target } = context;
    return {
      request: batch.items[0]!.request,
      altText: batch.altText,
      file: hasNoPlace(context)
        ? l10n.t('You choose where it is saved')
        : l10n.t(
            'Saves as {0}',
            vscode.workspace.asRelativePath(await studio.preview(batch), false),
          ),
      link:
        target && links.canInsert(target.document)
          ? l10n.t('link goes into {0}', nameOf(target.home.uri))
          : l10n.t('link goes to the clipboard'),
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
          const text = l10n.t(
            'Select the words that describe the image, then run the command again.',
          );
          void showInformationMessage(text);
          return undefined;
        }
        const workspaceFolder = await folderFor(target);
        if (workspaceFolder === 'left') return undefined;
        return decideBatch(options, { prompt }, { target, args: {}, workspaceFolder });
      });
    },
  };
}
