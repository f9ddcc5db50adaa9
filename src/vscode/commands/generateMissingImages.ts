import * as vscode from 'vscode';
import { ImageError } from '../../core/errors.ts';
import { checkNames, confirmedArgument } from '../../app/commandArguments.ts';
import { uriArgument } from '../host/uriArgument.ts';
import type { Command } from '../host/commandTable.ts';
import type { MissingImages, MissingSearch } from '../../app/documents/missingSearch.ts';
import type { GeneratedImage } from '../../app/making/batch.ts';
import type { ImageStudio } from '../../app/making/imageStudio.ts';
import { stopOn } from '../host/stopping.ts';
import { requireTrust, type LongBatches } from './longBatch.ts';
import type { LongPlan } from '../../app/making/longPlan.ts';
import { l10n } from '../host/l10n.ts';
import { showInformationMessage, withProgress } from '../dialogs/windowText.ts';
import { createMissingPlans } from '../../app/making/missingPlan.ts';

export interface GenerateMissingImages {
  readonly inDocument: Required<Command>;
  readonly inWorkspace: Required<Command>;
}

/** What a hint in a document says besides its document. */
export interface HintedImage {
  /** URI path of the one image that is wanted; absent: all. */
  readonly path?: string;
  /** False where a press is for one image that needs no plan. */
  readonly isPlanWanted?: boolean;
}

export interface GenerateMissingImagesOptions {
  readonly search: MissingSearch;
  readonly studio: ImageStudio;
  readonly batches: LongBatches;
}

/** Makes the pictures that documents show and that do not exist. The documents stay as they are. */
export function createGenerateMissingImages(
  options: GenerateMissingImagesOptions,
): GenerateMissingImages {
  const { search, studio, batches } = options;
  const planFor = createMissingPlans({
    studio,
    pathOf: (uri) => vscode.workspace.asRelativePath(uri),
    l10n,
  });

  const planOfDocument = async (uri: vscode.Uri): Promise<LongPlan> => {
    requireTrust();
    const missing = await search.inDocument(uri, new AbortController().signal);
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    return planFor(missing, l10n.t('Missing images in {0}', name));
  };

  const planOfWorkspace = async (): Promise<LongPlan> => {
    requireTrust();
    if (!vscode.workspace.workspaceFolders?.length) {
      throw new ImageError('noWorkspace', 'No folder is open.');
    }
    return planFor(await searchWorkspace(search), l10n.t('Missing images in the workspace'));
  };

  const showPlan = async (plan: LongPlan, nothing: string): Promise<unknown> => {
    const { images, failures, leftOut } = plan;
    if (images.length + failures.length + leftOut.length > 0) return batches.runWithQuestions(plan);
    void showInformationMessage(nothing);
    return [];
  };

  const planOfHint = async (uri: vscode.Uri | undefined, more: unknown): Promise<unknown> => {
    if (!uri) {
      void showInformationMessage(l10n.t('Open the document whose missing images are to be made.'));
      return undefined;
    }
    const plan = await planOfDocument(uri);
    // A menu passes all files that are selected there.
    const { path, isPlanWanted } = (Array.isArray(more) ? {} : (more ?? {})) as HintedImage;
    const index = plan.images.findIndex((image) => image.uri?.path === path);
    if (path === undefined || index === -1) return showPlan(plan, nothingInDocument());
    return batches.runOne(plan, index, isPlanWanted === true);
  };

  return {
    inDocument: {
      async withArguments(given): Promise<GeneratedImage[]> {
        const { uri, confirmed } = parse(given, ['uri', 'confirmed']);
        const document = uri === undefined ? activeDocument() : uriArgument(uri, 'uri');
        if (document) return batches.run(await planOfDocument(document), confirmed);
        throw new ImageError('badRequest', 'uri must name a document.', { field: 'uri' });
      },
      interactive: (uri, more) => planOfHint(uri ?? activeDocument(), more),
    },
    inWorkspace: {
      async withArguments(given): Promise<GeneratedImage[]> {
        const { confirmed } = parse(given, ['confirmed']);
        return batches.run(await planOfWorkspace(), confirmed);
      },
      async interactive() {
        const nothing = l10n.t('Every image of the documents in this workspace is there.');
        return showPlan(await planOfWorkspace(), nothing);
      },
    },
  };
}

const nothingInDocument = (): string => l10n.t('Every image of this document is there.');

/** The document that is in front; the notebook, for one of its cells. */
function activeDocument(): vscode.Uri | undefined {
  const { activeTextEditor, activeNotebookEditor } = vscode.window;
  return activeNotebookEditor?.notebook.uri ?? activeTextEditor?.document.uri;
}

/** Checks what both forms share. @throws {ImageError} `badRequest` that names the field. */
export function parse(
  given: object,
  known: readonly string[],
): { readonly uri?: unknown; readonly confirmed: boolean } {
  checkNames(given, known);
  const { uri, confirmed } = given as { uri?: unknown; confirmed?: unknown };
  return { uri, confirmed: confirmedArgument(confirmed) };
}

function searchWorkspace(search: MissingSearch): Thenable<MissingImages> {
  return withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: l10n.t('Looking for missing images'),
      cancellable: true,
    },
    (progress, token) => {
      const { signal } = stopOn(token);
      let shown = 0;
      const onProgress = (done: number, total: number): void => {
        const percent = Math.floor((100 * done) / total);
        if (percent === shown) return;
        const message = l10n.t('{0} of {1} documents', done, total);
        progress.report({ increment: percent - shown, message });
        shown = percent;
      };
      return search.inWorkspace(onProgress, signal);
    },
  );
}
